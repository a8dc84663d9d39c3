package com.acme.checkout.desk.destination;

import com.acme.checkout.broker.PendingWatch;
import com.acme.checkout.delivery.CallHistory;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;

/** How it is with a destination, in one word. */
public enum DestinationState {
    /** Its circuit breaker is open, there is no connection, or all calls fail, those of several checkouts: somebody has to look. */
    OUT,
    /** The last call failed, of few checkouts or just now: it may be their own fault, or pass. */
    FAILING,
    /** The last call succeeded. */
    ANSWERS,
    /** This process has not called it yet. */
    NOT_CALLED,
    /** The last calls failed, or its circuit breaker tries whether it answers; and nobody has asked for so long that nobody knows. */
    NOT_ASKED;

    /** For so long a failure is one that the next call may mend. */
    static final Duration PASSING = Duration.ofSeconds(2);

    /** So many different checkouts do not fail for a reason of their own. */
    static final int SEVERAL = 3;

    static DestinationState of(CallHistory.Now calls, PendingWatch.Waiting waiting, Instant now) {
        boolean open =
                calls.breaker() == CircuitBreaker.State.OPEN || calls.breaker() == CircuitBreaker.State.FORCED_OPEN;
        if (open) {
            return OUT;
        }
        if (calls.failingSince() == null) {
            return calls.lastCall() == null ? NOT_CALLED : ANSWERS;
        }
        boolean longAgo = calls.lastCall() == null
                || calls.lastCall().plus(CallHistory.LATELY).isBefore(now);
        if (calls.lastSucceeded()) {
            return longAgo ? NOT_ASKED : FAILING;
        }
        boolean nobodyWaits = waiting.messages() != null && waiting.messages() == 0;
        if (longAgo && nobodyWaits) {
            return NOT_ASKED;
        }
        if (calls.breaker() == CircuitBreaker.State.HALF_OPEN) {
            return OUT;
        }
        boolean passing = calls.failingSince().plus(PASSING).isAfter(now);
        boolean few = !calls.unreachable() && calls.failingCheckouts() < SEVERAL;
        return few || passing ? FAILING : OUT;
    }
}
