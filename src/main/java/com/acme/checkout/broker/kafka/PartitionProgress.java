package com.acme.checkout.broker.kafka;

import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one partition is, from its assignment to this consumer until it is revoked: which records are fetched and not
 * settled, and so up to which offset it may be committed.
 *
 * <p>{@link #settled}, {@link #workBegan}, {@link #workEnded}, {@link #inFlight}, {@link #isRevoked}, {@link #movedAt} and
 * {@link #lag()} may be called by any thread, without a lock; the rest by the polling thread alone. Times are nanoseconds of
 * {@link System#nanoTime}.
 */
final class PartitionProgress {

    private static final long UNKNOWN = -1;

    private final TopicPartition partition;
    private final ConcurrentSkipListMap<Long, TrackedRecord> unsettled = new ConcurrentSkipListMap<>();
    private final AtomicInteger inFlight = new AtomicInteger();
    private final long longestDelay;
    /** The first offset that was not fetched. */
    private long nextOffset = UNKNOWN;

    private long committedOffset = UNKNOWN;
    private int delayed;
    private volatile boolean revoked;

    private long seenOffset = UNKNOWN;
    private boolean warned;
    private volatile long movedAt;
    private volatile long lag;

    PartitionProgress(TopicPartition partition, long now) {
        this.partition = partition;
        long millis = DelayTopics.delayMillis(partition.topic());
        longestDelay = millis < 0 ? millis : TimeUnit.MILLISECONDS.toNanos(millis);
        movedAt = now;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Registers a record that was just fetched; it stays so until it is settled. */
    void register(TrackedRecord record) {
        unsettled.put(record.offset(), record);
        nextOffset = record.offset() + 1;
    }

    void settled(long offset) {
        unsettled.remove(offset);
    }

    /** The offset up to which all is settled: what may be committed. Negative where nothing is known yet. */
    long committableOffset() {
        Long first = unsettled.ceilingKey(Long.MIN_VALUE);
        return first == null ? nextOffset : Math.min(first, nextOffset);
    }

    /** The first record that is not settled; null where all are. */
    TrackedRecord firstUnsettled() {
        Map.Entry<Long, TrackedRecord> first = unsettled.firstEntry();
        return first == null ? null : first.getValue();
    }

    /** The first offset that was not fetched; negative where it is not known yet. */
    long nextOffset() {
        return nextOffset;
    }

    void nextOffset(long offset) {
        nextOffset = offset;
    }

    /** The latest offset that was committed; negative where none was. */
    long committedOffset() {
        return committedOffset;
    }

    void committedOffset(long offset) {
        committedOffset = offset;
    }

    void workBegan() {
        inFlight.incrementAndGet();
    }

    void workEnded() {
        inFlight.decrementAndGet();
    }

    /** How many of its records are worked on. */
    int inFlight() {
        return inFlight.get();
    }

    /** Nanoseconds that a record of this topic is held back at most; negative where it is no delay topic. */
    long longestDelay() {
        return longestDelay;
    }

    void delayBegan() {
        delayed++;
    }

    void delayEnded() {
        delayed--;
    }

    /** Whether a record of it is held back, as its delay topic says. */
    boolean hasDelayed() {
        return delayed > 0;
    }

    /** It is another consumer's from now on. */
    void revoke() {
        revoked = true;
    }

    boolean isRevoked() {
        return revoked;
    }

    /** Whether {@code committable} is another offset than it was when it last moved. */
    boolean hasMovedTo(long committable) {
        return committable != seenOffset;
    }

    /** It has moved, or has nothing to move on with. */
    void moved(long committable, long now) {
        seenOffset = committable;
        movedAt = now;
        warned = false;
    }

    /** When it moved, or had nothing to move on with. */
    long movedAt() {
        return movedAt;
    }

    /** True once for each standstill: it is to be logged. */
    boolean warnOnce() {
        boolean first = !warned;
        warned = true;
        return first;
    }

    void lag(long records) {
        lag = records;
    }

    /** Records from the first that is not settled to the partition's end, when that was last measured. */
    long lag() {
        return lag;
    }

    @Override
    public String toString() {
        return partition.topic() + " partition " + partition.partition();
    }
}
