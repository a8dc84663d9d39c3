package com.acme.checkout.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** Takes a CheckoutCart out of a CloudEvent 1.0, in structured or binary mode (CloudEvents 1.0.2, JSON format 1.0.2). */
final class CloudEvents {

    /** The one type of event that this service takes. */
    static final String CHECKOUT_CART = "acme.shopping.checkout-cart.v1";

    private static final ObjectMapper JSON = StrictJson.mapper();

    private CloudEvents() {
    }

    /**
     * The command inside {@code body}; {@code body} itself where it is no event.
     *
     * @throws UnknownCommandType where the event is of another type
     * @throws UnreadableCommand  where its data is not a JSON object
     */
    static ObjectNode unwrap(Checkout checkout, ObjectNode body) throws UnknownCommandType, UnreadableCommand {
        if (!checkout.eventAttributes().isEmpty()) {
            accept(checkout, checkout.eventAttributes());
            return body;
        }
        // A broker without content types says it by shape: a plain CheckoutCart has no reason to carry these three.
        boolean shaped = checkout.pathCartId() == null && body.path("specversion").isTextual()
                && body.path("type").isTextual() && !body.has(CheckoutCart.CART_ID);
        if (!checkout.structuredEvent() && !shaped) {
            return body;
        }
        Map<String, String> attributes = new HashMap<>();
        for (String name : new String[] {"specversion", "type", "source", "id", "datacontenttype"}) {
            if (body.path(name).isTextual()) {
                attributes.put(name, body.get(name).textValue());
            }
        }
        accept(checkout, attributes);
        return data(body);
    }

    private static void accept(Checkout checkout, Map<String, String> attributes) throws UnknownCommandType {
        String type = attributes.get("type");
        if (type != null && !type.isEmpty() && !type.equals(CHECKOUT_CART)) {
            throw new UnknownCommandType();
        }
        require(checkout, attributes, "type");
        require(checkout, attributes, "source");
        require(checkout, attributes, "id");
        if (!"1.0".equals(attributes.get("specversion"))) {
            checkout.violations().add(new Violation("specversion", "must be 1.0"));
        }
        String content = attributes.get("datacontenttype");
        if (content != null && !content.toLowerCase(java.util.Locale.ROOT).replaceFirst(";.*", "").trim()
                .matches("application/(.+\\+)?json")) {
            checkout.violations().add(new Violation("datacontenttype", "must be application/json"));
        }
        if (checkout.idempotencyKey() == null && attributes.get("source") != null && attributes.get("id") != null) {
            checkout.idempotencyKey(attributes.get("source") + " " + attributes.get("id"));
        }
    }

    private static void require(Checkout checkout, Map<String, String> attributes, String name) {
        String value = attributes.get(name);
        if (value == null || value.isEmpty()) {
            checkout.violations().add(new Violation(name, "is required of a CloudEvent, as a string"));
        }
    }

    private static ObjectNode data(ObjectNode event) throws UnreadableCommand {
        JsonNode data = event.get("data");
        if (data == null && event.path("data_base64").isTextual()) {
            try {
                data = JSON.readTree(event.get("data_base64").binaryValue());
            } catch (JsonProcessingException e) {
                throw new UnreadableCommand("the event's data_base64 is not " + CommandReader.describe(e));
            } catch (IOException e) {
                throw new UnreadableCommand("the event's data_base64 is not base64");
            }
        }
        if (data instanceof ObjectNode command) {
            return command;
        }
        throw new UnreadableCommand("the event's data must be one JSON object, the command");
    }
}
