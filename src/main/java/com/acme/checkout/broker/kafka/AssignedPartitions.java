package com.acme.checkout.broker.kafka;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The partitions that are assigned to this consumer, and the progress of each. {@link #all} may be called by any thread,
 * without a lock; the rest by the polling thread alone.
 */
final class AssignedPartitions {

    private static final Logger LOG = LoggerFactory.getLogger(AssignedPartitions.class);

    private final Map<TopicPartition, PartitionProgress> assigned = new ConcurrentHashMap<>();
    private final Consumer<byte[], byte[]> client;
    private final LongSupplier nanos;

    AssignedPartitions(Consumer<byte[], byte[]> client, LongSupplier nanos) {
        this.client = client;
        this.nanos = nanos;
    }

    /** Their progress begins, or begins once more: nothing of them is known. */
    void begin(Collection<TopicPartition> partitions) {
        partitions.forEach(partition -> assigned.put(partition, progress(partition)));
    }

    private PartitionProgress progress(TopicPartition partition) {
        return new PartitionProgress(partition, nanos.getAsLong());
    }

    /** The progress of a partition of which a record was fetched. */
    PartitionProgress of(TopicPartition partition) {
        return assigned.computeIfAbsent(partition, this::progress);
    }

    /** The progress of {@code partition}; null where it is not assigned. */
    PartitionProgress find(TopicPartition partition) {
        return assigned.get(partition);
    }

    /** All that are assigned now: a view that changes with them. */
    Collection<PartitionProgress> all() {
        return assigned.values();
    }

    List<TopicPartition> partitions() {
        return List.copyOf(assigned.keySet());
    }

    /** Offsets that were seen come again: they are other records'. What is left of the old ones is still worked on. */
    PartitionProgress restart(PartitionProgress old, long offset) {
        LOG.warn(
                "{} starts again at offset {}, having been at {}: its topic was deleted and made again, or the broker lost some of it",
                old,
                offset,
                old.nextOffset());
        PartitionProgress progress = progress(old.partition());
        assigned.put(old.partition(), progress);
        return progress;
    }

    /**
     * Moves the progress to the client's position: beyond the last record there may be marks of transactions. Returns the
     * partition's progress from now on.
     */
    PartitionProgress moveToPosition(PartitionProgress progress) {
        PartitionProgress current = progress;
        try {
            long position = client.position(progress.partition(), Duration.ZERO);
            if (position < progress.nextOffset()) {
                current = restart(progress, position);
            }
            current.nextOffset(position);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("{} has no position now", progress, e);
        }
        return current;
    }

    /** They are another consumer's from now on. */
    void revoke(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            PartitionProgress progress = assigned.remove(partition);
            if (progress != null) {
                progress.revoke();
            }
        }
    }
}
