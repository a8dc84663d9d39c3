package com.acme.checkout.desk.replay;

import java.util.ArrayDeque;
import java.util.Deque;

/** The latest outcomes of a replay at one destination: whether so many of them failed again that it had better pause. */
class FailureWindow {

    private final int size;
    private final int percent;
    private final Deque<Boolean> failures = new ArrayDeque<>();
    private ReplayDestination seen;

    /** {@code percent}: of {@code size} outcomes; more than that is too much. */
    FailureWindow(int size, int percent) {
        this.size = size;
        this.percent = percent;
    }

    /** What was before {@code now} does not count. */
    void begin(ReplayDestination now) {
        failures.clear();
        seen = now;
    }

    /** Takes in what has become of entries since it was asked last. What came at once is taken to have come well mixed. */
    boolean exceeded(ReplayDestination now) {
        if (seen == null) {
            begin(now);
        }
        int failed = Math.max(0, now.failures() - seen.failures());
        int all = failed + Math.max(0, now.resolved() - seen.resolved());
        for (int i = 1; i <= all; i++) {
            failures.add((long) i * failed / all > (i - 1L) * failed / all);
            if (failures.size() > size) {
                failures.remove();
            }
        }
        seen = now;
        return count() * 100L > (long) percent * size;
    }

    private long count() {
        return failures.stream().filter(failure -> failure).count();
    }

    @Override
    public String toString() {
        return count() + " of the last " + failures.size()
                + " failed again: it pauses by itself; resume it once that is fixed";
    }
}
