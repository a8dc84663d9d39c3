package com.acme.checkout.broker.kafka;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches for partitions that have had something to do for a minute and made no progress. {@link #count} may be called by any
 * thread, without a lock; {@link #watch} by the polling thread alone.
 */
final class StalledPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(StalledPartitions.class);
    private static final long STALLED_AFTER = TimeUnit.MINUTES.toNanos(1);

    private final Subscription subscription;
    private final AssignedPartitions partitions;
    private final RecordFetcher fetcher;
    private final LongSupplier nanos;

    StalledPartitions(
            Subscription subscription, AssignedPartitions partitions, RecordFetcher fetcher, LongSupplier nanos) {
        this.subscription = subscription;
        this.partitions = partitions;
        this.fetcher = fetcher;
        this.nanos = nanos;
    }

    /**
     * How many partitions have had something to do for a minute and made no progress; one at least where for so long nothing
     * could be read. Also where nobody polls any more. 0 once the client is closed.
     */
    int count() {
        if (subscription.isClosed()) {
            return 0;
        }
        long now = nanos.getAsLong();
        int count = 0;
        for (PartitionProgress progress : partitions.all()) {
            if (now - progress.movedAt() >= STALLED_AFTER) {
                count++;
            }
        }
        return count == 0 && fetcher.hasFailedFor(STALLED_AFTER, now) ? 1 : count;
    }

    /**
     * Looks whether a partition has moved; logs once that it has not for a minute. While suspended, none has to.
     *
     * @param unread how many of its records are not fetched yet
     */
    void watch(PartitionProgress progress, long unread, boolean suspended, long now) {
        long committable = progress.committableOffset();
        TrackedRecord first = progress.firstUnsettled();
        boolean moves = suspended
                || progress.hasMovedTo(committable)
                || (first == null ? unread == 0 : isStillDelayed(first, now));
        if (moves) {
            progress.moved(committable, now);
        } else if (now - progress.movedAt() >= STALLED_AFTER && progress.warnOnce()) {
            LOG.warn(
                    "{} has made no progress for a minute: offset {} {}",
                    progress,
                    committable,
                    first == null ? "is not read" : first.isTaken() ? "is under way" : "waits to be given out again");
        }
    }

    /** One that its delay topic holds back is where it should be. */
    private static boolean isStillDelayed(TrackedRecord record, long now) {
        return record.isDelayed() && record.dueAt() - now > 0;
    }
}
