package com.acme.checkout.http;

import com.acme.checkout.command.CommandType;
import com.acme.checkout.command.CommandTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;

/**
 * The documents that describe this service: {@code openapi.yaml} and {@code asyncapi.yaml}, as the jar has them. A further
 * command is described in both as CheckoutCart is, with its own JSON Schema and without examples, which only its owner has.
 */
@Component
class ApiDocuments {

    private static final String SHIPPED = "CheckoutCart";
    private static final String SHIPPED_TYPE = "acme.shopping.checkout-cart.v1";
    private static final String SHIPPED_PATH = "/commands/checkout-cart";
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build();

    private final List<CommandType> further;

    ApiDocuments(CommandTypes commands) {
        this.further = commands.further();
    }

    /** OpenAPI 3.1, in UTF-8. */
    byte[] openapi() throws IOException {
        return document("openapi.yaml", (document, type) -> {
            String name = name(document, type);
            ObjectNode paths = (ObjectNode) document.get("paths");
            ObjectNode parameters = (ObjectNode) document.at("/components/parameters");
            parameters.set(name + "CeType", renamed(parameters.get("CeType"), type, name));
            paths.set(type.path(), renamed(paths.get(SHIPPED_PATH), type, name));
            schemas(document, type, name);
        });
    }

    /** AsyncAPI 3.0, in UTF-8. */
    byte[] asyncapi() throws IOException {
        return document("asyncapi.yaml", (document, type) -> {
            String name = name(document, type);
            for (String at : List.of("/channels/checkoutCommands/messages", "/components/messages")) {
                ObjectNode messages = (ObjectNode) document.at(at);
                messages.set(name, renamed(messages.get(SHIPPED), type, name));
            }
            ObjectNode message = (ObjectNode) document.at("/components/messages/" + name);
            message.put("title", name)
                    .put(
                            "description",
                            "As " + SHIPPED
                                    + ", and always a CloudEvent: its `type` says which command it is. The idempotency"
                                    + " key, and how strictly it is read, are as there.");
            message.putObject("payload")
                    .putArray("anyOf")
                    .add(reference("#/components/schemas/" + name))
                    .add(reference("#/components/schemas/" + name + "Event"));
            ((ArrayNode) document.at("/operations/receive" + SHIPPED + "/messages"))
                    .add(reference("#/channels/checkoutCommands/messages/" + name));
            schemas(document, type, name);
        });
    }

    private interface Addition {
        void add(ObjectNode document, CommandType type);
    }

    private byte[] document(String file, Addition addition) throws IOException {
        byte[] shipped = new ClassPathResource("api/" + file).getContentAsByteArray();
        if (further.isEmpty()) {
            return shipped;
        }
        ObjectNode document = (ObjectNode) YAML.readTree(shipped);
        further.forEach(each -> addition.add(document, each));
        return YAML.writeValueAsBytes(document);
    }

    private static ObjectNode reference(String to) {
        return YAML.createObjectNode().put("$ref", to);
    }

    /** As its classes would be called; nothing else of the document has that name. */
    private static String name(ObjectNode document, CommandType type) {
        StringBuilder name = new StringBuilder();
        for (String word : type.name().split("-")) {
            name.append(word.substring(0, 1).toUpperCase(Locale.ROOT)).append(word.substring(1));
        }
        return document.at("/components/schemas").has(name.toString()) ? name + "Command" : name.toString();
    }

    private static void schemas(ObjectNode document, CommandType type, String name) {
        ObjectNode schemas = (ObjectNode) document.at("/components/schemas");
        ObjectNode schema = type.schema().deepCopy();
        if (!schema.has("$id")) {
            // What it refers to within itself is then looked for in it, and not in this document.
            schema.put("$id", "urn:" + type.eventType().replace('.', ':'));
        }
        schemas.set(name + "Event", renamed(schemas.get(SHIPPED + "Event"), type, name));
        schemas.set(name, schema);
    }

    private static JsonNode renamed(JsonNode node, CommandType type, String name) {
        return copy(
                node,
                text -> text.replace(SHIPPED_TYPE, type.eventType())
                        .replace(SHIPPED, name)
                        .replace("/parameters/CeType", "/parameters/" + name + "CeType"));
    }

    private static JsonNode copy(JsonNode node, UnaryOperator<String> change) {
        if (node.isTextual()) {
            return TextNode.valueOf(change.apply(node.textValue()));
        }
        if (node.isArray()) {
            ArrayNode copy = YAML.createArrayNode();
            node.forEach(each -> copy.add(copy(each, change)));
            return copy;
        }
        if (!node.isObject()) {
            return node;
        }
        ObjectNode copy = YAML.createObjectNode();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            if (!member.getKey().startsWith("example")) {
                copy.set(member.getKey(), copy(member.getValue(), change));
            }
        }
        return copy;
    }
}
