package com.acme.checkout.desk.replay;

import java.time.Duration;

/** What the job of a replay remembers of one destination: its canary, and the latest outcomes there. */
class DestinationTurn {

    private final FailureWindow window;
    private boolean canaryPassed;
    private long canarySentNanos = System.nanoTime();

    DestinationTurn(FailureWindow window) {
        this.window = window;
    }

    /** Whether more than its canary may be sent. */
    boolean canaryPassed() {
        return canaryPassed;
    }

    /** From here on, the outcomes count. */
    void passCanary(ReplayDestination now) {
        canaryPassed = true;
        window.begin(now);
    }

    void canarySent() {
        canarySentNanos = System.nanoTime();
    }

    /** Why nothing more is to be sent after its canary; null where there is no reason. */
    String canaryFailure(Canary canary, Duration wait) {
        if (canary.failures() > 0) {
            return canary.failure();
        }
        return canary.sent() && System.nanoTime() - canarySentNanos > wait.toNanos() ? canary.lateness(wait) : null;
    }

    /** While it is paused, nothing counts. */
    void paused(ReplayDestination now) {
        window.begin(now);
    }

    /** Why it had better pause; null where it had not. */
    String tooManyFailures(ReplayDestination now) {
        return window.exceeded(now) ? window.toString() : null;
    }
}
