package com.acme.checkout.broker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where offsets are committed. A partition's offset is committed only up to its first record that is not
 * settled ({@link PartitionProgress#committableOffset}), so that nothing is skipped, whatever is killed; what was settled
 * beyond that is given out again.
 *
 * <p>For the polling thread alone, in which Kafka also answers a commit.
 */
final class OffsetCommitter {

    private static final Logger LOG = LoggerFactory.getLogger(OffsetCommitter.class);
    /** After one that failed: the next is tried after 200 ms, 400 ms and so on up to 10 s. */
    private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(200);

    private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(10);
    private static final int MOST_DOUBLINGS = 10;
    private static final long ANSWER_TIMEOUT = TimeUnit.SECONDS.toNanos(30);
    private static final Duration SYNC_TIMEOUT = Duration.ofSeconds(5);

    private final Consumer<byte[], byte[]> client;
    private final Subscription subscription;
    private final AssignedPartitions partitions;
    private final ConsumerMetrics metrics;
    private final LongSupplier nanos;

    private boolean pending;
    private long pendingSince;
    private long nextAttempt;
    private int failures;
    private final RepeatedWarning warning = new RepeatedWarning();

    OffsetCommitter(
            Consumer<byte[], byte[]> client,
            Subscription subscription,
            AssignedPartitions partitions,
            ConsumerMetrics metrics,
            LongSupplier nanos) {
        this.client = client;
        this.subscription = subscription;
        this.partitions = partitions;
        this.metrics = metrics;
        this.nanos = nanos;
        nextAttempt = nanos.getAsLong();
    }

    /** Begins to commit what has been settled since the last commit, unless one is under way or the last one failed just now. */
    void commitAsync(long now) {
        if (now - nextAttempt < 0 || pending && now - pendingSince < ANSWER_TIMEOUT) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(partitions.all());
        if (offsets.isEmpty()) {
            return;
        }
        // What is answered is about these, even where a partition has begun once more meanwhile.
        Map<TopicPartition, PartitionProgress> progress = new HashMap<>();
        offsets.keySet().forEach(partition -> progress.put(partition, partitions.find(partition)));
        pending = true;
        pendingSince = now;
        try {
            client.commitAsync(offsets, (committed, failure) -> {
                pending = false;
                if (failure == null) {
                    progress.forEach((partition, each) ->
                            each.committedOffset(offsets.get(partition).offset()));
                    succeeded();
                } else {
                    failed(failure);
                }
            });
        } catch (WakeupException | InterruptException e) {
            pending = false;
            throw e;
        } catch (KafkaException e) {
            pending = false;
            failed(e);
        }
    }

    private void succeeded() {
        failures = 0;
        if (warning.end()) {
            LOG.info("Offsets of {} are committed again", subscription.topics());
        }
    }

    private void failed(Exception failure) {
        long now = nanos.getAsLong();
        nextAttempt = now + Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(failures++, MOST_DOUBLINGS));
        // While the group rebalances, or a broker takes over from another, single commits fail and the next does not.
        if (failures > 1
                || !(failure instanceof RetriableException || failure instanceof RebalanceInProgressException)) {
            metrics.commitFailed();
            if (warning.isDue(now)) {
                LOG.warn(
                        "Offsets of {} are not committed: {}. It is tried again; after a restart what was settled meanwhile comes again.",
                        subscription.topics(),
                        RootCause.line(failure));
            }
        }
    }

    /** Commits what of these partitions is settled, and waits for it at most 5 s: they are about to be another consumer's. */
    void commitBeforeRevoked(Collection<PartitionProgress> revoked) {
        Map<TopicPartition, OffsetAndMetadata> offsets = committable(revoked);
        if (offsets.isEmpty()) {
            return;
        }
        try {
            try {
                client.commitSync(offsets, SYNC_TIMEOUT);
            } catch (WakeupException e) {
                // Meant for the poll, which Camel wants to end.
                client.commitSync(offsets, SYNC_TIMEOUT);
                client.wakeup();
            }
        } catch (KafkaException e) {
            metrics.commitFailed();
            LOG.warn(
                    "Offsets of {} are not committed as they change hands: {}. What was settled since the last commit comes again.",
                    offsets.keySet(),
                    RootCause.line(e));
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> committable(Collection<PartitionProgress> all) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (PartitionProgress progress : all) {
            long offset = progress.committableOffset();
            if (offset > progress.committedOffset()) {
                offsets.put(progress.partition(), new OffsetAndMetadata(offset));
            }
        }
        return offsets;
    }
}
