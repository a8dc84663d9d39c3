package com.acme.checkout.broker.kafka;

/** Counts what went wrong and was recovered. Thread-safe: called by the polling thread and by those that work on records. */
interface ConsumerMetrics {

    /** Offsets could not be committed: for good, or once more. */
    void commitFailed();

    /** A record failed and will be given out again. */
    void redelivered();
}
