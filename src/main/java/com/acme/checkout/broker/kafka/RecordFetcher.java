package com.acme.checkout.broker.kafka;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fetches records by the client's own poll. What the client may not read, say, is logged and tried again, and what was
 * fetched before goes on. {@link #hasFailedFor} may be called by any thread, without a lock; the rest by the polling thread alone.
 */
final class RecordFetcher {

    private static final Logger LOG = LoggerFactory.getLogger(RecordFetcher.class);

    private final Consumer<byte[], byte[]> client;
    private final Subscription subscription;
    private final LongSupplier nanos;
    private final RepeatedWarning warning = new RepeatedWarning();
    private volatile boolean failing;
    private volatile long failingSince;

    RecordFetcher(Consumer<byte[], byte[]> client, Subscription subscription, LongSupplier nanos) {
        this.client = client;
        this.subscription = subscription;
        this.nanos = nanos;
    }

    /**
     * What the client fetches within {@code timeout}; nothing where it fails, after that time.
     *
     * @throws WakeupException as the client does
     * @throws IllegalStateException as the client does, unless it has only lost its subscription
     */
    ConsumerRecords<byte[], byte[]> fetch(Duration timeout) {
        try {
            ConsumerRecords<byte[], byte[]> fetched = client.poll(timeout);
            failing = false;
            if (warning.end()) {
                LOG.info("{} can be read again", subscription.topics());
            }
            return fetched;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            failed(e);
            // Camel would log it, and poll again as fast as it can.
            LockSupport.parkNanos(timeout.toNanos());
        } catch (IllegalStateException e) {
            // Camel unsubscribes when it is interrupted, and polls on.
            if (!subscription.renew()) {
                throw e;
            }
        }
        return ConsumerRecords.empty();
    }

    private void failed(KafkaException failure) {
        long now = nanos.getAsLong();
        if (!failing) {
            failingSince = now;
            failing = true;
        }
        if (warning.isDue(now)) {
            LOG.warn(
                    "{} can't be read: {}. What was read goes on; the rest is tried again all the time.",
                    subscription.topics(),
                    RootCause.line(failure));
        }
    }

    /** Whether nothing could be read for the {@code duration} up to {@code now}, both in nanoseconds. */
    boolean hasFailedFor(long duration, long now) {
        return failing && now - failingSince >= duration;
    }
}
