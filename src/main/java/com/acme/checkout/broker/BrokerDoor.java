package com.acme.checkout.broker;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CommandTracing;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.HeadersJson;
import com.acme.checkout.command.IdempotencyKey;
import com.acme.checkout.guard.OutcomeGuard;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.support.DefaultMessage;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * The broker door, and the pending queues behind it: what a message says of its command, and the message that holds a
 * command until it can be started ({@link PendingHeaders}). No broker is named here; a {@code broker-source} leaves three
 * exchange properties. Thread-safe: it tells {@link ParkedCommands}, and has no other state.
 */
@Component("brokerDoor")
public class BrokerDoor implements OutcomeGuard.MessageReader {

    /** Exchange property: the message's headers, a map. */
    public static final String HEADERS = "messageHeaders";

    /** Exchange property: the same for every delivery of one message. */
    public static final String MESSAGE_ID = "messageId";

    /** Exchange property: the queue, with partition and offset where there are any. */
    public static final String SOURCE = OutcomeGuard.MESSAGE_SOURCE;

    /** Exchange property: the claim of the dead-letter desk that a replay carries. */
    public static final String CLAIM = "replayClaim";

    /** Exchange property: how long the body was, in bytes, where it was cut before it came here. */
    public static final String BODY_BYTES = "messageBodyBytes";

    private static final Set<String> EVENT_ATTRIBUTES =
            Set.of("specversion", "type", "source", "id", "datacontenttype");
    private static final Pattern UUID_TEXT = Pattern.compile("\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}");

    private final ObjectMapper strictJson;
    private ParkedCommands parked = new ParkedCommands();
    private CommandTracing tracing = CommandTracing.NONE;

    BrokerDoor(@Qualifier("strictJson") ObjectMapper strictJson) {
        this.strictJson = strictJson;
    }

    /** From now on {@code commands} is told what is parked and taken up again. */
    @Autowired
    void parked(ParkedCommands commands) {
        this.parked = commands;
    }

    /** From now on {@code tracing} is told what is taken here. */
    @Autowired(required = false)
    void tracing(CommandTracing tracing) {
        this.tracing = tracing;
    }

    /** A command as Shopping sent it. What is wrong with it is told when it is read. */
    public void receive(Exchange exchange) {
        tracing.taken(exchange, read(exchange), CommandTracing.Origin.MESSAGE);
    }

    private static Checkout read(Exchange exchange) {
        Map<String, Object> headers = headers(exchange);
        Checkout checkout = checkout(exchange);
        String source = exchange.getProperty(SOURCE, String.class);
        checkout.received().source(source);
        checkout.received().messageId(source + " " + exchange.getProperty(MESSAGE_ID, String.class));
        Map<String, String> event = new LinkedHashMap<>();
        headers.forEach((name, value) -> {
            String attribute = eventAttribute(name);
            if (attribute != null && value != null) {
                event.put(attribute, HeaderData.text(value));
            }
            if (value != null
                    && name.toLowerCase(Locale.ROOT).replaceAll("[-_]", "").equals("contenttype")) {
                checkout.received().structuredEvent(HeaderData.text(value).startsWith("application/cloudevents+json"));
            }
        });
        checkout.received().originalHeaders(() -> HeadersJson.of(headers));
        checkout.received().eventAttributes(event);
        IdempotencyKey.take(checkout, "idempotencyKey", HeaderData.text(headers.get("idempotencyKey")));
        checkout.trace(HeaderData.text(headers.get("traceparent")), HeaderData.text(headers.get("tracestate")));
        return checkout;
    }

    /** A command that the dead-letter desk gives back to its door: read as it was the first time, under the desk's claim. */
    public void again(Exchange exchange, @ExchangeProperty(CLAIM) String claim) {
        Checkout checkout = read(exchange);
        checkout.received().messageId("replay " + claim);
        checkout.received().replay(claim);
        // A check of what the door would say of it has no claim, and is no part of a trace.
        if (claim != null && !claim.isEmpty()) {
            tracing.taken(exchange, checkout, CommandTracing.Origin.REPLAY);
        }
    }

    /** A message that expired on the broker before this service took it: ready to be written as a dead letter. */
    public void expired(Exchange exchange) {
        take(exchange);
        exchange.setProperty(DeadLetterReason.NAME, DeadLetterReason.INTERNAL.name());
        exchange.setProperty(
                Exchange.EXCEPTION_CAUGHT, new ExpiredException(exchange.getProperty(SOURCE, String.class)));
    }

    /** A sender's own limit of time has passed while the message waited on the broker. */
    public static final class ExpiredException extends Exception {

        ExpiredException(String source) {
            super("the message expired on the broker in " + source
                    + ", before this service took it; its sender had set how long it may live");
        }
    }

    /** For a message that goes to the dead letters unread: as {@link #receive}, with its cart where that can be read. */
    @Override
    public void take(Exchange exchange) {
        receive(exchange);
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        cart(checkout);
    }

    private void cart(Checkout checkout) {
        try {
            JsonNode command = strictJson.readTree(checkout.received().original());
            JsonNode data = command.path("data");
            JsonNode cart = data.isObject() ? data.path("cartId") : command.path("cartId");
            if (cart.isTextual() && UUID_TEXT.matcher(cart.textValue()).matches()) {
                checkout.cartId(cart);
            }
        } catch (IOException | RuntimeException e) {
            // Then nobody knows which cart it is about.
        }
    }

    /** A command that can't be resumed becomes a dead letter, which is to say whose it is: as far as its headers or its body do. */
    private void identify(Checkout checkout, Map<String, Object> headers) {
        String id = HeaderData.text(headers.get("checkoutId"));
        if (id != null && UUID_TEXT.matcher(id).matches()) {
            checkout.checkoutId(id);
        }
        String cart = HeaderData.text(headers.get("cartId"));
        if (cart != null && UUID_TEXT.matcher(cart).matches()) {
            checkout.cartId(TextNode.valueOf(cart));
        } else {
            cart(checkout);
        }
    }

    /**
     * A command that this service put into a pending queue itself: it goes on where it was left.
     *
     * @throws UnreadableHeaderException something that only this service writes there can't be read
     */
    public void resume(Exchange exchange) {
        Map<String, Object> headers = headers(exchange);
        Checkout checkout = checkout(exchange);
        try {
            PendingHeaders.read(
                    headers,
                    checkout,
                    exchange.getProperty(SOURCE, String.class),
                    exchange.getProperty(MESSAGE_ID, String.class));
        } catch (UnreadableHeaderException e) {
            identify(checkout, headers);
            tracing.taken(exchange, checkout, CommandTracing.Origin.MESSAGE);
            throw e;
        }
        tracing.taken(exchange, checkout, CommandTracing.Origin.MESSAGE);
        parked.takenUp(exchange, checkout);
    }

    /** Makes the exchange's message the one that {@link #resume} takes up. Its body is the original message. */
    public void pending(
            Exchange exchange,
            @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
            @ExchangeProperty("command") ObjectNode command)
            throws JsonProcessingException {
        if (checkout.settlement().isSettled()) {
            throw new IllegalStateException(
                    "this command is " + checkout.settlement().outcome() + " already");
        }
        if (checkout.received().pathCartId() != null) {
            // The body alone lacks the cart that the path named.
            checkout.received().original(strictJson.writeValueAsBytes(command));
        }
        parked.park(exchange, checkout);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setHeaders(PendingHeaders.of(checkout));
        message.setBody(checkout.received().original());
        exchange.setMessage(message);
        checkout.settlement().beginWrite();
    }

    private static Checkout checkout(Exchange exchange) {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        exchange.setProperty(Checkout.PROPERTY, checkout);
        byte[] body = exchange.getMessage().getBody(byte[].class);
        checkout.received()
                .original(body == null ? new byte[0] : body, exchange.getProperty(BODY_BYTES, 0, Integer.class));
        return checkout;
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> headers(Exchange exchange) {
        Map<String, Object> headers = exchange.getProperty(HEADERS, Map.class);
        return headers == null ? Map.of() : headers;
    }

    /** The attribute's bare name in the brokers' CloudEvents bindings; null for any header that is of no use here. */
    private static String eventAttribute(String header) {
        for (String prefix : new String[] {"ce_", "ce-", "cloudEvents_", "cloudEvents:"}) {
            if (header.startsWith(prefix)) {
                String name = header.substring(prefix.length());
                return EVENT_ATTRIBUTES.contains(name) ? name : null;
            }
        }
        return null;
    }
}
