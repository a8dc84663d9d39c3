package com.acme.checkout.delivery;

import java.time.Duration;

/** How often something happened in the last while, in slots of equal length. Thread-safe. */
final class Recent {

    private final long slotMillis;
    private final long[] counts;
    private long slot = Long.MIN_VALUE;

    /** Remembers {@code slots} slots of {@code length}, the one under way included. */
    Recent(Duration length, int slots) {
        this.slotMillis = length.toMillis();
        this.counts = new long[slots];
    }

    /** It happened at {@code millis} since 1970. */
    synchronized void add(long millis) {
        advance(millis);
        counts[Math.floorMod(slot, counts.length)]++;
    }

    /** How often it happened in all the slots that are remembered at {@code millis} since 1970. */
    synchronized long sum(long millis) {
        advance(millis);
        long sum = 0;
        for (long count : counts) {
            sum += count;
        }
        return sum;
    }

    private void advance(long millis) {
        long now = Math.floorDiv(millis, slotMillis);
        // The first time, after a long pause, or where the clock was set back: nothing of it is recent.
        boolean anew = now < slot || slot == Long.MIN_VALUE || now - slot >= counts.length;
        for (long each = anew ? now - counts.length : slot; each < now; ) {
            counts[Math.floorMod(++each, counts.length)] = 0;
        }
        slot = now;
    }
}
