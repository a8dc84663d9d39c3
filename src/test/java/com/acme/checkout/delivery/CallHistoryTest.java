package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.settings.TestSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Since when a destination fails is told from its calls, and not from anything that is dead. */
class CallHistoryTest {

    private static final Instant NOON = Instant.parse("2026-11-30T12:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DestinationProperties destinations = TestSettings.of(DestinationProperties.class);
    private final CircuitBreakerRegistry breakers = new CircuitBreakers()
            .circuitBreakerRegistry(
                    meters,
                    TestSettings.of(
                            DeliveryProperties.class,
                            "checkout.delivery.breaker-window=6",
                            "checkout.delivery.breaker-least=6",
                            "checkout.delivery.breaker-wait=1h"),
                    destinations);
    private final CallMetrics answers = new CallMetrics(meters, destinations);
    private final CallHistory history = new CallHistory(breakers, destinations, answers, meters);
    private final CircuitBreaker breaker = breakers.circuitBreaker("standard");
    private Instant now = NOON;

    CallHistoryTest() {
        history.clock(new Clock() {
            @Override
            public Instant instant() {
                return now;
            }

            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }
        });
    }

    @Test
    void whereNothingWasCalledNothingIsSaid() {
        CallHistory.Now calls = history.now("standard");
        assertThat(calls.lastCall()).isNull();
        assertThat(calls.lastStatus()).isNull();
        assertThat(calls.failingSince()).isNull();
        assertThat(calls.callsPerSecond()).isZero();
        assertThat(failing()).as("there from the start").isZero();
        assertThat(history.now("nowhere")).isNull();
    }

    @Test
    void itFailsSinceTheFirstFailureAfterTheLastGoodCall() {
        good(201);
        now = NOON.plusSeconds(5);
        bad(503);
        now = NOON.plusSeconds(9);
        bad(CallMetrics.NO_ANSWER);
        now = NOON.plusSeconds(10);
        CallHistory.Now calls = history.now("standard");
        assertThat(calls.failingSince()).isEqualTo(NOON.plusSeconds(5));
        assertThat(calls.lastStatus()).isEqualTo(CallHistory.NO_ANSWER);
        assertThat(calls.lastSucceeded()).isFalse();
        assertThat(calls.failedLastHour()).isEqualTo(2);
        assertThat(failing()).isEqualTo(5);
        assertThat(history.now("promotion").failingSince()).as("another's").isNull();
        good(201);
        assertThat(history.now("standard").failingSince()).isNull();
        assertThat(failing()).isZero();
    }

    @Test
    void whileItsBreakerIsNotClosedAGoodCallAloneEndsNothing() {
        for (int i = 0; i < 6; i++) {
            bad(503);
        }
        now = NOON.plusSeconds(60);
        breaker.transitionToHalfOpenState();
        good(201);
        CallHistory.Now calls = history.now("standard");
        assertThat(calls.breaker()).isEqualTo(CircuitBreaker.State.HALF_OPEN);
        assertThat(calls.failingSince()).isEqualTo(NOON);
        assertThat(calls.lastSucceeded()).isTrue();
        breaker.transitionToClosedState();
        assertThat(history.now("standard").failingSince()).isNull();
    }

    /** And never go back: an alert that has begun by them would end, and begin anew with the next call. */
    @Test
    void theSecondsEndAMinuteAfterTheLastCallWhereNobodyAsks() {
        for (int i = 0; i < 6; i++) {
            bad(503);
        }
        now = NOON.plusSeconds(600);
        assertThat(failing()).as("while it is open").isEqualTo(600);
        breaker.transitionToHalfOpenState();
        now = NOON.plusSeconds(620);
        assertThat(failing()).isEqualTo(620);
        good(201);
        now = NOON.plusSeconds(680);
        assertThat(failing()).isEqualTo(680);
        now = NOON.plusSeconds(6000);
        assertThat(failing()).as("nobody asks").isEqualTo(680);
        bad(503);
        assertThat(failing()).as("it fails still").isEqualTo(6000);
        breaker.transitionToClosedState();
        good(201);
        assertThat(failing()).isZero();
    }

    @Test
    void aCartThatCannotBeCheckedOutIsNoFailure() {
        good(409);
        assertThat(history.now("standard").lastStatus()).isEqualTo(409);
        assertThat(history.now("standard").failingSince()).isNull();
        breaker.onError(1, TimeUnit.MILLISECONDS, new OrchestratorTooSlowException());
        assertThat(history.now("standard").failingSince())
                .as("a caller without time")
                .isNull();
    }

    @Test
    void noConnectionIsToldApartFromABadAnswer() {
        bad(CallMetrics.NO_ANSWER);
        history.failed("standard", "a", true);
        assertThat(history.now("standard").unreachable()).isTrue();
        assertThat(meters.get("checkout.destination.unreachable")
                        .tag("destination", "standard")
                        .gauge()
                        .value())
                .isEqualTo(1);
        bad(503);
        history.failed("standard", "a", false);
        assertThat(history.now("standard").unreachable()).as("it answers").isFalse();
        bad(CallMetrics.NO_ANSWER);
        history.failed("standard", "a", true);
        good(201);
        assertThat(history.now("standard").unreachable()).isFalse();
    }

    @Test
    void howManyCheckoutsFailIsToldApartFromHowManyCalls() {
        history.failed("standard", "a", true);
        assertThat(history.now("standard").failingCheckouts())
                .as("a good call came first")
                .isZero();
        good(201);
        for (String checkout : List.of("a", "a", "b", "a")) {
            bad(503);
            history.failed("standard", checkout, false);
        }
        CallHistory.Now calls = history.now("standard");
        assertThat(calls.callsLastMinute()).isEqualTo(5);
        assertThat(calls.failedLastMinute()).isEqualTo(4);
        assertThat(calls.failingCheckouts()).isEqualTo(2);
        assertThat(meters.get("checkout.destination.failing.checkouts")
                        .tag("destination", "standard")
                        .gauge()
                        .value())
                .isEqualTo(2);
        now = NOON.plusSeconds(60);
        assertThat(history.now("standard").failedLastMinute()).isZero();
        assertThat(history.now("standard").failingCheckouts())
                .as("since the last good call")
                .isEqualTo(2);
        good(201);
        assertThat(history.now("standard").failingCheckouts()).isZero();
    }

    @Test
    void theRateIsOfTheLastTenSecondsAndFailuresOfTheLastHour() {
        for (int i = 0; i < 20; i++) {
            good(201);
        }
        bad(503);
        now = NOON.plusSeconds(9);
        assertThat(history.now("standard").callsPerSecond()).isEqualTo(2.1);
        now = NOON.plusSeconds(10);
        assertThat(history.now("standard").callsPerSecond()).isZero();
        now = NOON.plus(Duration.ofMinutes(59));
        assertThat(history.now("standard").failedLastHour()).isEqualTo(1);
        now = NOON.plus(Duration.ofMinutes(60));
        assertThat(history.now("standard").failedLastHour()).isZero();
        now = NOON.minus(Duration.ofDays(1));
        assertThat(history.now("standard").failedLastHour())
                .as("after the clock was set back")
                .isZero();
    }

    private void good(int status) {
        answers.answered("standard", status);
        breaker.onSuccess(1, TimeUnit.MILLISECONDS);
    }

    private void bad(int status) {
        answers.answered("standard", status);
        breaker.onError(1, TimeUnit.MILLISECONDS, new TransientFailureException("HTTP " + status));
    }

    private double failing() {
        return meters.get("checkout.destination.failing")
                .tag("destination", "standard")
                .gauge()
                .value();
    }
}
