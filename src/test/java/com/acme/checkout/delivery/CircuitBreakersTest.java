package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.settings.TestSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CircuitBreakersTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final CircuitBreakerRegistry breakers = new CircuitBreakers()
            .circuitBreakerRegistry(
                    meters,
                    TestSettings.of(
                            DeliveryProperties.class,
                            "checkout.delivery.breaker-window=10",
                            "checkout.delivery.breaker-least=4",
                            "checkout.delivery.breaker-wait=1h"),
                    TestSettings.of(
                            DestinationProperties.class,
                            "checkout.destinations.promotion.breaker-window=6",
                            "checkout.destinations.promotion.breaker-least=2"));

    @Test
    void opensWhereHalfOfTheCallsFailedAndNotBeforeThereAreEnough() {
        CircuitBreaker breaker = breakers.circuitBreaker("standard");
        fail(breaker, 3, new TransientFailureException("HTTP 503"));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        fail(breaker, 1, new TransientFailureException("HTTP 503"));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(breakers.circuitBreaker("promotion").getState())
                .as("another destination's")
                .isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(meters.get("resilience4j.circuitbreaker.state")
                        .tags("name", "standard", "state", "open")
                        .gauge()
                        .value())
                .isEqualTo(1);
    }

    @Test
    void aDestinationsOwnSettingsGoFirst() {
        CircuitBreaker breaker = breakers.circuitBreaker("promotion");
        fail(breaker, 2, new TransientFailureException("HTTP 503"));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.OPEN);
        assertThat(breaker.getCircuitBreakerConfig().getSlidingWindowSize()).isEqualTo(6);
        assertThat(breaker.getCircuitBreakerConfig()
                        .getWaitIntervalFunctionInOpenState()
                        .apply(1))
                .as("what it leaves out is as for all")
                .isEqualTo(3_600_000);
    }

    /** However Camel wraps them. */
    @Test
    void aStepOfSomebodysOwnSaysNothingOfTheOrchestrator() {
        CircuitBreaker breaker = breakers.circuitBreaker("standard");
        fail(breaker, 10, new ExtensionFailedException(ExtensionPoint.BEFORE_START, new java.io.IOException("away")));
        fail(breaker, 10, new RuntimeException(new RejectedByRuleException("not here")));
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();
    }

    @Test
    void aCallerWithoutTimeSaysNothingOfTheOrchestrator() {
        CircuitBreaker breaker = breakers.circuitBreaker("standard");
        fail(breaker, 20, new OrchestratorTooSlowException());
        assertThat(breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
        assertThat(breaker.getMetrics().getNumberOfBufferedCalls()).isZero();
    }

    private static void fail(CircuitBreaker breaker, int times, RuntimeException failure) {
        for (int i = 0; i < times; i++) {
            breaker.onError(1, TimeUnit.MILLISECONDS, failure);
        }
    }
}
