package com.acme.checkout.broker.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.acme.checkout.broker.InternalHeaders;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;

/**
 * A {@link ParallelConsumer} on Kafka's own mock of the client, with a clock that the test sets. What it is made of is tested
 * through it: each transition by the test of the class that decides it.
 */
abstract class MockedKafka {

    static final TopicPartition COMMANDS = new TopicPartition("checkout.commands", 0);
    static final TopicPartition OTHER_COMMANDS = new TopicPartition("checkout.commands", 1);
    static final TopicPartition DELAY = new TopicPartition("checkout.delay.10000ms", 0);
    static final int LIMIT = 10;

    final Client client = new Client();
    long now = Long.MAX_VALUE - 1000;
    int commitFailures;
    int redeliveries;
    final Set<String> subscribed = new TreeSet<>();
    final ParallelConsumer consumer = new ParallelConsumer(
            client,
            LIMIT,
            new ConsumerMetrics() {
                @Override
                public void commitFailed() {
                    commitFailures++;
                }

                @Override
                public void redelivered() {
                    redeliveries++;
                }

                @Override
                public void subscribed(Collection<String> topics) {
                    subscribed.addAll(topics);
                }
            },
            () -> now);
    final Consumer<byte[], byte[]> camel = consumer.asConsumer();
    final Map<TopicPartition, Map<Long, TrackedRecord>> tracked = new HashMap<>();

    /** The mock, with a group coordinator that can refuse. */
    static final class Client extends MockConsumer<byte[], byte[]> {

        ConsumerRebalanceListener listener;
        KafkaException commitFailure;
        final Map<TopicPartition, Long> committed = new HashMap<>();
        int commits;
        boolean unsubscribed;
        Error error;

        Client() {
            super(OffsetResetStrategy.EARLIEST);
        }

        @Override
        public void subscribe(Collection<String> topics, ConsumerRebalanceListener told) {
            unsubscribed = false;
            listener = told;
            super.subscribe(topics, told);
        }

        @Override
        public synchronized Set<String> subscription() {
            return unsubscribed ? Set.of() : super.subscription();
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (unsubscribed) {
                throw new IllegalStateException("Consumer is not subscribed to any topics or assigned any partitions");
            }
            ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
            if (error != null) {
                throw error;
            }
            return polled;
        }

        @Override
        public synchronized void close(Duration timeout) {
            // As the real one does.
            listener.onPartitionsRevoked(assignment());
            super.close(timeout);
        }

        @Override
        public synchronized void commitAsync(
                Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            commits++;
            if (commitFailure == null) {
                offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
                super.commitAsync(offsets, callback);
            } else {
                callback.onComplete(offsets, commitFailure);
            }
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            commits++;
            if (commitFailure != null) {
                throw commitFailure;
            }
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            super.commitSync(offsets);
        }
    }

    @BeforeEach
    void subscribe() {
        camel.subscribe(List.of(COMMANDS.topic(), DELAY.topic()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // Camel does nothing.
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                // Camel does nothing.
            }
        });
        client.updateBeginningOffsets(Map.of(COMMANDS, 0L, OTHER_COMMANDS, 0L, DELAY, 0L));
        client.rebalance(List.of(COMMANDS, OTHER_COMMANDS, DELAY));
    }

    /** Polls 200 ms later. */
    ConsumerRecords<byte[], byte[]> poll() {
        now += Duration.ofMillis(200).toNanos();
        return camel.poll(Duration.ZERO);
    }

    /** Polls without moving the clock, and takes all of it as Camel does. The offsets of {@code partition}. */
    List<Long> take(TopicPartition partition) {
        ConsumerRecords<byte[], byte[]> polled = camel.poll(Duration.ZERO);
        polled.forEach(this::take);
        return polled.records(partition).stream().map(ConsumerRecord::offset).toList();
    }

    void take(ConsumerRecord<byte[], byte[]> record) {
        TrackedRecord taken = consumer.polledRecord(record.headers());
        taken.take();
        tracked.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), p -> new HashMap<>())
                .put(record.offset(), taken);
    }

    void settle(TopicPartition partition, long... offsets) {
        Arrays.stream(offsets)
                .forEach(offset -> tracked.get(partition).get(offset).settle());
    }

    void fail(TopicPartition partition, long... offsets) {
        Arrays.stream(offsets)
                .forEach(
                        offset -> tracked.get(partition).get(offset).fail(new IllegalStateException("a route failed")));
    }

    void arrive(TopicPartition partition, long... offsets) {
        Arrays.stream(offsets).forEach(offset -> client.addRecord(record(partition, offset)));
    }

    long committed(TopicPartition partition) {
        return client.committed.getOrDefault(partition, 0L);
    }

    static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, new byte[0]);
    }

    static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, String until) {
        ConsumerRecord<byte[], byte[]> record = record(partition, offset);
        for (String name :
                List.of(InternalHeaders.DELAYED_UNTIL, InternalHeaders.DELAYED_DUE, InternalHeaders.DELAYED_QUEUE)) {
            record.headers().add(name, until == null ? null : until.getBytes(UTF_8));
        }
        return record;
    }
}
