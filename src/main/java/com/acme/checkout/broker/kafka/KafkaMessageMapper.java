package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.InternalHeaders;
import com.acme.checkout.broker.UnreadableHeaderException;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.guard.OutcomeGuard;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
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
 */
@Component("kafkaMessageMapper")
@ConditionalOnProperty(name = "checkout.broker", havingValue = "kafka")
public class KafkaMessageMapper implements Processor {

    static final String DEAD_LETTERS = "checkout.dead-letters";

    /** Exchange property: the record's key, kept for whatever becomes of the record; absent where it is too long for that. */
    private static final String KEY = "messageKey";

    private static final String DELAY = "checkout.delay.";
    private static final String DELAY_UNIT = "ms";
    private static final int LONGEST_TEXT = 100;

    /**
     * Of a record's key, in bytes. A longer one is not written on: with the body cut and the headers bounded, it alone could
     * make a dead letter larger than the broker takes, and its message would come again for ever.
     */
    private static final int LONGEST_KEY = 1024;

    /** In a dead letter's headers: the beginning of a key that was left out. */
    private static final String KEY_DATA = "kafka.KEY";

    /** The longest that an Orchestrator may ask us to wait. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final KafkaClients clients;
    private final List<Duration> delays;
    private final Set<String> queues = new HashSet<>();
    private final long longestMillis;

    KafkaMessageMapper(KafkaClients clients, KafkaProperties kafka, DeliveryProperties delivery, DestinationProperties destinations) {
        this.clients = clients;
        this.delays = kafka.delays().stream().sorted().toList();
        queues.add(DEAD_LETTERS);
        destinations.names().forEach(destination -> queues.add("checkout.pending." + destination));
        // Twice the longest that there is a reason for, since clocks differ.
        longestMillis = 2 * Stream.concat(delivery.delayedRetries().stream(), Stream.of(LONGEST_RETRY_AFTER)).mapToLong(Duration::toMillis).max().orElseThrow();
    }

    /** The topic whose records wait for {@code delay}. */
    static String delayTopic(Duration delay) {
        return DELAY + delay.toMillis() + DELAY_UNIT;
    }

    /** How many milliseconds records of {@code topic} wait there; negative where it is none of {@link #delayTopic}. */
    static long delayOf(String topic) {
        if (topic.startsWith(DELAY) && topic.endsWith(DELAY_UNIT)) {
            try {
                return Long.parseLong(topic.substring(DELAY.length(), topic.length() - DELAY_UNIT.length()));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                // Somebody else's.
            }
        }
        return -1;
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
        ParallelConsumer.Claim claim = clients.claim(headers);
        if (claim == null) {
            throw new IllegalStateException("a record that this thread has not polled");
        }
        receive(exchange, headers);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onComplete(Exchange done) {
                if (OutcomeGuard.hasOutcome(done)) {
                    claim.settled();
                } else {
                    claim.failed(new NoOutcomeException("its exchange ended without an outcome; the last step: " + OutcomeGuard.lastStep(done)));
                }
            }

            @Override
            public void onFailure(Exchange done) {
                if (done.getContext().isStopping()) {
                    claim.returned();
                } else {
                    claim.failed(done.getException());
                }
            }
        });
        claim.take();
    }

    /** Gives back a record that could not be handed on to its route: there was no thread for it, say. */
    public void refused(Exchange exchange) {
        ParallelConsumer.Claim claim = clients.claim(exchange.getMessage().getHeader(KafkaConstants.HEADERS, Headers.class));
        if (claim != null) {
            claim.failed(exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class));
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
        MessageDigest digest = sha256();
        part(digest, key);
        part(digest, value);
        for (Header header : recordHeaders) {
            part(digest, header.key().getBytes(StandardCharsets.UTF_8));
            part(digest, header.value());
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
        exchange.setProperty(BrokerDoor.MESSAGE_ID, topic + "-" + partition + "@" + offset + " " + record.getHeader(KafkaConstants.TIMESTAMP) + " "
                + nameUuid(digest.digest()));
        exchange.setProperty(BrokerDoor.SOURCE, topic + " partition " + partition + " offset " + offset);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(value == null ? new byte[0] : value);
        exchange.setMessage(message);
    }

    /** With its length, or two records could look alike. */
    private static void part(MessageDigest digest, Object part) {
        byte[] bytes = part instanceof byte[] some ? some : null;
        int length = bytes == null ? -1 : bytes.length;
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (length >> shift));
        }
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** A name-based UUID of another hash than those of versions 3 and 5: version 8 (RFC 9562 section 5.8). */
    private static UUID nameUuid(byte[] hash) {
        ByteBuffer bytes = ByteBuffer.wrap(hash);
        return new UUID(bytes.getLong() & ~0xF000L | 0x8000L, bytes.getLong() & ~(3L << 62) | 2L << 62);
    }

    /** Text where it is text. */
    private static Object plain(byte[] value) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(value)).toString();
        } catch (CharacterCodingException e) {
            return value;
        }
    }

    /** Makes the message one that is written to {@code queue}, or to a delay topic on its way there. */
    public void send(Exchange exchange, String queue) {
        Map<String, Object> headers = new LinkedHashMap<>();
        exchange.getMessage().getHeaders().forEach((name, value) -> headers.put(name, value == null ? null : bytes(value)));
        String target = exchange.getProperty(InternalHeaders.DELAYED_QUEUE, queue, String.class);
        Long due = exchange.getProperty(InternalHeaders.DUE, Long.class);
        long now = System.currentTimeMillis();
        String topic = target;
        if (due != null && due > now) {
            Duration delay = delay(due - now);
            topic = delayTopic(delay);
            headers.put(InternalHeaders.DELAYED_QUEUE, bytes(target));
            headers.put(InternalHeaders.DELAYED_DUE, bytes(due));
            headers.put(InternalHeaders.DELAYED_UNTIL, bytes(Math.min(due, now + delay.toMillis())));
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

    /**
     * Takes up a record of a delay topic: the message as it was, and where and when it is due.
     *
     * @throws UnreadableHeaderException where it does not say so
     */
    public void handOn(Exchange exchange) {
        @SuppressWarnings("unchecked")
        Map<String, Object> headers = new LinkedHashMap<>((Map<String, Object>) exchange.getProperty(BrokerDoor.HEADERS, Map.class));
        millis(headers, InternalHeaders.DELAYED_UNTIL);
        long due = millis(headers, InternalHeaders.DELAYED_DUE);
        Object queue = headers.remove(InternalHeaders.DELAYED_QUEUE);
        if (!(queue instanceof String) || !queues.contains(queue)) {
            throw new UnreadableHeaderException(unreadable(InternalHeaders.DELAYED_QUEUE, queue) + "; it names no queue of this service");
        }
        // It has waited here already; nothing of ours waits for so long.
        exchange.setProperty(InternalHeaders.DUE, due - System.currentTimeMillis() > longestMillis ? 0L : due);
        exchange.setProperty(InternalHeaders.DELAYED_QUEUE, queue);
        headers.keySet().removeIf(name -> name.regionMatches(true, 0, "kafka.", 0, 6) || name.regionMatches(true, 0, "Camel", 0, 5));
        exchange.getMessage().setHeaders(headers);
    }

    private static long millis(Map<String, Object> headers, String name) {
        Object value = headers.remove(name);
        try {
            if (value instanceof String text) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new UnreadableHeaderException(unreadable(name, value) + "; it is no number of milliseconds");
    }

    private static String unreadable(String name, Object value) {
        String text = value == null ? "absent" : value instanceof byte[] bytes ? bytes.length + " bytes" : value.toString().replaceAll("\\s+", " ");
        return "header " + name + " of a delayed message can't be read: "
                + (text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…");
    }

    private static byte[] bytes(Object value) {
        return value instanceof byte[] bytes ? bytes : value.toString().getBytes(StandardCharsets.UTF_8);
    }
}
