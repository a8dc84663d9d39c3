package com.acme.checkout.broker;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.Attempts;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.HeadersJson;
import com.acme.checkout.command.ReceivedMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * The headers by which a command on a pending queue says where it was left; they are written and read here alone. Thread-safe:
 * without state.
 */
final class PendingHeaders {

    private static final String CHECKOUT_ID = "checkoutId";
    private static final String CART_ID = "cartId";
    private static final String IDEMPOTENCY_KEY = "idempotencyKey";
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";
    private static final String SOURCE = InternalHeaders.PENDING + "Source";
    private static final String MESSAGE_ID = InternalHeaders.PENDING + "MessageId";
    private static final String REPLAY = InternalHeaders.PENDING + "Replay";
    private static final String HEADERS = InternalHeaders.PENDING + "Headers";
    private static final String HEADERS_CUT = InternalHeaders.PENDING + "HeadersCut";
    private static final String STRUCTURED = InternalHeaders.PENDING + "Structured";
    private static final String EVENT = InternalHeaders.PENDING + "Event";
    private static final String ATTEMPTS = InternalHeaders.PENDING + "Attempts";
    private static final String ROUND = InternalHeaders.PENDING + "Round";
    private static final String FIRST_AT = InternalHeaders.PENDING + "FirstAt";
    private static final String LAST_AT = InternalHeaders.PENDING + "LastAt";
    private static final String STATUS = InternalHeaders.PENDING + "Status";
    /** When it was first parked. For operators alone: what can't be read is as if it were not there. */
    static final String PARKED_AT = InternalHeaders.PENDING + "ParkedAt";

    /** How its attempts went. Likewise for operators alone. */
    private static final String ATTEMPT_LOG = InternalHeaders.PENDING + "AttemptLog";

    /** Of a queue's name, and where in it; what is longer was not written by this service. */
    private static final int LONGEST_SOURCE = 1024;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> STRINGS = new TypeReference<>() {};

    private PendingHeaders() {}

    /** What {@link #read} reads. */
    static Map<String, Object> of(Checkout checkout) throws JsonProcessingException {
        ReceivedMessage received = checkout.received();
        Attempts attempts = checkout.attempts();
        Map<String, Object> headers = new LinkedHashMap<>();
        headers.put(CHECKOUT_ID, checkout.getCheckoutId());
        headers.put(CART_ID, checkout.getCartId());
        headers.put(IDEMPOTENCY_KEY, checkout.idempotencyKey());
        headers.put(TRACEPARENT, checkout.getTraceparent());
        headers.put(TRACESTATE, checkout.getTracestate());
        headers.put(SOURCE, received.source());
        headers.put(
                MESSAGE_ID,
                received.messageId() != null
                        ? received.messageId()
                        : UUID.randomUUID().toString());
        headers.put(REPLAY, received.replay());
        headers.put(HEADERS, received.originalHeaders().json());
        headers.put(HEADERS_CUT, received.originalHeaders().cut() ? "true" : null);
        headers.put(STRUCTURED, received.structuredEvent() ? "true" : null);
        headers.put(
                EVENT,
                received.eventAttributes().isEmpty() ? null : JSON.writeValueAsString(received.eventAttributes()));
        headers.put(ATTEMPTS, Integer.toString(attempts.count()));
        headers.put(ROUND, Integer.toString(attempts.round()));
        headers.put(FIRST_AT, HeaderData.text(attempts.firstAt()));
        headers.put(LAST_AT, HeaderData.text(attempts.lastAt()));
        headers.put(STATUS, HeaderData.text(attempts.lastStatus()));
        headers.put(ATTEMPT_LOG, attempts.log().json());
        headers.put(PARKED_AT, HeaderData.text(received.parkedAt()));
        headers.values().removeIf(Objects::isNull);
        return headers;
    }

    /**
     * Puts {@code checkout} where it was left.
     *
     * @param queue the pending queue, and where in it; the command's own source where {@code sent} names none
     * @param messageId of the message on that queue
     * @throws UnreadableHeaderException something that only this service writes there can't be read; what can be, is
     */
    static void read(Map<String, Object> sent, Checkout checkout, String queue, String messageId) {
        ReceivedMessage received = checkout.received();
        Map<String, Object> headers = new LinkedHashMap<>(sent);
        checkout.attempts().resume(AttemptLog.of(HeaderData.text(headers.remove(ATTEMPT_LOG))));
        // Else no dead letter of it could be written either.
        boolean tooLong = headers.values()
                .removeIf(value -> value != null && HeaderData.text(value).length() > HeadersJson.MOST_BYTES);
        String source = text(headers, SOURCE);
        String id = text(headers, MESSAGE_ID);
        received.source(source != null && source.length() <= LONGEST_SOURCE ? source : queue);
        received.messageId(id != null ? id : queue + " " + messageId);
        received.replay(text(headers, REPLAY));
        received.parkedAt(instant(text(headers, PARKED_AT)));
        String original = text(headers, HEADERS);
        boolean cut = headers.get(HEADERS_CUT) != null;
        received.originalHeaders(() -> original == null ? HeadersJson.of(sent) : new HeadersJson(original, cut));
        received.structuredEvent(Boolean.parseBoolean(text(headers, STRUCTURED)));
        checkout.idempotencyKey(text(headers, IDEMPOTENCY_KEY));
        checkout.trace(text(headers, TRACEPARENT), text(headers, TRACESTATE));
        if (tooLong) {
            throw new UnreadableHeaderException("a header of a command on an internal queue is longer than "
                    + HeadersJson.MOST_BYTES + " characters; only this service writes there");
        }
        received.eventAttributes(parse(headers, EVENT, Map.of(), text -> JSON.readValue(text, STRINGS)));
        checkout.attempts()
                .resume(
                        parse(headers, ATTEMPTS, 0, Integer::valueOf),
                        parse(headers, ROUND, 0, Integer::valueOf),
                        parse(headers, FIRST_AT, null, Instant::parse),
                        parse(headers, LAST_AT, null, Instant::parse),
                        parse(headers, STATUS, null, Integer::valueOf));
    }

    /** Null of what is none, or is still to come. */
    static Instant instant(String text) {
        try {
            Instant at = text == null ? null : Instant.parse(text);
            return at == null || at.isAfter(Instant.now()) ? null : at;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static String text(Map<String, Object> headers, String name) {
        return HeaderData.text(headers.get(name));
    }

    private interface Parser<T> {
        T parse(String text) throws Exception;
    }

    private static <T> T parse(Map<String, Object> headers, String name, T otherwise, Parser<T> parser) {
        String text = text(headers, name);
        try {
            return text == null ? otherwise : parser.parse(text);
        } catch (Exception e) {
            throw new UnreadableHeaderException(
                    "header " + name
                            + " of a command on an internal queue can't be read; only this service writes there",
                    e);
        }
    }
}
