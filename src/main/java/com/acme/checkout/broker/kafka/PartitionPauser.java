package com.acme.checkout.broker.kafka;

import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Pauses the partitions that must not be fetched now: all of them, or those of delay topics whose records are held back. The
 * poll goes on meanwhile, so that the group keeps this consumer. For the polling thread alone.
 */
final class PartitionPauser {

    private final Consumer<byte[], byte[]> client;
    private final AssignedPartitions partitions;
    private final RecordDispatcher dispatcher;
    private boolean paused;

    PartitionPauser(Consumer<byte[], byte[]> client, AssignedPartitions partitions, RecordDispatcher dispatcher) {
        this.client = client;
        this.partitions = partitions;
        this.dispatcher = dispatcher;
    }

    /** @param all whether nothing at all is to be fetched */
    void update(boolean all) {
        if (!all && dispatcher.delayed() == 0) {
            if (paused) {
                client.resume(client.paused());
                paused = false;
            }
            return;
        }
        Set<TopicPartition> pause = new HashSet<>(client.assignment());
        if (!all) {
            pause.removeIf(partition -> {
                PartitionProgress progress = partitions.find(partition);
                return progress == null || !progress.hasDelayed();
            });
        }
        Set<TopicPartition> resume = new HashSet<>(client.paused());
        resume.removeAll(pause);
        client.resume(resume);
        client.pause(pause);
        paused = true;
    }
}
