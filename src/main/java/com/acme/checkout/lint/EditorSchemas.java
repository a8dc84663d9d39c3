package com.acme.checkout.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON schemas for an editor: of routes and Kamelets, which are Camel's own with its gaps filled, and of tests of routes. With
 * them an editor completes what is typed and marks what is wrong.
 */
public final class EditorSchemas {

    /** What Camel takes in the place of a truth or of a number, and its schema does not: a text of it, or a placeholder. */
    private static final String TRUTH = "^(true|false|.*\\{\\{.+\\}\\}.*|\\$\\{.+\\})$";

    private static final String NUMBER = "^(-?\\d+(\\.\\d+)?|.*\\{\\{.+\\}\\}.*|\\$\\{.+\\})$";

    private static final ObjectMapper JSON = new ObjectMapper();

    private EditorSchemas() {}

    /** All of them, by the names of their files. */
    public static Map<String, JsonNode> all() throws IOException {
        ObjectNode routes = (ObjectNode) tolerant(CamelSchema.ofCamel().routes().deepCopy());
        // Each step has it; the schema forgets it with some.
        routes.at("/items/definitions").forEach(definition -> {
            if (definition.path("properties").has("disabled")
                    && !definition.path("properties").has("inheritErrorHandler")) {
                ((ObjectNode) definition.path("properties"))
                        .set(
                                "inheritErrorHandler",
                                either("boolean")
                                        .put("description", "Whether the route's error handler is for this step too"));
            }
        });
        ObjectNode kamelet = (ObjectNode) CamelSchema.ofCamel().kamelet().deepCopy();
        kamelet.put("$schema", routes.path("$schema").asText());
        // Where the references of both look.
        kamelet.putObject("items").set("definitions", routes.at("/items/definitions"));
        Map<String, JsonNode> schemas = new LinkedHashMap<>();
        schemas.put("routes.json", routes);
        schemas.put("kamelet.json", kamelet);
        try (InputStream test = EditorSchemas.class.getResourceAsStream("/schema/route-test.json")) {
            schemas.put("route-test.json", JSON.readTree(test));
        }
        return schemas;
    }

    /** Writes them into {@code folder}, which is made where it is missing. */
    public static List<Path> write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, JsonNode> schemas = all();
        for (Map.Entry<String, JsonNode> each : schemas.entrySet()) {
            JSON.writeValue(folder.resolve(each.getKey()).toFile(), each.getValue());
        }
        return schemas.keySet().stream().map(folder::resolve).toList();
    }

    private static ObjectNode either(String type) {
        ObjectNode either = JSON.createObjectNode();
        either.putArray("anyOf")
                .add(JSON.createObjectNode().put("type", type))
                .add(JSON.createObjectNode()
                        .put("type", "string")
                        .put("pattern", type.equals("boolean") ? TRUTH : NUMBER));
        return either;
    }

    private static JsonNode tolerant(JsonNode schema) {
        schema.forEach(EditorSchemas::tolerant);
        if (schema instanceof ObjectNode object) {
            String type = object.path("type").asText();
            if (!object.has("enum") && List.of("boolean", "number", "integer").contains(type)) {
                object.remove("type");
                object.setAll(either(type));
            }
        }
        return schema;
    }
}
