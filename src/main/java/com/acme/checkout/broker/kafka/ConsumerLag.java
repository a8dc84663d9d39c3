package com.acme.checkout.broker.kafka;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * How many records this consumer has still to settle: from the first that is not settled to the partition's end. {@link #of}
 * may be called by any thread, without a lock; {@link #measure} by the polling thread alone.
 */
final class ConsumerLag {

    private final Consumer<byte[], byte[]> client;
    private final AssignedPartitions partitions;

    ConsumerLag(Consumer<byte[], byte[]> client, AssignedPartitions partitions) {
        this.client = client;
        this.partitions = partitions;
    }

    /**
     * The lag in records, of all assigned partitions of {@code topic}: what is worked on, what waits here, and what waits on
     * the broker. As old as the last {@link #measure}.
     */
    long of(String topic) {
        return partitions.all().stream()
                .filter(progress -> progress.partition().topic().equals(topic))
                .mapToLong(PartitionProgress::lag)
                .sum();
    }

    /** Measures the lag of one partition. Returns how many of its records are not fetched yet; 0 where the client does not know. */
    long measure(PartitionProgress progress) {
        long unread = unread(progress);
        progress.lag(progress.nextOffset() - progress.committableOffset() + unread);
        return unread;
    }

    private long unread(PartitionProgress progress) {
        try {
            return client.currentLag(progress.partition()).orElse(0);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            return 0;
        }
    }
}
