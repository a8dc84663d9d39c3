package com.acme.checkout.broker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.apache.qpid.proton.amqp.Binary;

/**
 * What a sender put into a message's headers, as plain data: text, numbers, booleans, bytes, and maps and lists of these.
 * Whatever it was, nothing here throws: what can't be read is replaced by a text that says so, and the rest is kept.
 */
public final class HeaderData {

    /** As deep as a command may be nested. */
    private static final int DEEPEST = 32;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, Object> headers = new LinkedHashMap<>();

    /** Adds the header as {@code value} gives it. One that is null stays null: absent to whoever looks for it, and data to the dead letter. */
    public HeaderData put(String name, Callable<?> value) {
        headers.put(name, read(value));
        return this;
    }

    /** Adds a property of every message: not where it is null, which is nobody's doing, nor over a header of that name. */
    public HeaderData putIfSet(String name, Callable<?> value) {
        Object plain = read(value);
        if (plain != null) {
            headers.putIfAbsent(name, plain);
        }
        return this;
    }

    private static Object read(Callable<?> value) {
        try {
            return of(value.call());
        } catch (Exception e) {
            return unreadable(e);
        }
    }

    public Map<String, Object> headers() {
        return headers;
    }

    /**
     * A value of {@link #headers} as text, the same for each delivery: of lists and maps their JSON, with binary values in
     * base64; of bytes what they are in UTF-8. Null for null.
     */
    static String text(Object value) {
        if (value instanceof Collection<?> || value instanceof Map<?, ?>) {
            return JSON.valueToTree(value).toString();
        }
        return value == null
                ? null
                : value instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : value.toString();
    }

    /** {@code value} as plain data; null only for null. */
    public static Object of(Object value) {
        try {
            return of(value, 0);
        } catch (RuntimeException e) {
            return unreadable(e);
        }
    }

    private static Object of(Object value, int depth) {
        if (value == null || value instanceof String || value instanceof byte[] || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        if (value instanceof Map<?, ?>
                || value instanceof Collection<?>
                || value.getClass().isArray()) {
            return depth >= DEEPEST ? "(nested deeper than " + DEEPEST + " levels)" : nested(value, depth);
        }
        if (value instanceof Date date) {
            return date.toInstant().toString();
        }
        if (value instanceof Binary binary) {
            return bytes(binary.asByteBuffer());
        }
        if (value instanceof ByteBuffer buffer) {
            return bytes(buffer);
        }
        // A client's own kind of text, a time, a UUID, a symbol.
        String text = value.toString();
        return text == null ? "(a " + value.getClass().getName() + " that says nothing)" : text;
    }

    private static Object nested(Object value, int depth) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, each) -> plain.put(String.valueOf(key), of(each, depth + 1)));
            return plain;
        }
        List<Object> plain = new ArrayList<>();
        if (value instanceof Collection<?> all) {
            all.forEach(each -> plain.add(of(each, depth + 1)));
        } else {
            for (int i = 0; i < Array.getLength(value); i++) {
                plain.add(of(Array.get(value, i), depth + 1));
            }
        }
        return plain;
    }

    /** A number that any reader of JSON takes: a client's own kinds become decimals. */
    private static Object number(Number number) {
        if (number instanceof Long
                || number instanceof Integer
                || number instanceof Short
                || number instanceof Byte
                || number instanceof BigDecimal
                || number instanceof BigInteger) {
            return number;
        }
        if (number instanceof Double || number instanceof Float) {
            return Double.isFinite(number.doubleValue()) ? number : number.toString();
        }
        try {
            return new BigDecimal(number.toString());
        } catch (NumberFormatException e) {
            return number.toString();
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        ByteBuffer view = buffer.duplicate();
        byte[] bytes = new byte[view.remaining()];
        view.get(bytes);
        return bytes;
    }

    private static String unreadable(Exception failure) {
        return "(can't be read: " + failure.getClass().getName() + ")";
    }
}
