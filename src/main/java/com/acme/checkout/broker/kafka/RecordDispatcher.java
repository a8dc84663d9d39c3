package com.acme.checkout.broker.kafka;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives out what was fetched, and takes back what failed or had no turn: it alone comes again, when it is due. A record of a
 * delay topic is held back first. At most a given number of records is worked on at once.
 *
 * <p>{@link #workEnded}, {@link #failed}, {@link #givenBack} and {@link #now} may be called by any thread, without a lock; the
 * rest by the polling thread alone. Times are nanoseconds of the clock that was given.
 */
final class RecordDispatcher {

    private static final Logger LOG = LoggerFactory.getLogger(RecordDispatcher.class);

    private final AssignedPartitions partitions;
    private final int limit;
    private final ConsumerMetrics metrics;
    private final LongSupplier nanos;

    private final AtomicInteger inFlight = new AtomicInteger();
    /** Failed or given back; from any thread. */
    private final Queue<TrackedRecord> returned = new ConcurrentLinkedQueue<>();
    /** Fetched, and neither given out nor held back yet. */
    private final ArrayDeque<TrackedRecord> ready = new ArrayDeque<>();
    /** Held back, or failed, until they are due. */
    private final PriorityQueue<TrackedRecord> waiting =
            new PriorityQueue<>((a, b) -> Long.signum(a.dueAt() - b.dueAt()));

    private int delayed;
    /** What the latest poll gave out, in the order in which Camel hands it on; and each by the record's very headers. */
    private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> givenOut = Map.of();

    private final Map<Headers, TrackedRecord> byHeaders = new IdentityHashMap<>();

    RecordDispatcher(AssignedPartitions partitions, int limit, ConsumerMetrics metrics, LongSupplier nanos) {
        this.partitions = partitions;
        this.limit = limit;
        this.metrics = metrics;
        this.nanos = nanos;
    }

    /** Registers all that was fetched, before anything else is done with it. Never throws: what is registered is safe. */
    void register(ConsumerRecords<byte[], byte[]> fetched) {
        for (TopicPartition partition : fetched.partitions()) {
            PartitionProgress progress = partitions.of(partition);
            for (ConsumerRecord<byte[], byte[]> record : fetched.records(partition)) {
                if (record.offset() < progress.nextOffset()) {
                    progress = partitions.restart(progress, record.offset());
                }
                TrackedRecord tracked = new TrackedRecord(this, progress, record);
                progress.register(tracked);
                ready.add(tracked);
            }
        }
    }

    /** Gives out what is due, then what was fetched and is not held back. */
    ConsumerRecords<byte[], byte[]> giveOut() {
        givenOut = new LinkedHashMap<>();
        giveDue();
        giveReady();
        return givenOut.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(givenOut);
    }

    private void giveDue() {
        collectReturned();
        long now = now();
        for (TrackedRecord record = waiting.peek();
                record != null && record.dueAt() - now <= 0 && inFlight.get() < limit;
                record = waiting.peek()) {
            waiting.poll();
            endDelay(record);
            if (!record.progress().isRevoked()) {
                giveOut(record);
            }
        }
    }

    private void giveReady() {
        long now = now();
        for (TrackedRecord record = ready.poll(); record != null; record = ready.poll()) {
            PartitionProgress progress = record.progress();
            if (progress.isRevoked()) {
                continue;
            }
            long delay = progress.longestDelay() < 0 || record.failures() > 0 || record.wasDelayed()
                    ? 0
                    : DelayTopics.remainingNanos(record.record(), progress.longestDelay());
            if (delay > 0) {
                record.delayUntil(now + delay);
                progress.delayBegan();
                delayed++;
                waiting.add(record);
            } else {
                giveOut(record);
            }
        }
    }

    private void giveOut(TrackedRecord record) {
        record.giveOut();
        inFlight.incrementAndGet();
        record.progress().workBegan();
        byHeaders.put(record.record().headers(), record);
        givenOut.computeIfAbsent(record.partition(), p -> new ArrayList<>()).add(record.record());
    }

    /** The record with these very headers, where the latest poll gave it out; otherwise null. */
    TrackedRecord find(Headers headers) {
        return byHeaders.get(headers);
    }

    /**
     * Takes back what the latest poll gave out and nobody has taken. Camel hands records on one by one. The first that nobody
     * has taken is the one that failed on the way; those behind it, up to the next that was taken, have only not had their turn.
     *
     * @param handedOn whether Camel has had them; otherwise none of them has failed
     */
    void takeBack(boolean handedOn) {
        for (List<ConsumerRecord<byte[], byte[]>> records : givenOut.values()) {
            boolean failed = !handedOn;
            for (ConsumerRecord<byte[], byte[]> each : records) {
                TrackedRecord record = byHeaders.get(each.headers());
                if (!record.isNotTaken()) {
                    failed = !handedOn;
                } else if (!failed) {
                    record.fail(new IllegalStateException("Camel did not hand it on to its route"));
                    failed = true;
                } else if (record.withdraw()) {
                    ready.add(record);
                }
            }
        }
        givenOut = Map.of();
        byHeaders.clear();
    }

    /** A record is not worked on any more. */
    void workEnded(TrackedRecord record) {
        record.progress().workEnded();
        inFlight.decrementAndGet();
    }

    /** A record failed, and is due after {@code pause} nanoseconds; where its partition is revoked, it is the next owner's. */
    void failed(TrackedRecord record, long pause, Throwable cause) {
        if (!record.progress().isRevoked()) {
            metrics.redelivered();
            LOG.warn(
                    "{} offset {} failed, attempt {}: {}. It is given out again in {} s.",
                    record.progress(),
                    record.offset(),
                    record.failures(),
                    RootCause.line(cause),
                    TimeUnit.NANOSECONDS.toSeconds(pause));
            returned.add(record);
        }
    }

    /** A record comes again when it is due, and nothing is wrong with it. */
    void givenBack(TrackedRecord record) {
        returned.add(record);
    }

    private void collectReturned() {
        for (TrackedRecord record = returned.poll(); record != null; record = returned.poll()) {
            record.markFailed();
            waiting.add(record);
        }
    }

    private void endDelay(TrackedRecord record) {
        if (record.isDelayed()) {
            record.progress().delayEnded();
            delayed--;
        }
    }

    /** Revokes these partitions: they are another consumer's from now on, and so is what waits of them. */
    void forget(Collection<TopicPartition> revoked) {
        partitions.revoke(revoked);
        collectReturned();
        waiting.removeIf(record -> {
            if (record.progress().isRevoked()) {
                endDelay(record);
            }
            return record.progress().isRevoked();
        });
        ready.removeIf(record -> record.progress().isRevoked());
    }

    /** Whether nothing more is to be fetched: as many as may be are worked on, or as many have failed and wait here. */
    boolean isFull() {
        return inFlight.get() >= limit || waiting.size() - delayed >= limit;
    }

    /** Whether there is something that was fetched and not given out. */
    boolean hasReady() {
        return !ready.isEmpty();
    }

    /** Nanoseconds until the next record is due; {@link Long#MAX_VALUE} where none waits, or none may be given out. */
    long untilDue() {
        collectReturned();
        TrackedRecord first = waiting.peek();
        return first == null || inFlight.get() >= limit ? Long.MAX_VALUE : Math.max(0, first.dueAt() - now());
    }

    /** How many records are held back, as their delay topics say. */
    int delayed() {
        return delayed;
    }

    long now() {
        return nanos.getAsLong();
    }
}
