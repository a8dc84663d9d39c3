package com.acme.checkout.broker.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.guard.OutcomeGuard;
import com.acme.checkout.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a record may hold, and what of it is obeyed. */
class KafkaMessageMapperTest {

    private static final TopicPartition COMMANDS = new TopicPartition("checkout.commands", 0);
    private static final long TIME = 1764000000000L;

    private final MockConsumer<byte[], byte[]> client = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    private int redeliveries;
    private long now;
    private final ParallelConsumer consumer = new ParallelConsumer(
            client,
            100,
            new ConsumerMetrics() {
                @Override
                public void commitFailed() {
                    // Not here.
                }

                @Override
                public void redelivered() {
                    redeliveries++;
                }

                @Override
                public void subscribed(Collection<String> topics) {
                    // Nothing to show it to.
                }
            },
            () -> now);
    private KafkaMessageMapper mapper;
    private long offset;

    @BeforeEach
    void start() {
        KafkaProperties kafka = TestSettings.of(KafkaProperties.class, "checkout.kafka.delays=1s,10s");
        mapper = new KafkaMessageMapper(
                new KafkaClients(kafka, new SimpleMeterRegistry()) {
                    @Override
                    TrackedRecord polledRecord(Headers headers) {
                        return consumer.polledRecord(headers);
                    }
                },
                new DelayedMessages(
                        kafka,
                        TestSettings.of(DeliveryProperties.class, "checkout.delivery.delayed-retries=10s,10m"),
                        TestSettings.of(DestinationProperties.class)));
        consumer.asConsumer().subscribe(List.of(COMMANDS.topic()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // Nothing to do.
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                // Nothing to do.
            }
        });
        client.updateBeginningOffsets(Map.of(COMMANDS, 0L));
        client.rebalance(List.of(COMMANDS));
    }

    @Test
    void aHeaderThatIsNullIsKeptAsNullAndTheLastOfANameHolds() {
        Headers headers = new RecordHeaders()
                .add("idempotencyKey", null)
                .add("a", "1".getBytes(UTF_8))
                .add("a", "2".getBytes(UTF_8))
                .add("b", "1".getBytes(UTF_8))
                .add("b", null)
                .add("c", null)
                .add("c", "3".getBytes(UTF_8))
                .add("", new byte[0])
                .add("d", new byte[] {(byte) 0xC0});
        Exchange exchange = take(record(TIME, headers, "{}"));
        assertThat(headersOf(exchange))
                .containsOnlyKeys("idempotencyKey", "a", "b", "c", "", "d")
                .contains(
                        entry("idempotencyKey", null),
                        entry("a", "2"),
                        entry("b", null),
                        entry("c", "3"),
                        entry("", ""),
                        entry("d", new byte[] {(byte) 0xC0}));
        assertThat(exchange.getMessage().getHeaders()).isEmpty();
    }

    @Test
    void theIdIsTheSameForEachDeliveryOfARecordAndAnothersForAnotherAtItsPlace() {
        String id = id(TIME, "k", "v", "{}");
        assertThat(id(TIME, "k", "v", "{}")).isEqualTo(id).hasSizeLessThan(100).startsWith("checkout.commands-0@0 ");
        assertThat(List.of(
                        id(TIME + 1, "k", "v", "{}"),
                        id(TIME, "k", "w", "{}"),
                        id(TIME, "kv", "", "{}"),
                        id(TIME, "k", null, "{}"),
                        id(TIME, "k", "v", "{} "),
                        id(TIME, "k", "v", null)))
                .doesNotHaveDuplicates()
                .doesNotContain(id);
    }

    private String id(long timestamp, String name, String value, String body) {
        offset = 0;
        client.seek(COMMANDS, 0);
        Headers headers = new RecordHeaders().add(name, value == null ? null : value.getBytes(UTF_8));
        return take(record(timestamp, headers, body)).getProperty(BrokerDoor.MESSAGE_ID, String.class);
    }

    @Test
    void aRecordIsSettledWhereItsExchangeEndsWithAnOutcome() {
        Exchange command = take(record(TIME, new RecordHeaders(), "{}"));
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        command.setProperty(Checkout.PROPERTY, checkout);
        checkout.settlement().settle(com.acme.checkout.command.Outcome.STARTED);
        end(command);
        Exchange passedOn = take(record(TIME, new RecordHeaders(), "{}"));
        passedOn.setProperty(OutcomeGuard.DONE, true);
        end(passedOn);
        assertThat(redeliveries).isZero();
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void aRecordIsGivenOutAgainWhereItsExchangeFailsOrEndsWithoutAnOutcome() {
        Exchange nowhere = take(record(TIME, new RecordHeaders(), "{}"));
        nowhere.setProperty(Checkout.PROPERTY, new Checkout(Checkout.Door.BROKER));
        end(nowhere);
        assertThat(redeliveries).isEqualTo(1);
        end(take(record(TIME, new RecordHeaders(), "{}")));
        assertThat(redeliveries).isEqualTo(2);
        Exchange failed = take(record(TIME, new RecordHeaders(), "{}"));
        failed.setException(new IllegalStateException("a route failed"));
        end(failed);
        assertThat(redeliveries).isEqualTo(3);
        assertThat(committed()).isZero();
    }

    @Test
    void aRecordThatCannotBeHandedOnIsGivenBackAndOneThatWasNotPolledIsNotTaken() {
        Exchange refused = polled(record(TIME, new RecordHeaders(), "{}"));
        refused.setProperty(
                Exchange.EXCEPTION_CAUGHT, new java.util.concurrent.RejectedExecutionException("no thread"));
        mapper.refused(refused);
        assertThat(redeliveries).isEqualTo(1);
        Exchange strange = exchange(record(TIME, new RecordHeaders(), "{}"));
        assertThatThrownBy(() -> mapper.process(strange)).isInstanceOf(IllegalStateException.class);
    }

    private static void end(Exchange exchange) {
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
    }

    /** After a further look at what is settled. */
    private long committed() {
        now += Duration.ofSeconds(1).toNanos() / 2;
        consumer.asConsumer().poll(Duration.ZERO);
        OffsetAndMetadata offsets = client.committed(java.util.Set.of(COMMANDS)).get(COMMANDS);
        return offsets == null ? 0 : offsets.offset();
    }

    @Test
    void aKeyOfAnyLengthLeavesAMessageThatCanBeWritten() {
        byte[] longest = "k".repeat(1024).getBytes(UTF_8);
        assertThat(keyWritten(longest, "c")).isEqualTo(longest);
        byte[] huge = "k".repeat(1_000_000).getBytes(UTF_8);
        assertThat(keyWritten(huge, "c")).isEqualTo("c".getBytes(UTF_8));
        assertThat(keyWritten(huge, null)).isNull();
        Exchange taken = take(record(huge));
        assertThat(headersOf(taken)).containsOnly(entry("kafka.KEY", "k".repeat(1024)));
        assertThat(taken.getProperty(BrokerDoor.MESSAGE_ID))
                .as("the whole key tells it from another")
                .isNotEqualTo(
                        take(record("k".repeat(1_000_001).getBytes(UTF_8))).getProperty(BrokerDoor.MESSAGE_ID));
    }

    private Object keyWritten(byte[] key, String cartId) {
        Exchange exchange = take(record(key));
        exchange.getMessage().setHeader("cartId", cartId);
        mapper.send(exchange, "checkout.dead-letters");
        return exchange.getMessage().getHeader(KafkaConstants.KEY);
    }

    private ConsumerRecord<byte[], byte[]> record(byte[] key) {
        offset = 0;
        client.seek(COMMANDS, 0);
        return new ConsumerRecord<>(
                COMMANDS.topic(),
                COMMANDS.partition(),
                offset++,
                TIME,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                key,
                "{}".getBytes(UTF_8),
                new RecordHeaders(),
                java.util.Optional.empty());
    }

    private ConsumerRecord<byte[], byte[]> record(long timestamp, Headers headers, String value) {
        return new ConsumerRecord<>(
                COMMANDS.topic(),
                COMMANDS.partition(),
                offset++,
                timestamp,
                TimestampType.CREATE_TIME,
                -1,
                -1,
                "key".getBytes(UTF_8),
                value == null ? null : value.getBytes(UTF_8),
                headers,
                java.util.Optional.empty());
    }

    private Exchange take(ConsumerRecord<byte[], byte[]> record) {
        Exchange exchange = polled(record);
        mapper.process(exchange);
        return exchange;
    }

    private Exchange polled(ConsumerRecord<byte[], byte[]> record) {
        client.addRecord(record);
        assertThat(consumer.asConsumer().poll(Duration.ZERO)).isNotEmpty();
        return exchange(record);
    }

    /** As Camel makes it of a record. */
    private static Exchange exchange(ConsumerRecord<byte[], byte[]> record) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.getMessage().setHeader(KafkaConstants.PARTITION, record.partition());
        exchange.getMessage().setHeader(KafkaConstants.TOPIC, record.topic());
        exchange.getMessage().setHeader(KafkaConstants.OFFSET, record.offset());
        exchange.getMessage().setHeader(KafkaConstants.HEADERS, record.headers());
        exchange.getMessage().setHeader(KafkaConstants.TIMESTAMP, record.timestamp());
        exchange.getMessage().setHeader(KafkaConstants.KEY, record.key());
        exchange.getMessage().setBody(record.value());
        return exchange;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> headersOf(Exchange exchange) {
        return exchange.getProperty(BrokerDoor.HEADERS, Map.class);
    }
}
