package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.InternalHeaders;
import com.acme.checkout.broker.UnreadableHeaderException;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Messages on their way through delay topics: a message that is not due goes to one, with headers that say when it is due and
 * which queue it goes to in the end; one that comes from there is handed on. Thread-safe: immutable.
 */
@Component
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "kafka")
class DelayedMessages {

    private static final int LONGEST_TEXT = 100;

    /** The longest that an Orchestrator may ask us to wait. */
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofHours(1);

    private final DelayTopics topics;
    private final Set<String> queues = new HashSet<>();
    private final long longestMillis;

    DelayedMessages(KafkaProperties kafka, DeliveryProperties delivery, DestinationProperties destinations) {
        topics = new DelayTopics(kafka.delays());
        queues.add(KafkaMessageMapper.DEAD_LETTERS);
        destinations.names().forEach(destination -> queues.add("checkout.pending." + destination));
        // Twice the longest that there is a reason for, since clocks differ.
        longestMillis = 2
                * Stream.of(delivery.delayedRetries(), destinations.delayedRetries(), List.of(LONGEST_RETRY_AFTER))
                        .flatMap(List::stream)
                        .mapToLong(Duration::toMillis)
                        .max()
                        .orElseThrow();
    }

    /**
     * The topic that a message for {@code queue} is written to now: where it is not due yet, a delay topic; then {@code headers}
     * are given what {@link #handOn} reads.
     */
    String topic(Exchange exchange, String queue, Map<String, Object> headers) {
        String target = exchange.getProperty(InternalHeaders.DELAYED_QUEUE, queue, String.class);
        Long due = exchange.getProperty(InternalHeaders.DUE, Long.class);
        long now = System.currentTimeMillis();
        if (due == null || due <= now) {
            return target;
        }
        Duration delay = topics.longestWithin(due - now);
        headers.put(InternalHeaders.DELAYED_QUEUE, KafkaMessageMapper.bytes(target));
        headers.put(InternalHeaders.DELAYED_DUE, KafkaMessageMapper.bytes(due));
        headers.put(InternalHeaders.DELAYED_UNTIL, KafkaMessageMapper.bytes(Math.min(due, now + delay.toMillis())));
        return DelayTopics.name(delay);
    }

    /**
     * Takes up a record of a delay topic: the message as it was, and where and when it is due.
     *
     * @throws UnreadableHeaderException where it does not say so
     */
    void handOn(Exchange exchange) {
        @SuppressWarnings("unchecked")
        Map<String, Object> headers =
                new LinkedHashMap<>((Map<String, Object>) exchange.getProperty(BrokerDoor.HEADERS, Map.class));
        millis(headers, InternalHeaders.DELAYED_UNTIL);
        long due = millis(headers, InternalHeaders.DELAYED_DUE);
        Object queue = headers.remove(InternalHeaders.DELAYED_QUEUE);
        if (!(queue instanceof String) || !queues.contains(queue)) {
            throw new UnreadableHeaderException(
                    unreadable(InternalHeaders.DELAYED_QUEUE, queue) + "; it names no queue of this service");
        }
        // It has waited here already; nothing of ours waits for so long.
        exchange.setProperty(InternalHeaders.DUE, due - System.currentTimeMillis() > longestMillis ? 0L : due);
        exchange.setProperty(InternalHeaders.DELAYED_QUEUE, queue);
        headers.keySet()
                .removeIf(name ->
                        name.regionMatches(true, 0, "kafka.", 0, 6) || name.regionMatches(true, 0, "Camel", 0, 5));
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
        String text = value == null
                ? "absent"
                : value instanceof byte[] bytes
                        ? bytes.length + " bytes"
                        : value.toString().replaceAll("\\s+", " ");
        return "header " + name + " of a delayed message can't be read: "
                + (text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "…");
    }
}
