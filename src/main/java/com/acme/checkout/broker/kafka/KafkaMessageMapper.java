package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.UnreadableHeaderException;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.guard.OutcomeGuard;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.support.SynchronizationAdapter;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Between a record and the routes. Inward: the value's bytes, and the headers as plain data; none becomes a header of the
 * exchange, so that none can steer what is written later. Outward: the body and the headers of the message, as text.
 * Thread-safe: without state of its own.
 */
@Component("kafkaMessageMapper")
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "kafka")
public class KafkaMessageMapper implements Processor {

    static final String DEAD_LETTERS = "checkout.dead-letters";

    /** Exchange property: the record's key, kept for whatever becomes of the record; absent where it is too long for that. */
    private static final String KEY = "messageKey";

    /**
     * Of a record's key, in bytes. A longer one is not written on: with the body cut and the headers bounded, it alone could
     * make a dead letter larger than the broker takes, and its message would come again for ever.
     */
    private static final int LONGEST_KEY = 1024;

    /** In a dead letter's headers: the beginning of a key that was left out. */
    private static final String KEY_DATA = "kafka.KEY";

    private final KafkaClients clients;
    private final DelayedMessages delayed;

    KafkaMessageMapper(KafkaClients clients, DelayedMessages delayed) {
        this.clients = clients;
        this.delayed = delayed;
    }

    /**
     * Takes a record that has just been polled. It is settled when {@code exchange} ends with an outcome, and given out
     * again when it fails or ends without one.
     *
     * @throws IllegalStateException where it was not polled by the calling thread; never for what is in the record
     */
    @Override
    public void process(Exchange exchange) {
        Headers headers = exchange.getMessage().getHeader(KafkaConstants.HEADERS, Headers.class);
        TrackedRecord record = clients.polledRecord(headers);
        if (record == null) {
            throw new IllegalStateException("a record that this thread has not polled");
        }
        receive(exchange, headers);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                if (OutcomeGuard.hasOutcome(done)) {
                    record.settle();
                } else {
                    record.fail(new NoOutcomeException(
                            "its exchange ended without an outcome; the last step: " + OutcomeGuard.lastStep(done)));
                }
            }

            @Override
            public void onFailure(Exchange done) {
                if (done.getContext().isStopping()) {
                    record.giveBack();
                } else {
                    record.fail(done.getException());
                }
            }
        });
        record.take();
    }

    /** Gives back a record that could not be handed on to its route: there was no thread for it, say. */
    public void refused(Exchange exchange) {
        TrackedRecord record =
                clients.polledRecord(exchange.getMessage().getHeader(KafkaConstants.HEADERS, Headers.class));
        if (record != null) {
            record.fail(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
        }
    }

    private static void receive(Exchange exchange, Headers recordHeaders) {
        Message record = exchange.getMessage();
        String topic = record.getHeader(KafkaConstants.TOPIC, String.class);
        Integer partition = record.getHeader(KafkaConstants.PARTITION, Integer.class);
        Long offset = record.getHeader(KafkaConstants.OFFSET, Long.class);
        Object key = record.getHeader(KafkaConstants.KEY);
        Object value = record.getBody();
        Map<String, Object> headers = new LinkedHashMap<>();
        RecordIdentity identity = new RecordIdentity();
        identity.add(key);
        identity.add(value);
        for (Header header : recordHeaders) {
            identity.add(header.key().getBytes(StandardCharsets.UTF_8));
            identity.add(header.value());
            // The last of a name holds. One that is null is kept for a dead letter to show, and counts as absent.
            headers.put(header.key(), header.value() == null ? null : plain(header.value()));
        }
        if (key instanceof byte[] bytes && bytes.length > LONGEST_KEY) {
            headers.putIfAbsent(KEY_DATA, plain(Arrays.copyOf(bytes, LONGEST_KEY)));
        } else {
            exchange.setProperty(KEY, key);
        }
        exchange.setProperty(BrokerDoor.HEADERS, headers);
        // Where it is would do, but for a topic that is deleted and made again.
        exchange.setProperty(
                BrokerDoor.MESSAGE_ID,
                topic + "-" + partition + "@" + offset + " " + record.getHeader(KafkaConstants.TIMESTAMP) + " "
                        + identity.toUuid());
        exchange.setProperty(BrokerDoor.SOURCE, topic + " partition " + partition + " offset " + offset);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(value == null ? new byte[0] : value);
        exchange.setMessage(message);
    }

    /** Text where it is text. */
    private static Object plain(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** Makes the message one that is written to {@code queue}, or to a delay topic on its way there. */
    public void send(Exchange exchange, String queue) {
        Map<String, Object> headers = new LinkedHashMap<>();
        exchange.getMessage()
                .getHeaders()
                .forEach((name, value) -> headers.put(name, value == null ? null : bytes(value)));
        String topic = delayed.topic(exchange, queue, headers);
        headers.put(KafkaConstants.OVERRIDE_TOPIC, topic);
        Object key = exchange.getProperty(KEY);
        headers.put(KafkaConstants.KEY, key != null ? key : headers.get("cartId"));
        headers.values().removeIf(java.util.Objects::isNull);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setHeaders(headers);
        message.setBody(exchange.getMessage().getBody());
        exchange.setMessage(message);
    }

    /**
     * Takes up a record of a delay topic: the message as it was, and where and when it is due.
     *
     * @throws UnreadableHeaderException where it does not say so
     */
    public void handOn(Exchange exchange) {
        delayed.handOn(exchange);
    }

    /** As it is written: text in UTF-8, unless it is bytes already. */
    static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
