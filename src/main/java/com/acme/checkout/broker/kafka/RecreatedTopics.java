package com.acme.checkout.broker.kafka;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Topics that were deleted and made again under the same name: they are read from their beginning. Where the new one is as
 * long as the old one was by the time that it is read, no offset tells; what was read of it meanwhile comes again.
 *
 * <p>{@link #report} may be called by any thread, without a lock; {@link #seekToBeginning} by the polling thread alone.
 */
final class RecreatedTopics {

    private static final Logger LOG = LoggerFactory.getLogger(RecreatedTopics.class);

    private final Set<String> reported = ConcurrentHashMap.newKeySet();
    private final Consumer<byte[], byte[]> client;
    private final Subscription subscription;
    private final AssignedPartitions partitions;

    RecreatedTopics(Consumer<byte[], byte[]> client, Subscription subscription, AssignedPartitions partitions) {
        this.client = client;
        this.subscription = subscription;
        this.partitions = partitions;
    }

    /** This topic was deleted and made again. */
    void report(String topic) {
        if (subscription.topics().contains(topic)) {
            reported.add(topic);
        }
    }

    /** Moves to the beginning of each topic that was reported; one that fails is tried again next time. */
    void seekToBeginning() {
        for (String topic : reported) {
            try {
                for (PartitionProgress progress : List.copyOf(partitions.all())) {
                    if (progress.partition().topic().equals(topic)) {
                        client.seekToBeginning(List.of(progress.partition()));
                        LOG.warn(
                                "{} is read from its beginning, having been at {}: its topic was deleted and made again",
                                progress,
                                progress.nextOffset());
                        partitions.begin(List.of(progress.partition()));
                    }
                }
                reported.remove(topic);
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (KafkaException | IllegalStateException e) {
                LOG.debug("{} can't be read from its beginning yet", topic, e);
            }
        }
    }
}
