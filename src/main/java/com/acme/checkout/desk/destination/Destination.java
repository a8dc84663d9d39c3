package com.acme.checkout.desk.destination;

import com.acme.checkout.broker.PendingWatch;
import com.acme.checkout.delivery.CallHistory;
import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.Locale;

/**
 * How it is with one destination, as this process sees it.
 *
 * @param name in application.yaml
 * @param target where its sagas are started, without credentials
 * @param since when that is so: the first failure after the last good call; where nobody asks, the last call; null where it answers
 * @param breaker state of the circuit breaker, in lower case
 * @param lastStatus HTTP status of the last answer; null where none came, or there was no call by HTTP
 * @param callsLastMinute calls that ended within the last minute, retries included
 * @param failingCheckouts different checkouts that have failed since the last good call, at most 1000
 * @param unreachable whether the last call found no connection
 * @param deadLettersLastHour entries of the desk that failed within the last hour
 */
record Destination(
        String name,
        String target,
        DestinationState state,
        Instant since,
        String breaker,
        double callsPerSecond,
        Integer lastStatus,
        Boolean lastCallSucceeded,
        Instant lastCall,
        Waiting waiting,
        long callsLastMinute,
        long failedCallsLastMinute,
        int failingCheckouts,
        boolean unreachable,
        long failedCallsLastHour,
        long deadLettersLastHour) {

    /**
     * What waits for it on the broker.
     *
     * @param messages null where it is not known
     * @param more whether there are more than that
     * @param here how many of them this process holds, or has parked until later
     */
    record Waiting(Long messages, boolean more, Instant oldest, long here, Instant notKnownSince, String why) {}

    static Destination of(
            String name,
            String target,
            CallHistory.Now calls,
            PendingWatch.Waiting waiting,
            long deadLetters,
            Instant now) {
        boolean called = calls.lastCall() != null;
        boolean answered = calls.lastStatus() != null && calls.lastStatus() != CallHistory.NO_ANSWER;
        DestinationState state = DestinationState.of(calls, waiting, now);
        return new Destination(
                name,
                target,
                state,
                state == DestinationState.NOT_ASKED ? calls.lastCall() : calls.failingSince(),
                calls.breaker().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                calls.callsPerSecond(),
                answered ? calls.lastStatus() : null,
                called ? calls.lastSucceeded() : null,
                calls.lastCall(),
                new Waiting(
                        waiting.messages(),
                        waiting.more(),
                        waiting.oldest(),
                        waiting.here(),
                        waiting.notKnownSince(),
                        waiting.why()),
                calls.callsLastMinute(),
                calls.failedLastMinute(),
                calls.failingCheckouts(),
                calls.unreachable(),
                calls.failedLastHour(),
                deadLetters);
    }

    /** Whether nobody can say that it answers, and somebody has to look. */
    @JsonIgnore
    boolean isOut() {
        return state == DestinationState.OUT;
    }
}
