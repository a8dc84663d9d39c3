package com.acme.checkout.broker;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer whose records are worked on side by side and settled in any order. It commits a partition's offset only up
 * to its first record that is not settled, so that whatever is killed, nothing is skipped; what was settled beyond that
 * is given out again. At most a given number of records is under way; the rest stays on the broker.
 *
 * <p>A record that could not be settled is given out again after a second. One with the header {@value #DELAYED_UNTIL}
 * is held back until then, its partition paused, and the poll goes on.
 *
 * <p>All but {@link #claim} and {@link Claim}'s methods belongs to the polling thread, as with any KafkaConsumer.
 */
class ParallelConsumer extends KafkaConsumer<byte[], byte[]> {

    /** Record header: until when a record waits here, in milliseconds since 1970, as text. */
    static final String DELAYED_UNTIL = "delayedUntil";

    /** Client property: how many records may be under way. */
    static final String IN_FLIGHT = "checkout.in.flight";

    private static final Logger LOG = LoggerFactory.getLogger(ParallelConsumer.class);
    private static final long COMMIT_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long AGAIN_MILLIS = 1000;
    private static final Duration FULL = Duration.ofMillis(5);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final long REVOKE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final int limit;
    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<TopicPartition, Progress> assigned = new ConcurrentHashMap<>();
    private final Queue<Waiting> again = new ConcurrentLinkedQueue<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final Map<TopicPartition, Map<Long, ConsumerRecord<byte[], byte[]>>> given = new HashMap<>();
    private boolean suspended;
    private volatile boolean closed;
    private long nextCommit = System.nanoTime();

    ParallelConsumer(Properties settings) {
        super(settings);
        limit = Integer.parseInt(settings.getProperty(IN_FLIGHT));
    }

    /** What of one partition is under way, from its assignment to this consumer until it is revoked. */
    private static final class Progress {

        private final ConcurrentSkipListSet<Long> unsettled = new ConcurrentSkipListSet<>();
        private final AtomicInteger inFlight = new AtomicInteger();
        private volatile long next;
        private volatile long committed = -1;

        long settledUpTo() {
            // The order matters: a record is added to unsettled before next goes past it.
            long end = next;
            Long first = unsettled.ceiling(Long.MIN_VALUE);
            return first == null ? end : Math.min(first, end);
        }
    }

    private record Waiting(Progress progress, ConsumerRecord<byte[], byte[]> record, long dueMillis) {
    }

    /** One record that was given out: to be settled or given back, once. */
    final class Claim {

        private final Progress progress;
        private final ConsumerRecord<byte[], byte[]> record;

        private Claim(Progress progress, ConsumerRecord<byte[], byte[]> record) {
            this.progress = progress;
            this.record = record;
        }

        void settled() {
            progress.unsettled.remove(record.offset());
            done();
        }

        void failed() {
            again.add(new Waiting(progress, record, System.currentTimeMillis() + AGAIN_MILLIS));
            done();
        }

        private void done() {
            progress.inFlight.decrementAndGet();
            inFlight.decrementAndGet();
        }
    }

    /** The claim on a record that the latest poll returned; null where this consumer did not. */
    Claim claim(TopicPartition partition, long offset) {
        Progress progress = assigned.get(partition);
        if (progress == null || !given.containsKey(partition)) {
            return null;
        }
        ConsumerRecord<byte[], byte[]> record = given.get(partition).get(offset);
        return record == null ? null : new Claim(progress, record);
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        given.clear();
        commitSettled();
        Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> out = new HashMap<>();
        long untilDue = takeDue(out);
        boolean full = inFlight.get() >= limit;
        pauseWhatMustWait(full);
        Duration most = !out.isEmpty() ? Duration.ZERO : full ? FULL : timeout;
        ConsumerRecords<byte[], byte[]> fetched = super.poll(untilDue < most.toMillis() ? Duration.ofMillis(untilDue) : most);
        long now = System.currentTimeMillis();
        for (TopicPartition partition : fetched.partitions()) {
            Progress progress = assigned.computeIfAbsent(partition, p -> new Progress());
            for (ConsumerRecord<byte[], byte[]> record : fetched.records(partition)) {
                progress.unsettled.add(record.offset());
                progress.next = record.offset() + 1;
                long due = dueMillis(record);
                if (due > now) {
                    waiting.add(new Waiting(progress, record, due));
                } else {
                    give(out, partition, progress, record);
                }
            }
            // Beyond the records there may be marks of transactions: where nothing follows, the position is the end.
            progress.next = Math.max(progress.next, position(partition));
        }
        return out.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(out);
    }

    private void give(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> out, TopicPartition partition, Progress progress,
                      ConsumerRecord<byte[], byte[]> record) {
        inFlight.incrementAndGet();
        progress.inFlight.incrementAndGet();
        out.computeIfAbsent(partition, p -> new ArrayList<>()).add(record);
        given.computeIfAbsent(partition, p -> new HashMap<>()).put(record.offset(), record);
    }

    /** Moves what is due to {@code out}; returns the milliseconds until the next one is. */
    private long takeDue(Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> out) {
        for (Waiting failed = again.poll(); failed != null; failed = again.poll()) {
            waiting.add(failed);
        }
        long now = System.currentTimeMillis();
        long next = Long.MAX_VALUE;
        List<Waiting> later = new ArrayList<>();
        for (Waiting each : waiting) {
            TopicPartition partition = new TopicPartition(each.record.topic(), each.record.partition());
            if (assigned.get(partition) != each.progress) {
                // Another consumer's by now.
                continue;
            }
            if (each.dueMillis <= now && !suspended && inFlight.get() < limit) {
                give(out, partition, each.progress, each.record);
            } else {
                later.add(each);
                next = Math.min(next, Math.max(1, each.dueMillis - now));
            }
        }
        waiting.clear();
        waiting.addAll(later);
        return next;
    }

    private void pauseWhatMustWait(boolean full) {
        Set<TopicPartition> pause = new HashSet<>();
        if (suspended || full) {
            pause.addAll(assignment());
        } else {
            waiting.forEach(each -> {
                if (each.record.headers().lastHeader(DELAYED_UNTIL) != null) {
                    pause.add(new TopicPartition(each.record.topic(), each.record.partition()));
                }
            });
            pause.retainAll(assignment());
        }
        Set<TopicPartition> resume = new HashSet<>(paused());
        resume.removeAll(pause);
        super.resume(resume);
        super.pause(pause);
    }

    /** Camel suspends a route by this. */
    @Override
    public void pause(Collection<TopicPartition> partitions) {
        suspended = true;
        super.pause(partitions);
    }

    @Override
    public void resume(Collection<TopicPartition> partitions) {
        suspended = false;
        super.resume(partitions);
    }

    private static long dueMillis(ConsumerRecord<byte[], byte[]> record) {
        Header until = record.headers().lastHeader(DELAYED_UNTIL);
        return until == null ? 0 : Long.parseLong(new String(until.value(), StandardCharsets.US_ASCII));
    }

    private void commitSettled() {
        if (System.nanoTime() - nextCommit < 0) {
            return;
        }
        nextCommit = System.nanoTime() + COMMIT_NANOS;
        Map<TopicPartition, OffsetAndMetadata> offsets = settled(assigned.keySet());
        if (!offsets.isEmpty()) {
            commitAsync(offsets, (committed, failure) -> {
                if (failure == null) {
                    remember(committed);
                } else {
                    LOG.debug("Not committed, to be tried again", failure);
                }
            });
        }
    }

    private Map<TopicPartition, OffsetAndMetadata> settled(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Progress progress = assigned.get(partition);
            if (progress != null && progress.next > 0 && progress.settledUpTo() > progress.committed) {
                offsets.put(partition, new OffsetAndMetadata(progress.settledUpTo()));
            }
        }
        return offsets;
    }

    private void remember(Map<TopicPartition, OffsetAndMetadata> committed) {
        committed.forEach((partition, offset) -> {
            Progress progress = assigned.get(partition);
            if (progress != null) {
                progress.committed = offset.offset();
            }
        });
    }

    @Override
    public void subscribe(Collection<String> topics, ConsumerRebalanceListener listener) {
        super.subscribe(topics, new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> assigned.put(partition, new Progress()));
                listener.onPartitionsAssigned(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                letGo(partitions);
                listener.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                partitions.forEach(assigned::remove);
                listener.onPartitionsLost(partitions);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        super.close();
    }

    boolean closed() {
        return closed;
    }

    /** Waits a little for what is under way, so that the next owner need not do it again; then commits. */
    private void letGo(Collection<TopicPartition> partitions) {
        long deadline = System.nanoTime() + REVOKE_NANOS;
        while (partitions.stream().map(assigned::get).anyMatch(p -> p != null && p.inFlight.get() > 0) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = settled(partitions);
        try {
            if (!offsets.isEmpty()) {
                commitSync(offsets, COMMIT_TIMEOUT);
            }
        } catch (KafkaException e) {
            LOG.warn("Not committed; what was settled since the last commit is given out again: {}", e.getMessage());
        }
        partitions.forEach(assigned::remove);
    }
}
