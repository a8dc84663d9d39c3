package com.acme.checkout.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Lets one line a minute pass for each key: what fails for every command is said, and does not fill the log. */
final class LogThrottle {

    private static final long AGAIN_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** When it last was said. */
    private final Map<Object, Long> said = new ConcurrentHashMap<>();

    /** Whether the line of {@code key} is to be written now. */
    boolean passes(Object key) {
        long now = System.nanoTime();
        Long last = said.putIfAbsent(key, now);
        return last == null || now - last >= AGAIN_NANOS && said.replace(key, last, now);
    }
}
