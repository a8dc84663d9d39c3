package com.acme.checkout.desk.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What a sender sent, as a page shows it: JSON formatted, other text as it is, the rest as hex; behind a veil until it is
 * asked for.
 *
 * @param kind   JSON, TEXT, BINARY or EMPTY
 * @param size   in bytes
 * @param text   formatted JSON or plain text; null where there is none or it is hidden
 * @param raw    JSON as it came; null under a veil, and where it would say nothing new
 * @param hex    the first bytes; null under a veil
 * @param masked how many values are
 * @param hidden nothing is shown: what is personal in it can't be told
 * @param note   what else a person should know; may be null
 */
public record PayloadView(
        String kind, int size, String text, String raw, String hex, int masked, boolean hidden, String note) {

    /** What is masked: nothing, what looks personal, or all that is not known to be harmless. */
    enum Veil {
        NONE,
        PERSONS,
        STRICT
    }

    /** A header of the original message; {@code kind} says what its value was, where that was no text. */
    record Header(String name, String value, String kind) {}

    /** The original message's headers. */
    record Headers(List<Header> lines, int masked) {}

    static final String MASK = "••••••••";

    private static final int LONGEST = 128 * 1024;
    private static final int HEX_BYTES = 2048;
    private static final int HEX_LINE = 16;
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();
    private static final Pattern PERSONAL = Pattern.compile(
            "customer|user|client|person|owner|buyer|shopper|payer|recipient|holder|guest|member|contact|"
                    + "name|mail|phone|mobile|telephone|fax|address|street|city|town|zip|postal|postcode|country|birth|dob|gender|nationality|passport|ssn|tax|"
                    + "iban|bic|card|account|bank|ip$|login|session|cookie|token|auth|secret|password|signature|device|latitude|longitude|location");
    private static final Set<String> HARMLESS = Set.of(
            "cartid",
            "specversion",
            "type",
            "datacontenttype",
            "contenttype",
            "contentlength",
            "contentencoding",
            "traceparent",
            "tracestate",
            "accept",
            "prefer",
            "host",
            "cespecversion",
            "cetype",
            "useragent");

    static PayloadView of(byte[] bytes, Veil veil) {
        if (bytes.length == 0) {
            return new PayloadView("EMPTY", 0, null, null, null, 0, false, null);
        }
        String hex = veil == Veil.NONE ? hex(bytes) : null;
        String text = utf8(bytes);
        if (text == null) {
            return new PayloadView("BINARY", bytes.length, null, null, hex, 0, veil != Veil.NONE, "It is not text.");
        }
        JsonNode tree = tree(text);
        if (tree == null || !tree.isContainerNode()) {
            boolean tooLong = text.length() > LONGEST;
            return new PayloadView(
                    "TEXT",
                    bytes.length,
                    veil != Veil.NONE ? null : tooLong ? text.substring(0, LONGEST) : text,
                    null,
                    hex,
                    0,
                    veil != Veil.NONE,
                    tooLong ? "Too long to show whole: this is its beginning." : null);
        }
        Masker masker = new Masker(veil);
        JsonNode shown = masker.mask("", tree, false);
        String formatted = text.length() > LONGEST ? null : shown.toPrettyString();
        return new PayloadView(
                "JSON",
                bytes.length,
                formatted,
                veil == Veil.NONE && !text.equals(formatted) && formatted != null ? text : null,
                hex,
                masker.masked,
                formatted == null && veil != Veil.NONE,
                formatted == null ? "Too long to show: download it." : null);
    }

    static Headers headers(String json, Veil veil) {
        JsonNode tree = json == null ? null : tree(json);
        Masker masker = new Masker(veil);
        List<Header> lines = new ArrayList<>();
        if (tree instanceof ObjectNode headers) {
            for (Map.Entry<String, JsonNode> each : headers.properties()) {
                JsonNode value = masker.mask(each.getKey(), each.getValue(), false);
                lines.add(header(each.getKey(), value));
            }
        }
        return new Headers(lines, masker.masked);
    }

    private static Header header(String name, JsonNode value) {
        if (value.isTextual()) {
            return new Header(name, value.textValue(), null);
        }
        return new Header(
                name,
                value.toString(),
                value.isContainerNode()
                        ? "JSON"
                        : value.isNull() ? "no value" : value.isNumber() ? "number" : "boolean");
    }

    /** Null where the bytes are no text in UTF-8: a control character makes a picture or an archive, not a message. */
    static String utf8(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return text.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t') ? null : text;
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static String hex(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        int end = Math.min(bytes.length, HEX_BYTES);
        for (int line = 0; line < end; line += HEX_LINE) {
            StringBuilder codes = new StringBuilder();
            StringBuilder chars = new StringBuilder();
            for (int i = line; i < Math.min(line + HEX_LINE, end); i++) {
                codes.append(String.format("%02x ", bytes[i]));
                chars.append(bytes[i] >= ' ' && bytes[i] < 127 ? (char) bytes[i] : '.');
            }
            out.append(String.format("%06x  %-48s %s%n", line, codes, chars));
        }
        return end < bytes.length ? out + "and " + (bytes.length - end) + " bytes more: download them" : out.toString();
    }

    /** Counts what it masks. */
    private static final class Masker {

        private final Veil veil;
        private int masked;

        Masker(Veil veil) {
            this.veil = veil;
        }

        JsonNode mask(String name, JsonNode node, boolean within) {
            String plain = name.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
            boolean personal = within
                    || veil == Veil.PERSONS
                            && !HARMLESS.contains(plain)
                            && PERSONAL.matcher(plain).find();
            if (node instanceof ObjectNode object) {
                ObjectNode copy = object.objectNode();
                object.properties()
                        .forEach(each -> copy.set(each.getKey(), mask(each.getKey(), each.getValue(), personal)));
                return copy;
            }
            if (node instanceof ArrayNode array) {
                ArrayNode copy = array.arrayNode();
                array.forEach(each -> copy.add(mask(name, each, personal)));
                return copy;
            }
            if (node.isNull() || !personal && (veil != Veil.STRICT || HARMLESS.contains(plain))) {
                return node;
            }
            masked++;
            return TextNode.valueOf(MASK);
        }
    }
}
