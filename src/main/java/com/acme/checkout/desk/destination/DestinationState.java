package com.acme.checkout.desk.destination;

import com.acme.checkout.broker.PendingWatch;
import com.acme.checkout.delivery.CallHistory;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.time.Duration;
import java.time.Instant;

/** How it is with a destination, in one word. */
public enum DestinationState {
    /** No call succeeds, and commands wait for it or its circuit breaker is open: somebody has to look. */
    OUT,
    /** The last calls failed, and that is all that is known. */
    FAILING,
    /** The last call succeeded. */
    ANSWERS,
    /** This process has not called it yet. */
    NOT_CALLED;

    /** For so long a failure is one that the next call may mend. */
    static final Duration PASSING = Duration.ofSeconds(2);

    static DestinationState of(CallHistory.Now calls, PendingWatch.Waiting waiting, Instant now) {
        boolean open =
                calls.breaker() == CircuitBreaker.State.OPEN || calls.breaker() == CircuitBreaker.State.FORCED_OPEN;
        if (open) {
            return OUT;
        }
        if (calls.failingSince() == null) {
            return calls.lastCall() == null ? NOT_CALLED : ANSWERS;
        }
        boolean passing = calls.failingSince().plus(PASSING).isAfter(now);
        boolean nobodyWaits = waiting.messages() != null && waiting.messages() == 0;
        return passing || nobodyWaits || calls.lastSucceeded() ? FAILING : OUT;
    }
}
