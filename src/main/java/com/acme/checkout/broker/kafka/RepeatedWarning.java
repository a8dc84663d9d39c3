package com.acme.checkout.broker.kafka;

import java.util.concurrent.TimeUnit;

/**
 * When to log a failure that lasts: at once, then every minute, and when it is over. Not thread-safe: for the polling thread
 * alone. Times are nanoseconds of {@link System#nanoTime}.
 */
final class RepeatedWarning {

    private static final long INTERVAL = TimeUnit.MINUTES.toNanos(1);

    private boolean active;
    private long loggedAt;

    /** Whether the failure, seen at {@code now}, is to be logged now. */
    boolean isDue(long now) {
        if (active && now - loggedAt < INTERVAL) {
            return false;
        }
        active = true;
        loggedAt = now;
        return true;
    }

    /** The failure is over. Whether it had been logged, so that its end is to be logged too. */
    boolean end() {
        boolean was = active;
        active = false;
        return was;
    }
}
