package com.acme.checkout.broker.kafka;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;

/**
 * The topics that a client reads, from Camel's subscription until the client is closed. {@link #topics} and {@link #isClosed}
 * may be called by any thread; the rest by the polling thread alone, as with any Kafka consumer.
 */
final class Subscription {

    private final Consumer<byte[], byte[]> client;
    private volatile Collection<String> topics = List.of();
    private volatile boolean closed;
    private ConsumerRebalanceListener listener;

    Subscription(Consumer<byte[], byte[]> client) {
        this.client = client;
    }

    /** The topics' names; empty before {@link #subscribe}. */
    Collection<String> topics() {
        return topics;
    }

    void subscribe(Collection<String> names, ConsumerRebalanceListener rebalances) {
        topics = List.copyOf(names);
        listener = rebalances;
        client.subscribe(topics, listener);
    }

    /** Subscribes once more where the client has lost its subscription. False where it has one, never had one, or is closed. */
    boolean renew() {
        if (closed || listener == null || !client.subscription().isEmpty()) {
            return false;
        }
        client.subscribe(topics, listener);
        return true;
    }

    /** The client is closed, or about to be: nothing is read by it any more. */
    void close() {
        closed = true;
    }

    boolean isClosed() {
        return closed;
    }
}
