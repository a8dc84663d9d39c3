package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.settings.CheckoutProperties;
import com.acme.checkout.settings.TestSettings;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class RetriesTest {

    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    private final CircuitBreaker breaker = breakers.circuitBreaker("standard");
    private final CallHistory calls = new CallHistory(
            breakers,
            TestSettings.of(DestinationProperties.class),
            new CallMetrics(new SimpleMeterRegistry(), TestSettings.of(DestinationProperties.class)),
            new SimpleMeterRegistry());
    private final Retries retries = new Retries(
            breakers,
            new OutcomeRecorder(
                    new SimpleMeterRegistry(),
                    TestSettings.of(DestinationProperties.class),
                    TestSettings.of(CheckoutProperties.class)),
            new ResponseTimes(),
            calls,
            TestSettings.of(DeliveryProperties.class, "checkout.delivery.delayed-retries=10s,1m"),
            TestSettings.of(
                    DestinationProperties.class,
                    "checkout.destinations.promotion.immediate-retries=0",
                    "checkout.destinations.promotion.delayed-retries=1h"));
    private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

    private Checkout first(Duration ago) {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        checkout.attempts().resume(1, 0, Instant.now().minus(ago), Instant.now(), 503);
        return checkout;
    }

    /** In how many milliseconds; null for at once. */
    private Long planned(Checkout checkout, Throwable failure) {
        exchange.removeProperty(Retries.DUE);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        retries.plan(exchange, checkout, "standard");
        Long due = exchange.getProperty(Retries.DUE, Long.class);
        return due == null ? null : due - System.currentTimeMillis();
    }

    private String failureOf(TransientFailureException failure) {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        checkout.attempts().begin();
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, failure);
        retries.again(exchange, checkout, "standard");
        return checkout.attempts().log().attempts().stream()
                .map(AttemptLog.Attempt::failure)
                .findFirst()
                .orElse("not kept");
    }

    @Test
    void theLogSaysWhyNoAnswerCameAndNothingThatOthersWrote() {
        assertThat(failureOf(new NoAnswerException("no answer within 1 ms", false, true, null)))
                .isEqualTo("timeout");
        assertThat(failureOf(new NoAnswerException("no answer within 1 ms", true, true, null)))
                .isEqualTo("caller waits no longer");
        assertThat(failureOf(new NoAnswerException("x", false, false, null))).isEqualTo("no whole answer");
        assertThat(failureOf(new TransientFailureException("Ada Lovelace"))).isEqualTo("failed");
        assertThat(failureOf(new UnreachableException(null))).isEqualTo("not kept");
    }

    @Test
    void whileFewCallsAreLetThroughEachIsAnotherCommands() {
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new TransientFailureException("HTTP 503"));
        assertThat(retries.again(exchange, first(Duration.ZERO), "standard")).isTrue();
        breaker.transitionToOpenState();
        breaker.transitionToHalfOpenState();
        assertThat(retries.again(exchange, first(Duration.ZERO), "standard")).isFalse();
    }

    @Test
    void aCheckoutThatFailsCountsOnceForItsDestination() {
        breaker.onError(1, TimeUnit.MILLISECONDS, new TransientFailureException("HTTP 503"));
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new TransientFailureException("HTTP 503"));
        for (String id : List.of("a", "a", "b")) {
            Checkout checkout = first(Duration.ZERO);
            checkout.checkoutId(id);
            retries.again(exchange, checkout, "standard");
        }
        assertThat(calls.now("standard").failingCheckouts()).isEqualTo(2);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new OrchestratorTooSlowException());
        Checkout hurried = first(Duration.ZERO);
        hurried.checkoutId("c");
        retries.again(exchange, hurried, "standard");
        assertThat(calls.now("standard").failingCheckouts())
                .as("a caller without time says nothing of the destination")
                .isEqualTo(2);
    }

    @Test
    void aCommandThatFailsAgainAndAgainLetsOthersGoFirst() {
        breaker.transitionToOpenState();
        assertThat(planned(first(Duration.ofSeconds(40)), new TransientFailureException("HTTP 503")))
                .isBetween(1L, 10_500L);
        assertThat(planned(first(Duration.ofHours(5)), new NoAnswerException("no answer", false, false, null)))
                .isBetween(15_000L, 30_000L);
    }

    @Test
    void anOutageUsesUpNoAttempt() {
        breaker.transitionToOpenState();
        Checkout checkout = first(Duration.ofHours(5));
        for (int i = 0; i < 10; i++) {
            planned(checkout, new TransientFailureException("HTTP 503"));
        }
        assertThat(checkout.attempts().round()).isZero();
        assertThat(exchange.getProperty(Retries.EXHAUSTED)).isNull();
    }

    @Test
    void whoWasNotCalledOrReachedNobodyComesAtItsTurn() {
        breaker.transitionToOpenState();
        assertThat(planned(
                        first(Duration.ofHours(5)), CallNotPermittedException.createCallNotPermittedException(breaker)))
                .isNull();
        assertThat(planned(first(Duration.ofHours(5)), new UnreachableException(null)))
                .isNull();
    }

    @Test
    void aClockThatWasSetBackDelaysNothing() {
        breaker.transitionToOpenState();
        assertThat(planned(first(Duration.ofHours(-2)), new TransientFailureException("HTTP 503")))
                .isNull();
    }

    @Test
    void withTheBreakerClosedItsDelayedRetriesAreUsedUp() {
        Checkout checkout = first(Duration.ZERO);
        assertThat(planned(checkout, new TransientFailureException("HTTP 503"))).isBetween(5_000L, 10_000L);
        assertThat(planned(checkout, new TransientFailureException("HTTP 503"))).isBetween(30_000L, 60_000L);
        assertThat(planned(checkout, new TransientFailureException("HTTP 503"))).isNull();
        assertThat(exchange.getProperty(Retries.EXHAUSTED)).isEqualTo(true);
    }

    @Test
    void aDestinationsOwnRetriesGoFirst() {
        Checkout checkout = first(Duration.ZERO);
        exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new TransientFailureException("HTTP 503"));
        checkout.attempts().begin();
        assertThat(retries.again(exchange, checkout, "standard")).isTrue();
        assertThat(retries.again(exchange, checkout, "promotion")).isFalse();
        retries.plan(exchange, checkout, "promotion");
        assertThat(exchange.getProperty(Retries.DUE, Long.class) - System.currentTimeMillis())
                .isBetween(1_800_000L, 3_600_000L);
        retries.plan(exchange, checkout, "promotion");
        assertThat(exchange.getProperty(Retries.EXHAUSTED)).isEqualTo(true);
    }
}
