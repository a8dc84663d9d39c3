package com.acme.checkout.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Reads JSON as the contract says: UTF-8, no duplicate names, nothing after the object, at most 32 levels deep, numbers
 * within IEEE 754 double range, and those kept digit by digit, because unknown fields travel on unchanged. Whatever goes
 * wrong on the way is an {@link IOException}.
 */
@Configuration(value = "strictJsonConfiguration", proxyBeanMethods = false)
public class StrictJson {

    static final int MAX_DEPTH = 32;

    /** Stands in the tree for a number outside of IEEE 754 double range, so that it is a violation with its place. */
    static final JsonNode BEYOND_DOUBLE = new POJONode("a number beyond IEEE 754 double range");

    /** What we have written ourselves may have grown over what was read. */
    private static final int MAX_LENGTH = 2 * CommandReader.MAX_BYTES;

    /** The longest whole number that may be within range: a sign and 309 digits. */
    private static final int LONGEST_WHOLE = 310;

    /** Of this many digits, any number fits into a {@code long}. */
    private static final int FITS_LONG = 18;

    /** No exponent of more digits belongs to a double, were it to zero. */
    private static final int EXPONENT_DIGITS = 3;

    /** Not the application's default mapper: Spring's own parts keep theirs. */
    @Bean(defaultCandidate = false)
    ObjectMapper strictJson() {
        return mapper();
    }

    static ObjectMapper mapper() {
        JsonFactory factory = new Utf8(new JsonFactoryBuilder()
                .streamReadConstraints(StreamReadConstraints.builder()
                        // An event's data is one level down, and may be as deep as any command.
                        .maxNestingDepth(MAX_DEPTH + 1)
                        // How large a message may be is known before it is read: within it, one name or number may take
                        // all.
                        .maxNameLength(MAX_LENGTH)
                        .maxStringLength(MAX_LENGTH)
                        .maxNumberLength(MAX_LENGTH)
                        .build())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                // Names come from outside: neither the JVM's table of them nor Jackson's, which outlives the command
                // and counts names whatever their length, is for callers to fill.
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                // Jackson's own buffers belong to a thread; a virtual one lives for one command and would throw them
                // away.
                .recyclerPool(JsonRecyclerPools.newConcurrentDequePool()));
        return JsonMapper.builder(factory)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .addModule(new SimpleModule("strict").addDeserializer(ObjectNode.class, new Reader()))
                .build();
    }

    /** Reads bytes as UTF-8 and as nothing else: Jackson would guess, and its own reader of UTF-8 needs the table of names. */
    private static final class Utf8 extends JsonFactory {

        Utf8(JsonFactoryBuilder builder) {
            super(builder);
        }

        @Override
        public JsonParser createParser(byte[] bytes) throws IOException {
            return createParser(bytes, 0, bytes.length);
        }

        @Override
        public JsonParser createParser(byte[] bytes, int offset, int length) throws IOException {
            return createParser(new String(bytes, offset, length, StandardCharsets.UTF_8));
        }

        @Override
        public JsonParser createParser(InputStream in) throws IOException {
            return createParser(in.readAllBytes());
        }
    }

    /** Builds the tree itself: Jackson's own would fail on some numbers, and not say where they stand. */
    private static final class Reader extends StdDeserializer<ObjectNode> {

        private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

        Reader() {
            super(ObjectNode.class);
        }

        @Override
        public ObjectNode deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.isExpectedStartObjectToken()) {
                return (ObjectNode) context.handleUnexpectedToken(ObjectNode.class, parser);
            }
            try {
                return object(parser);
            } catch (RuntimeException e) {
                throw new JsonParseException(parser, "unreadable", e);
            }
        }

        private static ObjectNode object(JsonParser parser) throws IOException {
            ObjectNode object = NODES.objectNode();
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                object.set(name, value(parser, parser.nextToken()));
            }
            return object;
        }

        private static ArrayNode array(JsonParser parser) throws IOException {
            ArrayNode array = NODES.arrayNode();
            for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
                array.add(value(parser, token));
            }
            return array;
        }

        private static JsonNode value(JsonParser parser, JsonToken token) throws IOException {
            return switch (token) {
                case START_OBJECT -> object(parser);
                case START_ARRAY -> array(parser);
                case VALUE_STRING -> NODES.textNode(parser.getText());
                case VALUE_NUMBER_INT -> whole(parser);
                case VALUE_NUMBER_FLOAT -> decimal(parser);
                case VALUE_TRUE -> NODES.booleanNode(true);
                case VALUE_FALSE -> NODES.booleanNode(false);
                case VALUE_NULL -> NODES.nullNode();
                default -> throw new JsonParseException(parser, "not a value");
            };
        }

        private static JsonNode whole(JsonParser parser) throws IOException {
            int length = parser.getTextLength();
            if (length <= FITS_LONG) {
                long value = parser.getLongValue();
                return value == (int) value ? NODES.numberNode((int) value) : NODES.numberNode(value);
            }
            if (length > LONGEST_WHOLE || Double.isInfinite(Double.parseDouble(parser.getText()))) {
                return BEYOND_DOUBLE;
            }
            return BigIntegerNode.valueOf(parser.getBigIntegerValue());
        }

        private static JsonNode decimal(JsonParser parser) throws IOException {
            String text = parser.getText();
            double value = Double.parseDouble(text);
            if (Double.isInfinite(value) || value == 0 && !isZero(text)) {
                return BEYOND_DOUBLE;
            }
            try {
                return DecimalNode.valueOf(parser.getDecimalValue());
            } catch (ArithmeticException | NumberFormatException | JsonParseException e) {
                return BEYOND_DOUBLE;
            }
        }

        /** Whether this is zero itself, with no exponent that only a number of more than double range would need. */
        private static boolean isZero(String text) {
            int at = 0;
            while (at < text.length() && text.charAt(at) != 'e' && text.charAt(at) != 'E') {
                if (text.charAt(at) >= '1' && text.charAt(at) <= '9') {
                    return false;
                }
                at++;
            }
            while (++at < text.length() && "+-0".indexOf(text.charAt(at)) >= 0) {
                // No digit of weight.
            }
            return text.length() - at <= EXPONENT_DIGITS;
        }
    }
}
