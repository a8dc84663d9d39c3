package com.acme.checkout.tracing;

import jakarta.validation.constraints.NotNull;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Whether commands are traced. All else is said by the {@code OTEL_} variables that OpenTelemetry defines.
 *
 * @param enabled whether spans are made, and exported by OTLP
 */
@ConfigurationProperties("checkout.tracing")
public record TracingProperties(@NotNull Boolean enabled) {}
