package com.acme.checkout.desk.entry;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.HeadersJson;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * A dead letter as it is read off its queue. Whatever stands in its headers can be filed: what is missing, too long or
 * not what it should be must not hold up those behind it.
 */
record DeadLetter(
        UUID id,
        Claim replay,
        String reason,
        String detail,
        String exception,
        Integer status,
        int attempts,
        OffsetDateTime firstAt,
        OffsetDateTime lastAt,
        String source,
        String route,
        String step,
        String destination,
        String checkoutId,
        String cartId,
        String idempotencyKey,
        String traceparent,
        String headers,
        byte[] body,
        Integer bodyBytes,
        boolean headersCut,
        AttemptLog attemptLog) {

    private static final Pattern UUIDS = Pattern.compile("\\b\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}\\b");
    private static final Pattern ADDRESSES = Pattern.compile("(?<=[/@\\s\\[])[\\w.-]+(/[\\d.:]+)?:\\d{2,5}\\b");
    private static final Pattern HEX = Pattern.compile("\\b(?=\\p{XDigit}*\\d)\\p{XDigit}{8,}\\b");
    private static final Pattern NUMBERS = Pattern.compile("\\d+");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST_SEARCHED = 16_384;
    private static final int LONGEST_TEXT = 1000;

    /** {@code messageId}: the same for every delivery of this message. */
    static DeadLetter of(Map<String, Object> headers, byte[] body, String messageId, OffsetDateTime now) {
        byte[] bytes = body == null ? new byte[0] : body;
        String reason = text(headers, "deadLetterReason", 12, "INTERNAL");
        UUID id = uuid(headers, "deadLetterId");
        OffsetDateTime lastAt = instant(headers, "deadLetterLastAt", now);
        String cart = text(headers, "cartId", 36, null);
        HeadersJson original = original(headers);
        String destination = text(headers, "deadLetterDestination", 100, "");
        return new DeadLetter(
                id != null ? id : derived(headers, bytes, messageId),
                Claim.of(text(headers, "deadLetterReplay", 100, "")),
                DeadLetterReason.of(reason).name(),
                text(headers, "deadLetterDetail", LONGEST_TEXT, null),
                text(headers, "deadLetterException", LONGEST_TEXT, null),
                number(headers, "deadLetterStatus"),
                number(headers, "deadLetterAttempts") == null ? 0 : number(headers, "deadLetterAttempts"),
                instant(headers, "deadLetterFirstAt", lastAt),
                lastAt,
                text(headers, "deadLetterSource", 500, "unknown"),
                text(headers, "deadLetterRoute", 200, "unknown"),
                text(headers, "deadLetterStep", 300, null),
                destination,
                text(headers, "checkoutId", 36, null),
                cart == null ? null : cart.toLowerCase(Locale.ROOT),
                text(headers, "idempotencyKey", LONGEST_TEXT, null),
                text(headers, "traceparent", 55, null),
                original.json(),
                bytes,
                cut(number(headers, "deadLetterBodyBytes"), bytes.length),
                original.cut(),
                AttemptLog.of(text(headers, "deadLetterAttemptLog", AttemptLog.MOST_CHARACTERS + 1, null)));
    }

    /** The root cause without what differs from one command to the next. */
    String cause() {
        String text = exception == null ? "" : exception;
        text = UUIDS.matcher(text).replaceAll("<id>");
        text = ADDRESSES.matcher(text).replaceAll("<address>");
        text = HEX.matcher(text).replaceAll("<id>");
        // Longer than it was, where it had many numbers.
        return limited(NUMBERS.matcher(text).replaceAll("<n>"), LONGEST_TEXT);
    }

    /** The same for all that failed alike on the way to the same destination. */
    String fingerprint() {
        String all =
                String.join("\n", reason, route, String.valueOf(step), destination, String.valueOf(status), cause());
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** What is searched: of a body beyond what the doors take, its beginning. */
    String searched() {
        String text = searchedOfFailure()
                + limited(headers, LONGEST_SEARCHED)
                + '\n'
                + limited(
                        new String(body, 0, Math.min(body.length, LONGEST_SEARCHED), StandardCharsets.UTF_8),
                        LONGEST_SEARCHED);
        return text.replace("\0", "").toLowerCase(Locale.ROOT);
    }

    /** The part of it that tells what went wrong. */
    String searchedOfFailure() {
        return ((detail == null ? "" : detail) + '\n' + (exception == null ? "" : exception) + '\n')
                .toLowerCase(Locale.ROOT);
    }

    /**
     * The same for every delivery of one failure, another one for any other: of all that the sender and the door said, without
     * what is counted or timed.
     */
    String digest() {
        String original = headers;
        try {
            if (JSON.readTree(headers) instanceof ObjectNode object) {
                Map<String, Object> kept = new TreeMap<>();
                object.fields().forEachRemaining(header -> kept.put(header.getKey(), header.getValue()));
                kept.keySet().removeIf(DeadLetter::counted);
                original = JSON.valueToTree(kept).toString();
            }
        } catch (JsonProcessingException e) {
            // As it is.
        }
        String all = String.join(
                "\n",
                reason,
                source,
                String.valueOf(checkoutId),
                String.valueOf(cartId),
                String.valueOf(idempotencyKey),
                original,
                UUID.nameUUIDFromBytes(body).toString());
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    }

    /** Whether a broker counts deliveries in this header. */
    private static boolean counted(String header) {
        return header.startsWith("JMSX") || header.startsWith("x-");
    }

    private static String limited(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }

    private static String text(Map<String, Object> headers, String name, int most, String otherwise) {
        Object value = headers.get(name);
        if (value == null) {
            return otherwise;
        }
        String text = (value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString())
                .replace("\0", "");
        return limited(text, most);
    }

    /** Of a letter that somebody else wrote, what it carries itself: that is all its sender said. */
    private static HeadersJson original(Map<String, Object> headers) {
        String said = text(headers, "deadLetterHeaders", Integer.MAX_VALUE, null);
        if (said != null) {
            return new HeadersJson(
                    json(said), text(headers, "deadLetterHeadersCut", 4, "").equals("true"));
        }
        Map<String, Object> sent = new TreeMap<>(headers);
        sent.keySet().removeIf(name -> name.startsWith("deadLetter"));
        return HeadersJson.of(sent);
    }

    private static String json(String text) {
        try {
            if (JSON.readTree(text).isObject()) {
                return text;
            }
        } catch (JsonProcessingException e) {
            // Kept as it is, below.
        }
        return JSON.createObjectNode().put("deadLetterHeaders", text).toString();
    }

    /** Of a message that somebody else wrote, without what the broker counts in its headers. */
    private static UUID derived(Map<String, Object> headers, byte[] body, String messageId) {
        Map<String, Object> sent = new TreeMap<>(headers);
        sent.keySet().removeIf(DeadLetter::counted);
        String all = messageId + '\n' + JSON.valueToTree(sent) + '\n' + UUID.nameUUIDFromBytes(body);
        return UUID.nameUUIDFromBytes(all.getBytes(StandardCharsets.UTF_8));
    }

    private static UUID uuid(Map<String, Object> headers, String name) {
        String text = text(headers, name, 36, "");
        return UUIDS.matcher(text).matches() ? UUID.fromString(text) : null;
    }

    private static Integer number(Map<String, Object> headers, String name) {
        String text = text(headers, name, 20, "");
        return text.matches("\\d{1,9}") ? Integer.valueOf(text) : null;
    }

    /** How long the body was; null where all of it is here. */
    private static Integer cut(Integer was, int is) {
        return was == null || was <= is ? null : was;
    }

    private static OffsetDateTime instant(Map<String, Object> headers, String name, OffsetDateTime otherwise) {
        try {
            Instant instant = Instant.parse(text(headers, name, 40, ""));
            // Beyond these a database has no such time.
            return instant.isBefore(Instant.EPOCH)
                            || instant.isAfter(Instant.now().plusSeconds(86_400))
                    ? otherwise
                    : instant.atOffset(ZoneOffset.UTC);
        } catch (DateTimeParseException e) {
            return otherwise;
        }
    }
}
