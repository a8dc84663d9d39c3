package com.acme.checkout.delivery;

import com.acme.checkout.settings.InvalidSettingException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * How commands are delivered to an Orchestrator, and when one is tried again.
 *
 * @param connectTimeoutMs milliseconds to wait for a connection
 * @param responseTimeoutMs milliseconds to wait until an answer begins
 * @param totalTimeout how long one call may take as a whole
 * @param immediateRetries how often a command is tried again in place
 * @param immediateBase base of the exponential back-off of immediate retries, with full jitter
 * @param immediateCap longest back-off of an immediate retry
 * @param delayedRetries after how long a command is tried again through the broker, once each; then it is a dead letter
 * @param breakerWindow calls that a destination's circuit breaker looks at, retries included
 * @param breakerLeast calls from which on the circuit breaker may open
 * @param breakerWait how long an open circuit breaker waits before it lets a few calls through
 * @param bulkheadWaitMs milliseconds that a command waits for room where its destination has all that it may have under way
 */
@ConfigurationProperties("checkout.delivery")
public record DeliveryProperties(
        @NotNull @Min(1) @Max(600_000) Integer connectTimeoutMs,
        @NotNull @Min(1) @Max(3_600_000) Integer responseTimeoutMs,
        @NotNull @DurationMin(millis = 1) Duration totalTimeout,
        @NotNull @Min(0) @Max(1_000) Integer immediateRetries,
        @NotNull @DurationMin Duration immediateBase,
        @NotNull @DurationMin Duration immediateCap,
        @NotEmpty List<@NotNull @DurationMin(millis = 1) Duration> delayedRetries,
        @NotNull @Min(1) @Max(1_000_000) Integer breakerWindow,
        @NotNull @Min(1) @Max(1_000_000) Integer breakerLeast,
        @NotNull @DurationMin(millis = 1) Duration breakerWait,
        @NotNull @Min(0) @Max(600_000) Integer bulkheadWaitMs) {

    /** @throws InvalidSettingException where the circuit breaker could never open */
    public DeliveryProperties {
        // What is out of its own range is said of itself.
        if (breakerLeast != null && breakerWindow != null && breakerWindow > 0 && breakerLeast > breakerWindow) {
            throw new InvalidSettingException(
                    "CHECKOUT_BREAKER_LEAST",
                    "is more than CHECKOUT_BREAKER_WINDOW, so the breaker would never open",
                    "set it to less");
        }
    }
}
