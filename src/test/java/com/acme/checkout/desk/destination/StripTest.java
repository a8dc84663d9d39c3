package com.acme.checkout.desk.destination;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.broker.PendingWatch;
import com.acme.checkout.delivery.CallHistory;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** What an operator reads of each destination: red means that somebody has to look. */
class StripTest {

    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final Instant MINUTES_AGO = NOW.minusSeconds(240);

    @Test
    void anOutageWithNothingDeadIsRedAndSaysSinceWhenAndHowManyWait() {
        Strip.Row row =
                row(calls(CircuitBreaker.State.CLOSED, CallHistory.NO_ANSWER, false, MINUTES_AGO), waiting(12L, false));
        assertThat(row.look()).isEqualTo("bad");
        assertThat(row.state()).isEqualTo("Out");
        assertThat(row.alarm())
                .isEqualTo(
                        "standard is out since 2026-11-30 11:56:00 UTC. 12 commands wait, the oldest for 4 min. Nothing is lost: they go on by themselves once it answers.");
        assertThat(row.last()).isEqualTo("no answer");
        assertThat(row.failed()).isEqualTo("0 dead letters, 7 calls");
    }

    @Test
    void anOpenBreakerIsRedThoughNobodyWaits() {
        Strip.Row row = row(calls(CircuitBreaker.State.OPEN, 503, false, MINUTES_AGO), waiting(0L, false));
        assertThat(row.look()).isEqualTo("bad");
        assertThat(row.state()).isEqualTo("Out, circuit breaker open");
        assertThat(row.last()).isEqualTo("503");
    }

    @Test
    void aFailureThatMayPassIsNoOutage() {
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 503, false, NOW.minusMillis(500)), waiting(1L, false))
                        .look())
                .as("just now")
                .isEqualTo("warn");
        assertThat(row(
                        calls(CircuitBreaker.State.CLOSED, 503, false, MINUTES_AGO, NOW.minusSeconds(61), 3),
                        waiting(0L, false)))
                .as("nobody waits, and nobody has asked since")
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::alarm)
                .containsExactly("warn", "Not asked", null);
        assertThat(row(calls(CircuitBreaker.State.HALF_OPEN, 201, true, MINUTES_AGO), waiting(3L, false))
                        .state())
                .isEqualTo("Recovers, circuit breaker half open");
    }

    /** What has ended is not said to go on. */
    @Test
    void whereNobodyAsksItSaysSinceWhenAndNothingElse() {
        Instant last = NOW.minusSeconds(61);
        assertThat(row(calls(CircuitBreaker.State.HALF_OPEN, 201, true, MINUTES_AGO, last, 0), waiting(3L, false)))
                .as("its breaker waits for calls")
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::since, Strip.Row::alarm)
                .containsExactly("warn", "Not asked, circuit breaker half open", last, null);
        assertThat(row(calls(CircuitBreaker.State.HALF_OPEN, 503, false, MINUTES_AGO, last, 3), waiting(0L, false)))
                .extracting(Strip.Row::state, Strip.Row::since)
                .containsExactly("Not asked, circuit breaker half open", last);
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 503, false, MINUTES_AGO, last, 1), waiting(0L, false))
                        .state())
                .isEqualTo("Not asked");
        assertThat(row(calls(CircuitBreaker.State.HALF_OPEN, 503, false, MINUTES_AGO, last, 3), waiting(1L, false))
                        .state())
                .as("somebody waits for it")
                .isEqualTo("Out, circuit breaker half open");
    }

    /** With its retries one cart makes many calls, and may wait for hours: that says nothing of the destination. */
    @Test
    void oneCheckoutThatFailsIsNoOutageOfItsDestination() {
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 503, false, MINUTES_AGO, NOW, 1), waiting(1L, false)))
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::calls, Strip.Row::alarm)
                .containsExactly("warn", "Failing", "4 of 4 calls in the last minute failed, of 1 checkout", null);
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 503, false, MINUTES_AGO, NOW, 2), waiting(2L, false))
                        .state())
                .isEqualTo("Failing");
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 503, false, MINUTES_AGO, NOW, 3), waiting(0L, false)))
                .as("of three, within the last minute, though their callers keep them")
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::calls)
                .containsExactly("bad", "Out", "4 of 4 calls in the last minute failed, of 3 checkouts");
        assertThat(row(calls(CircuitBreaker.State.HALF_OPEN, 503, false, MINUTES_AGO, NOW, 1), waiting(1L, false))
                        .state())
                .as("its breaker was open, and the call that was let through failed")
                .isEqualTo("Out, circuit breaker half open");
    }

    @Test
    void oneCheckoutIsEnoughWhereThereIsNoConnection() {
        assertThat(row(
                        new CallHistory.Now(
                                CircuitBreaker.State.CLOSED,
                                1.5,
                                CallHistory.NO_ANSWER,
                                NOW,
                                false,
                                NOW.minusSeconds(5),
                                1,
                                1,
                                1,
                                1,
                                true),
                        waiting(1L, false)))
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::last)
                .containsExactly("bad", "Out", "no connection");
    }

    @Test
    void oneThatAnswersOrWasNotCalledIsQuiet() {
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 201, true, null), waiting(3L, false)))
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::waits)
                .containsExactly("good", "Answers", "3");
        assertThat(row(
                        new CallHistory.Now(CircuitBreaker.State.CLOSED, 0, null, null, false, null, 0, 0, 0, 0, false),
                        waiting(0L, false)))
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::last)
                .containsExactly("", "Not called yet", "none");
    }

    @Test
    void oneThatRefusesWhatItIsSentIsNotGreen() {
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 422, true, null), waiting(0L, false)))
                .extracting(Strip.Row::look, Strip.Row::state, Strip.Row::last)
                .containsExactly("warn", "Answers, and refuses", "422");
        assertThat(row(calls(CircuitBreaker.State.CLOSED, 409, true, null), waiting(0L, false)))
                .as("of a cart")
                .extracting(Strip.Row::look, Strip.Row::state)
                .containsExactly("good", "Answers");
    }

    @Test
    void whatIsNotKnownIsSaidToBeSo() {
        Strip.Row row = row(
                calls(CircuitBreaker.State.CLOSED, 503, false, MINUTES_AGO),
                new PendingWatch.Waiting(null, false, null, 4, NOW, "the broker does not answer"));
        assertThat(row.look()).as("it may be that many wait").isEqualTo("bad");
        assertThat(row.alarm()).contains("How many commands wait is not known.");
        assertThat(row.waits()).isEqualTo("not known, 4 of them here");
        assertThat(row.whyNot()).isEqualTo("the broker does not answer, since 2026-11-30 12:00:00 UTC");
        assertThat(row(calls(CircuitBreaker.State.OPEN, 503, false, null), waiting(200L, true))
                        .alarm())
                .contains("200+ commands wait");
    }

    private static CallHistory.Now calls(
            CircuitBreaker.State breaker, int status, boolean succeeded, Instant failingSince) {
        return calls(breaker, status, succeeded, failingSince, NOW, 3);
    }

    private static CallHistory.Now calls(
            CircuitBreaker.State breaker,
            int status,
            boolean succeeded,
            Instant failingSince,
            Instant last,
            int checkouts) {
        return new CallHistory.Now(breaker, 1.5, status, last, succeeded, failingSince, 7, 4, 4, checkouts, false);
    }

    private static PendingWatch.Waiting waiting(Long messages, boolean more) {
        return new PendingWatch.Waiting(messages, more, messages > 0 ? MINUTES_AGO : null, 0, null, null);
    }

    private static Strip.Row row(CallHistory.Now calls, PendingWatch.Waiting waiting) {
        return Strip.row(Destination.of("standard", "http://o.example", calls, waiting, 0, NOW), NOW);
    }
}
