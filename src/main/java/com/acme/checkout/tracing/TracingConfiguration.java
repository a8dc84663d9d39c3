package com.acme.checkout.tracing;

import com.acme.checkout.command.CommandTracing;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.InvalidSettingException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.spi.ConfigurationException;
import io.prometheus.metrics.tracer.common.SpanContext;
import java.util.Map;
import org.apache.camel.spi.RoutePolicyFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Sets OpenTelemetry up by its own variables ({@code OTEL_…}), and hands it to the doors, the routes and the metrics. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("checkout.tracing.enabled")
class TracingConfiguration {

    /** What the variables of OpenTelemetry may say otherwise. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "otel.service.name", "checkout-api",
            "otel.traces.exporter", "otlp",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.exporter.otlp.protocol", "http/protobuf");

    /**
     * Spans wait for their export in a queue that is bounded, and are dropped where it is full.
     *
     * @throws InvalidSettingException one of the variables is wrong
     */
    @Bean(destroyMethod = "")
    OpenTelemetrySdk openTelemetry() {
        try {
            return AutoConfiguredOpenTelemetrySdk.builder()
                    .disableShutdownHook()
                    .addPropertiesSupplier(() -> DEFAULTS)
                    .addSpanExporterCustomizer((exporter, config) -> new WatchedExporter(exporter))
                    .build()
                    .getOpenTelemetrySdk();
        } catch (ConfigurationException e) {
            throw new InvalidSettingException(
                    "OTEL_*", String.valueOf(e.getMessage()), "correct it, or set CHECKOUT_TRACING=false");
        }
    }

    @Bean
    TracingEnd tracingEnd(OpenTelemetrySdk sdk) {
        return new TracingEnd(sdk.getSdkTracerProvider());
    }

    @Bean
    CommandTracing commandTracing(Spans spans) {
        return new DoorSpans(spans);
    }

    @Bean
    RoutePolicyFactory routeSpans(Spans spans, DestinationProperties destinations) {
        return new RouteSpans(spans, destinations);
    }

    @Bean
    Spans spans(OpenTelemetrySdk sdk, CheckoutProperties checkout) {
        Tracer tracer = sdk.getTracer("com.acme.checkout");
        return new Spans(tracer, checkout.broker());
    }

    /** Puts the current span's ids beside what is counted, for whoever asks for OpenMetrics (exemplars). */
    @Bean
    SpanContext exemplars() {
        return new SpanContext() {
            @Override
            public String getCurrentTraceId() {
                return valid() ? Span.current().getSpanContext().getTraceId() : null;
            }

            @Override
            public String getCurrentSpanId() {
                return valid() ? Span.current().getSpanContext().getSpanId() : null;
            }

            @Override
            public boolean isCurrentSpanSampled() {
                return Span.current().getSpanContext().isSampled();
            }

            @Override
            public void markCurrentSpanAsExemplar() {
                // No sampler looks at it.
            }

            private static boolean valid() {
                return Span.current().getSpanContext().isValid();
            }
        };
    }
}
