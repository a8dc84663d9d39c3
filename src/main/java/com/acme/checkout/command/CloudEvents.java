package com.acme.checkout.command;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Takes a command out of a CloudEvent 1.0, in structured or binary mode (CloudEvents 1.0.2, JSON format 1.0.2). */
final class CloudEvents {

    private static final String CONTENT = "datacontenttype";
    private static final String DATA_BASE64 = "data_base64";
    private static final String[] ATTRIBUTES = {"specversion", "type", "source", "id", CONTENT};
    private static final Pattern JSON_TYPE = Pattern.compile("application/(.+\\+)?json", Pattern.CASE_INSENSITIVE);
    private static final ObjectMapper JSON = StrictJson.mapper();

    private CloudEvents() {}

    /**
     * The command inside {@code body}; {@code body} itself where it is no event. The checkout knows its type afterwards.
     *
     * @param types those that this service takes
     * @throws UnknownCommandTypeException where the event is of another type
     * @throws UnreadableCommandException  where its data is not a JSON object
     */
    static ObjectNode unwrap(Checkout checkout, ObjectNode body, CommandTypes types)
            throws UnknownCommandTypeException, UnreadableCommandException {
        CommandType door = types.ofDoor(checkout.received().source());
        checkout.type(door == null ? CheckoutCart.TYPE : door);
        if (!checkout.received().eventAttributes().isEmpty()) {
            accept(checkout, checkout.received().eventAttributes(), types, door);
            return body;
        }
        // A broker without content types says it by shape: a plain command has no reason to carry these three.
        boolean shaped = checkout.received().pathCartId() == null
                && body.path("specversion").isTextual()
                && body.path("type").isTextual()
                && !body.has(Command.CART_ID);
        if (!checkout.received().structuredEvent() && !shaped) {
            return body;
        }
        Map<String, String> attributes = new HashMap<>();
        for (String name : ATTRIBUTES) {
            if (body.path(name).isTextual()) {
                attributes.put(name, body.get(name).textValue());
            }
        }
        if (!body.path(CONTENT).isTextual()
                && !body.path(CONTENT).isMissingNode()
                && !body.path(CONTENT).isNull()) {
            checkout.received().violations().add(new Violation(CONTENT, "must be a string"));
        }
        accept(checkout, attributes, types, door);
        return data(body);
    }

    private static void accept(Checkout checkout, Map<String, String> attributes, CommandTypes types, CommandType door)
            throws UnknownCommandTypeException {
        String type = attributes.get("type");
        if (type != null && !type.isEmpty()) {
            checkout.type(types.ofEvent(type, door));
        }
        require(checkout, attributes, "type");
        require(checkout, attributes, "source");
        require(checkout, attributes, "id");
        if (!"1.0".equals(attributes.get("specversion"))) {
            checkout.received().violations().add(new Violation("specversion", "must be 1.0"));
        }
        String content = attributes.get(CONTENT);
        if (content != null && !isJson(content)) {
            checkout.received().violations().add(new Violation(CONTENT, "must be application/json"));
        }
        String source = attributes.get("source");
        String id = attributes.get("id");
        if (source == null || id == null) {
            return;
        }
        requireText(checkout, "source", source);
        requireText(checkout, "id", id);
        if (source.length() + 1 + id.length() > IdempotencyKey.MAX_LENGTH) {
            checkout.received()
                    .violations()
                    .add(new Violation(
                            "source",
                            "must, together with id, be at most " + (IdempotencyKey.MAX_LENGTH - 1) + " characters"));
        } else if (checkout.idempotencyKey() == null) {
            checkout.idempotencyKey(source + " " + id);
        }
    }

    private static boolean isJson(String content) {
        if (content.length() > IdempotencyKey.MAX_LENGTH) {
            return false;
        }
        int parameters = content.indexOf(';');
        return JSON_TYPE
                .matcher((parameters < 0 ? content : content.substring(0, parameters)).trim())
                .matches();
    }

    /** CloudEvents 1.0, section 2.1. What stands for bytes that were no UTF-8 is not allowed either: it makes two one. */
    private static void requireText(Checkout checkout, String name, String value) {
        if (value.codePoints()
                .anyMatch(c -> Character.isISOControl(c)
                        || c == 0xFFFD
                        || Character.getType(c) == Character.SURROGATE
                        || (c & 0xFFFE) == 0xFFFE
                        || c >= 0xFDD0 && c <= 0xFDEF)) {
            checkout.received()
                    .violations()
                    .add(new Violation(name, "must be text in UTF-8, without control characters"));
        }
    }

    private static void require(Checkout checkout, Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            checkout.received().violations().add(new Violation(name, "is required of a CloudEvent, as a string"));
        }
    }

    private static ObjectNode data(ObjectNode event) throws UnreadableCommandException {
        JsonNode data = event.path("data");
        JsonNode encoded = event.path(DATA_BASE64);
        boolean absent = data.isMissingNode() || data.isNull();
        if (!encoded.isMissingNode() && !encoded.isNull()) {
            if (!absent) {
                throw new UnreadableCommandException("the event has both data and data_base64; send one of them");
            }
            return decoded(encoded);
        }
        if (data instanceof ObjectNode command) {
            return command;
        }
        throw new UnreadableCommandException("the event's data must be one JSON object, the command");
    }

    private static ObjectNode decoded(JsonNode encoded) throws UnreadableCommandException {
        byte[] bytes;
        try {
            bytes = encoded.isTextual() ? Base64Variants.getDefaultVariant().decode(encoded.textValue()) : null;
        } catch (IllegalArgumentException e) {
            bytes = null;
        }
        if (bytes == null) {
            throw new UnreadableCommandException("the event's data_base64 is not base64");
        }
        CommandReader.checkUtf8(bytes, "the event's data_base64");
        ObjectNode command;
        try {
            command = JSON.readValue(bytes, ObjectNode.class);
        } catch (JsonProcessingException e) {
            throw new UnreadableCommandException("the event's data_base64 is not " + CommandReader.describe(e));
        } catch (IOException e) {
            throw new UnreadableCommandException("the event's data_base64 is not readable JSON");
        }
        if (command == null) {
            throw new UnreadableCommandException("the event's data_base64 must be one JSON object, the command");
        }
        return command;
    }
}
