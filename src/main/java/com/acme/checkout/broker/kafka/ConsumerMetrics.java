package com.acme.checkout.broker.kafka;

import java.util.Collection;

/**
 * Counts what went wrong and was recovered, and is told what there is to show. Thread-safe: called by the polling thread and
 * by those that work on records.
 */
interface ConsumerMetrics {

    /** Offsets could not be committed: for good, or once more. */
    void commitFailed();

    /** A record failed and will be given out again. */
    void redelivered();

    /** The consumer reads these topics from now on, and knows its {@link ParallelConsumer#lag} on each. */
    void subscribed(Collection<String> topics);
}
