package com.acme.checkout.broker;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Between a record and the routes. Inward: the value's bytes, and the headers as plain data; none becomes a header of the
 * exchange, so that none can steer what is written later. Outward: the body and the headers of the message, as text.
 */
@Component("kafkaEdge")
@ConditionalOnProperty(name = "checkout.broker", havingValue = "kafka")
public class KafkaEdge implements Processor {

    /** Exchange property that the routes set: until when a message is held back, in milliseconds since 1970. */
    private static final String DUE = "due";

    /** Exchange property: the record's key, kept for whatever becomes of the record. */
    private static final String KEY = "messageKey";

    private static final String DELAYED_DUE = "delayedDue";
    private static final String DELAYED_QUEUE = "delayedQueue";

    private final KafkaClients clients;
    private final List<Duration> delays;

    KafkaEdge(KafkaClients clients, @Value("${checkout.kafka.delays}") List<Duration> delays) {
        this.clients = clients;
        this.delays = delays.stream().sorted().toList();
    }

    /** The topic whose records wait for {@code delay}. */
    static String delayTopic(Duration delay) {
        return "checkout.delay." + delay.toMillis() + "ms";
    }

    /**
     * Takes a record that has just been polled. It is settled when {@code exchange} ends well, and given out again when
     * it fails.
     */
    @Override
    public void process(Exchange exchange) {
        TopicPartition partition = new TopicPartition(exchange.getMessage().getHeader(KafkaConstants.TOPIC, String.class),
                exchange.getMessage().getHeader(KafkaConstants.PARTITION, Integer.class));
        long offset = exchange.getMessage().getHeader(KafkaConstants.OFFSET, Long.class);
        ParallelConsumer.Claim claim = clients.claim(partition, offset);
        receive(exchange, partition, offset);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                claim.settled();
            }

            @Override
            public void onFailure(Exchange done) {
                claim.failed();
            }
        });
    }

    private static void receive(Exchange exchange, TopicPartition partition, long offset) {
        Map<String, Object> headers = new LinkedHashMap<>();
        for (Header header : exchange.getMessage().getHeader(KafkaConstants.HEADERS, Headers.class)) {
            headers.put(header.key(), plain(header.value()));
        }
        exchange.setProperty(KEY, exchange.getMessage().getHeader(KafkaConstants.KEY));
        exchange.setProperty(BrokerDoor.HEADERS, headers);
        exchange.setProperty(BrokerDoor.MESSAGE_ID, partition + "@" + offset);
        exchange.setProperty(BrokerDoor.SOURCE, partition.topic() + " partition " + partition.partition() + " offset " + offset);
        Object value = exchange.getMessage().getBody();
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(value == null ? new byte[0] : value);
        exchange.setMessage(message);
    }

    /** Text where it is text. */
    private static Object plain(byte[] value) {
        if (value == null) {
            return "";
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** Makes the message one that is written to {@code queue}, or to a delay topic on its way there. */
    public void send(Exchange exchange, String queue) {
        Map<String, Object> headers = new LinkedHashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> headers.put(name, bytes(value)));
        String target = exchange.getProperty(DELAYED_QUEUE, queue, String.class);
        Long due = exchange.getProperty(DUE, Long.class);
        long now = System.currentTimeMillis();
        String topic = target;
        if (due != null && due > now) {
            Duration delay = delay(due - now);
            topic = delayTopic(delay);
            headers.put(DELAYED_QUEUE, bytes(target));
            headers.put(DELAYED_DUE, bytes(due));
            headers.put(ParallelConsumer.DELAYED_UNTIL, bytes(Math.min(due, now + delay.toMillis())));
        }
        headers.put(KafkaConstants.OVERRIDE_TOPIC, topic);
        Object key = exchange.getProperty(KEY);
        headers.put(KafkaConstants.KEY, key != null ? key : headers.get("cartId"));
        headers.values().removeIf(java.util.Objects::isNull);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setHeaders(headers);
        message.setBody(exchange.getMessage().getBody());
        exchange.setMessage(message);
    }

    /** The longest that is not too long; the shortest where all are. */
    private Duration delay(long millis) {
        Duration found = delays.get(0);
        for (Duration each : delays) {
            if (each.toMillis() <= millis) {
                found = each;
            }
        }
        return found;
    }

    /** Takes up a record of a delay topic: the message as it was, and where and when it is due. */
    public void handOn(Exchange exchange) {
        @SuppressWarnings("unchecked")
        Map<String, Object> headers = new LinkedHashMap<>((Map<String, Object>) exchange.getProperty(BrokerDoor.HEADERS, Map.class));
        exchange.setProperty(DELAYED_QUEUE, headers.remove(DELAYED_QUEUE));
        exchange.setProperty(DUE, Long.valueOf(headers.remove(DELAYED_DUE).toString()));
        headers.remove(ParallelConsumer.DELAYED_UNTIL);
        exchange.getMessage().setHeaders(headers);
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
