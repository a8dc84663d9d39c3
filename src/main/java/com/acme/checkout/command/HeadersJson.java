package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A message's headers as one JSON object: data, never live headers again. Binary values are texts that begin with
 * {@value #BYTES} (RFC 2397), nested ones JSON, null stays null; {@link #value} makes of each what it was. Bounded, so that any dead letter can be written: longer values are cut, and {@link #cut} says so (contract,
 * section 5).
 *
 * @param json the object, of at most {@value #MOST_BYTES} bytes in UTF-8
 * @param cut  whether something is missing
 */
public record HeadersJson(String json, boolean cut) {

    /** The longest text, in bytes. */
    public static final int MOST_BYTES = 16 * 1024;

    /** What the text of a binary value begins with; its bytes follow in base64. */
    public static final String BYTES = "data:application/octet-stream;base64,";

    private static final int LONGEST_NAME = 256;
    private static final int SHORTEST_CUT = 16;
    /** As deep as brokers' headers are kept, and some more. */
    private static final int DEEPEST = 40;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** Of any headers; never fails, whatever they hold. */
    public static HeadersJson of(Map<String, ?> headers) {
        Map<String, JsonNode> all = new LinkedHashMap<>();
        boolean cut = false;
        for (Map.Entry<String, ?> header : headers.entrySet()) {
            String name = String.valueOf(header.getKey());
            cut |= name.length() > LONGEST_NAME;
            all.put(shortened(name, LONGEST_NAME), node(header.getValue(), 0));
        }
        String text = text(all, Integer.MAX_VALUE);
        if (bytes(text) <= MOST_BYTES) {
            return new HeadersJson(text, cut);
        }
        for (int longest = MOST_BYTES / 2; longest >= SHORTEST_CUT; longest /= 2) {
            text = text(all, longest);
            if (bytes(text) <= MOST_BYTES) {
                return new HeadersJson(text, true);
            }
        }
        // So many that even their beginnings are too long: the first ones.
        Map<String, JsonNode> first = new LinkedHashMap<>();
        int size = 2;
        for (Map.Entry<String, JsonNode> each : all.entrySet()) {
            JsonNode value = shortened(each.getValue(), SHORTEST_CUT);
            size += bytes(TextNode.valueOf(each.getKey()).toString()) + bytes(value.toString()) + 2;
            if (size > MOST_BYTES) {
                break;
            }
            first.put(each.getKey(), value);
        }
        return new HeadersJson(text(first, Integer.MAX_VALUE), true);
    }

    /** A value of {@link #json} as what it was: text, number, boolean, bytes, map or list of these, or null. */
    public static Object value(JsonNode node) {
        if (node.isTextual() && node.textValue().startsWith(BYTES)) {
            try {
                return Base64.getDecoder().decode(node.textValue().substring(BYTES.length()));
            } catch (IllegalArgumentException e) {
                // It was cut.
                return node.textValue();
            }
        }
        if (node.isObject()) {
            Map<String, Object> map = new LinkedHashMap<>();
            node.properties().forEach(each -> map.put(each.getKey(), value(each.getValue())));
            return map;
        }
        if (node.isArray()) {
            List<Object> list = new ArrayList<>();
            node.forEach(each -> list.add(value(each)));
            return list;
        }
        return node.isNumber() ? node.numberValue() : node.isBoolean() ? node.booleanValue() : node.textValue();
    }

    private static String text(Map<String, JsonNode> headers, int longest) {
        ObjectNode object = JSON.createObjectNode();
        headers.forEach((name, value) -> object.set(name, shortened(value, longest)));
        return object.toString();
    }

    /** Whole where it is short enough, else the beginning of its text. */
    private static JsonNode shortened(JsonNode value, int longest) {
        String text = value.isTextual() ? value.textValue() : value.toString();
        return text.length() <= longest ? value : TextNode.valueOf(shortened(text, longest));
    }

    /** At most {@code longest} characters, and no half of a surrogate pair. */
    private static String shortened(String text, int longest) {
        if (text.length() <= longest) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(longest - 1)) ? longest - 1 : longest);
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static JsonNode node(Object value, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        if (value == null) {
            return NullNode.instance;
        }
        if (value instanceof byte[] bytes) {
            return nodes.textNode(BYTES + Base64.getEncoder().encodeToString(bytes));
        }
        if (value instanceof String text && text.startsWith(BYTES)) {
            // Or it would be taken for bytes of another text.
            return node(text.getBytes(StandardCharsets.UTF_8), depth);
        }
        if (value instanceof String || value instanceof Number || value instanceof Boolean) {
            return JSON.valueToTree(value);
        }
        if (depth >= DEEPEST
                && (value instanceof Map<?, ?>
                        || value instanceof Collection<?>
                        || value.getClass().isArray())) {
            return nodes.textNode("(nested deeper than " + DEEPEST + " levels)");
        }
        if (value instanceof Map<?, ?> map) {
            ObjectNode object = nodes.objectNode();
            map.forEach((name, each) -> object.set(String.valueOf(name), node(each, depth + 1)));
            return object;
        }
        if (value instanceof Collection<?> list) {
            var array = nodes.arrayNode();
            list.forEach(each -> array.add(node(each, depth + 1)));
            return array;
        }
        if (value instanceof Object[] list) {
            return node(Arrays.asList(list), depth);
        }
        if (value instanceof Date date) {
            return nodes.textNode(date.toInstant().toString());
        }
        return nodes.textNode(value.toString());
    }
}
