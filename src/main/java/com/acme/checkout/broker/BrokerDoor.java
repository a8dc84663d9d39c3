package com.acme.checkout.broker;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.IdempotencyKey;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.DefaultMessage;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The broker door, and the pending queues behind it: what a message says of its command, and the message that holds a
 * command until it can be started. No broker is named here; a {@code broker-source} leaves three exchange properties.
 */
@Component("brokerDoor")
public class BrokerDoor {

    /** Exchange property: the message's headers, a map. */
    public static final String HEADERS = "messageHeaders";

    /** Exchange property: the same for every delivery of one message. */
    public static final String MESSAGE_ID = "messageId";

    /** Exchange property: the queue, with partition and offset where there are any. */
    public static final String SOURCE = "messageSource";

    /** Exchange property: the claim of the dead-letter desk that a replay carries. */
    public static final String CLAIM = "replayClaim";

    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() { };

    private final ObjectMapper json = new ObjectMapper();
    private final ObjectMapper strictJson;

    BrokerDoor(@Qualifier("strictJson") ObjectMapper strictJson) {
        this.strictJson = strictJson;
    }

    /** A command as Shopping sent it. */
    public void receive(Exchange exchange, @ExchangeProperty(HEADERS) Map<String, Object> headers) {
        Checkout checkout = checkout(exchange);
        checkout.source(exchange.getProperty(SOURCE, String.class));
        checkout.messageId(exchange.getProperty(SOURCE, String.class) + " " + exchange.getProperty(MESSAGE_ID, String.class));
        Map<String, String> event = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            String attribute = eventAttribute(name);
            if (attribute != null) {
                event.put(attribute, text(value));
            }
            if (name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "").equals("contenttype")) {
                checkout.structuredEvent(text(value).startsWith("application/cloudevents+json"));
            }
        });
        checkout.originalHeaders(() -> data(headers));
        checkout.eventAttributes(event);
        IdempotencyKey.take(checkout, "idempotencyKey", text(headers.get("idempotencyKey")));
        checkout.traceparent(text(headers.get("traceparent")));
    }

    /** A command that the dead-letter desk gives back to its door: read as it was the first time, under the desk's claim. */
    public void again(Exchange exchange, @ExchangeProperty(HEADERS) Map<String, Object> headers, @ExchangeProperty(CLAIM) String claim) {
        receive(exchange, headers);
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        checkout.messageId("replay " + claim);
        checkout.replay(claim);
    }

    /** A command that this service put into a pending queue itself: it goes on where it was left. */
    public void resume(Exchange exchange, @ExchangeProperty(HEADERS) Map<String, Object> headers) throws JsonProcessingException {
        Checkout checkout = checkout(exchange);
        checkout.source(text(headers.get("pendingSource")));
        checkout.messageId(text(headers.get("pendingMessageId")));
        checkout.replay(text(headers.get("pendingReplay")));
        checkout.originalHeaders(() -> headers.containsKey("pendingHeaders") ? text(headers.get("pendingHeaders")) : "{}");
        checkout.structuredEvent(Boolean.parseBoolean(text(headers.get("pendingStructured"))));
        if (headers.containsKey("pendingEvent")) {
            checkout.eventAttributes(json.readValue(text(headers.get("pendingEvent")), STRINGS));
        }
        checkout.idempotencyKey(text(headers.get("idempotencyKey")));
        checkout.traceparent(text(headers.get("traceparent")));
        String status = text(headers.get("pendingStatus"));
        checkout.resume(number(headers, "pendingAttempts"), number(headers, "pendingRound"),
                instant(headers, "pendingFirstAt"), instant(headers, "pendingLastAt"),
                status == null ? null : Integer.valueOf(status));
    }

    /** Makes the exchange's message the one that {@link #resume} takes up. Its body is the original message. */
    public void pending(Exchange exchange, @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
                        @ExchangeProperty("command") ObjectNode command) throws JsonProcessingException {
        if (checkout.pathCartId() != null) {
            // The body alone lacks the cart that the path named.
            checkout.original(strictJson.writeValueAsBytes(command));
        }
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put("checkoutId", checkout.getCheckoutId());
        headers.put("cartId", checkout.getCartId());
        headers.put("idempotencyKey", checkout.idempotencyKey());
        headers.put("traceparent", checkout.getTraceparent());
        headers.put("pendingSource", checkout.source());
        headers.put("pendingMessageId", checkout.messageId() != null ? checkout.messageId() : UUID.randomUUID().toString());
        headers.put("pendingReplay", checkout.replay());
        headers.put("pendingHeaders", checkout.originalHeaders());
        headers.put("pendingStructured", checkout.structuredEvent() ? "true" : null);
        headers.put("pendingEvent", checkout.eventAttributes().isEmpty() ? null : json.writeValueAsString(checkout.eventAttributes()));
        headers.put("pendingAttempts", Integer.toString(checkout.attempts()));
        headers.put("pendingRound", Integer.toString(checkout.round()));
        headers.put("pendingFirstAt", text(checkout.firstAt()));
        headers.put("pendingLastAt", text(checkout.lastAt()));
        headers.put("pendingStatus", text(checkout.lastStatus()));
        headers.values().removeIf(java.util.Objects::isNull);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setHeaders(headers);
        message.setBody(checkout.original());
        exchange.setMessage(message);
    }

    private static Checkout checkout(Exchange exchange) {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        exchange.setProperty(Checkout.PROPERTY, checkout);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        checkout.original(body == null ? new byte[0] : body);
        return checkout;
    }

    /** The headers as data, never live headers again: binary values in base64. */
    private String data(Map<String, Object> headers) {
        ObjectNode data = json.createObjectNode();
        headers.forEach((name, value) -> data.set(name, value instanceof byte[] || value instanceof Number || value instanceof Boolean
                ? json.valueToTree(value) : data.textNode(String.valueOf(value))));
        return data.toString();
    }

    /** The attribute's bare name in the brokers' CloudEvents bindings; null for any other header. */
    private static String eventAttribute(String header) {
        for (String prefix : new String[] {"ce_", "ce-", "cloudEvents_", "cloudEvents:"}) {
            if (header.startsWith(prefix)) {
                return header.substring(prefix.length());
            }
        }
        return null;
    }

    private static int number(Map<String, Object> headers, String name) {
        String text = text(headers.get(name));
        return text == null ? 0 : Integer.parseInt(text);
    }

    private static Instant instant(Map<String, Object> headers, String name) {
        String text = text(headers.get(name));
        return text == null ? null : Instant.parse(text);
    }

    private static String text(Object value) {
        return value == null ? null
                : value instanceof byte[] bytes ? new String(bytes, java.nio.charset.StandardCharsets.UTF_8) : value.toString();
    }
}
