package com.acme.checkout.broker.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.UnreadableHeaderException;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a record of a delay topic says, and what of it is obeyed. */
class DelayedMessagesTest {

    private KafkaMessageMapper mapper;

    @BeforeEach
    void start() {
        KafkaProperties kafka = TestSettings.of(KafkaProperties.class, "checkout.kafka.delays=1s,10s");
        mapper = new KafkaMessageMapper(
                new KafkaClients(kafka, new SimpleMeterRegistry()),
                new DelayedMessages(
                        kafka,
                        TestSettings.of(DeliveryProperties.class, "checkout.delivery.delayed-retries=10s,10m"),
                        TestSettings.of(DestinationProperties.class)));
    }

    @Test
    void whatADelayTopicSaysIsObeyedAndNothingElseOfIt() {
        long due = System.currentTimeMillis() + 60_000;
        Exchange exchange = delayed(Map.of(
                "delayedUntil",
                "1",
                "delayedDue",
                Long.toString(due),
                "delayedQueue",
                "checkout.pending.standard",
                "cartId",
                "c",
                "kafka.PARTITION_KEY",
                "3",
                "CamelHttpUri",
                "x"));
        mapper.handOn(exchange);
        mapper.send(exchange, "checkout.delay");
        assertThat(exchange.getMessage().getHeaders())
                .containsOnlyKeys(
                        "cartId",
                        "delayedUntil",
                        "delayedDue",
                        "delayedQueue",
                        KafkaConstants.OVERRIDE_TOPIC,
                        KafkaConstants.KEY);
        assertThat(exchange.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC))
                .isEqualTo("checkout.delay.10000ms");

        Exchange absurd = delayed(Map.of(
                "delayedUntil",
                "1",
                "delayedDue",
                Long.toString(Long.MAX_VALUE),
                "delayedQueue",
                "checkout.dead-letters"));
        mapper.handOn(absurd);
        mapper.send(absurd, "checkout.delay");
        assertThat(absurd.getMessage().getHeader(KafkaConstants.OVERRIDE_TOPIC)).isEqualTo("checkout.dead-letters");
    }

    @Test
    void whatADelayTopicSaysUnreadablyIsNamed() {
        Map<String, Object> good =
                Map.of("delayedUntil", "1", "delayedDue", "2", "delayedQueue", "checkout.dead-letters");
        for (String name : good.keySet()) {
            for (Object value : new Object[] {
                null,
                "",
                "tomorrow",
                "99999999999999999999",
                new byte[] {(byte) 0xC0},
                "checkout.commands",
                "checkout.pending.gone",
                "x".repeat(600_000)
            }) {
                Map<String, Object> headers = new LinkedHashMap<>(good);
                headers.put(name, value);
                headers.values().removeIf(java.util.Objects::isNull);
                Exchange exchange = delayed(headers);
                assertThatThrownBy(() -> mapper.handOn(exchange))
                        .as(name + " " + value)
                        .isInstanceOf(UnreadableHeaderException.class)
                        .message()
                        .startsWith("header " + name + " of a delayed message can't be read: ")
                        .hasSizeLessThan(250);
            }
        }
    }

    private Exchange delayed(Map<String, Object> headers) {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(BrokerDoor.HEADERS, headers);
        exchange.setProperty("messageKey", "key".getBytes(UTF_8));
        exchange.getMessage().setBody("{}".getBytes(UTF_8));
        return exchange;
    }
}
