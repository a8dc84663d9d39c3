package com.acme.checkout.broker.kafka;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/**
 * What is done when partitions are assigned to this consumer, revoked from it, or lost; then Camel's own listener is told.
 * Kafka calls it in the polling thread, out of the client's {@code poll}, {@code unsubscribe} or {@code close}; nobody else may.
 */
final class RebalanceListener implements ConsumerRebalanceListener {

    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(3);
    private static final long LOOK_EVERY = TimeUnit.MILLISECONDS.toNanos(5);

    private final ConsumerRebalanceListener camel;
    private final AssignedPartitions partitions;
    private final RecordDispatcher dispatcher;
    private final OffsetCommitter committer;
    private final BooleanSupplier clientIsBroken;

    /** @param clientIsBroken whether nothing may be committed any more */
    RebalanceListener(
            ConsumerRebalanceListener camel,
            AssignedPartitions partitions,
            RecordDispatcher dispatcher,
            OffsetCommitter committer,
            BooleanSupplier clientIsBroken) {
        this.camel = camel;
        this.partitions = partitions;
        this.dispatcher = dispatcher;
        this.committer = committer;
        this.clientIsBroken = clientIsBroken;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        partitions.begin(assigned);
        camel.onPartitionsAssigned(assigned);
    }

    /** Waits up to 3 s for what is worked on, so that the next owner need not do it again; then commits. */
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        try {
            if (!clientIsBroken.getAsBoolean()) {
                List<PartitionProgress> all = revoked.stream()
                        .map(partitions::find)
                        .filter(Objects::nonNull)
                        .toList();
                // What was given out and not taken is nobody's yet.
                dispatcher.takeBack(false);
                awaitWork(all);
                committer.commitBeforeRevoked(all);
            }
        } finally {
            dispatcher.forget(revoked);
        }
        camel.onPartitionsRevoked(revoked);
    }

    private static void awaitWork(List<PartitionProgress> all) {
        long deadline = System.nanoTime() + LONGEST_WAIT;
        while (all.stream().anyMatch(progress -> progress.inFlight() > 0) && System.nanoTime() - deadline < 0) {
            LockSupport.parkNanos(LOOK_EVERY);
        }
    }

    /** Another consumer has them already: nothing may be committed. */
    @Override
    public void onPartitionsLost(Collection<TopicPartition> lost) {
        dispatcher.forget(lost);
        camel.onPartitionsLost(lost);
    }
}
