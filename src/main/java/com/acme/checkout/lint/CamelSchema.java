package com.acme.checkout.lint;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Camel's own JSON schema of its YAML: which options a step has, and of what types they are. */
final class CamelSchema {

    /** Of a Kamelet Camel has none. */
    private static final String KAMELET = """
        {"type": "object", "additionalProperties": false, "required": ["metadata", "spec"], "properties": {
          "apiVersion": {"type": "string"},
          "kind": {"type": "string", "enum": ["Kamelet"]},
          "metadata": {"type": "object", "required": ["name"]},
          "spec": {"type": "object", "additionalProperties": false, "required": ["template"], "properties": {
            "definition": {"type": "object", "additionalProperties": false, "properties": {
              "title": {"type": "string"}, "description": {"type": "string"}, "type": {"type": "string"},
              "required": {"type": "array", "items": {"type": "string"}}, "properties": {"type": "object"}}},
            "types": {"type": "object"},
            "dependencies": {"type": "array"},
            "template": {"type": "object", "additionalProperties": false, "properties": {
              "id": {"type": "string"},
              "beans": {"$ref": "#/items/definitions/org.apache.camel.dsl.yaml.deserializers.BeansDeserializer"},
              "route": {"$ref": "#/items/definitions/org.apache.camel.model.RouteDefinition"},
              "from": {"$ref": "#/items/definitions/org.apache.camel.model.FromDefinition"}}}}}}}
        """;

    /** It is large, and read once. */
    private static final class Held {
        private static final CamelSchema SCHEMA = new CamelSchema();
    }

    private final JsonNode root;
    private final JsonNode kamelet;
    private final Map<JsonNode, Map<String, JsonNode>> options = Collections.synchronizedMap(new IdentityHashMap<>());

    /** That of the Camel that is on the class path. */
    static CamelSchema ofCamel() {
        return Held.SCHEMA;
    }

    /** @throws UncheckedIOException where Camel's jar has none */
    private CamelSchema() {
        ObjectMapper json = new ObjectMapper();
        try (InputStream schema = CamelSchema.class.getResourceAsStream("/schema/camelYamlDsl.json")) {
            if (schema == null) {
                throw new IOException("camel-yaml-dsl has no schema/camelYamlDsl.json");
            }
            root = json.readTree(schema);
            kamelet = json.readTree(KAMELET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a file of routes is. */
    JsonNode routes() {
        return root;
    }

    /** What a file of one Kamelet is. */
    JsonNode kamelet() {
        return kamelet;
    }

    /** What each option of an object may be, by its name. */
    Map<String, JsonNode> options(JsonNode schema) {
        return options.computeIfAbsent(schema, key -> {
            Map<String, JsonNode> found = new LinkedHashMap<>();
            alternatives(
                    schema,
                    each -> each.path("properties").fields().forEachRemaining(option -> {
                        // An empty one stands for what another alternative says.
                        JsonNode before = found.get(option.getKey());
                        if (before == null || before.isEmpty()) {
                            found.put(option.getKey(), option.getValue());
                        }
                    }));
            return found;
        });
    }

    /** Whether an object has these options and no others. */
    boolean isClosed(JsonNode schema) {
        boolean[] closed = {false};
        alternatives(
                schema,
                each -> closed[0] |= each.path("additionalProperties").isBoolean()
                        && !each.path("additionalProperties").asBoolean());
        return closed[0];
    }

    /** Whether an object is one step of a list: one name, and all else below it. */
    boolean isStep(JsonNode schema) {
        boolean[] step = {false};
        alternatives(schema, each -> step[0] |= each.path("maxProperties").asInt() == 1);
        return step[0];
    }

    /** What it may be: string, boolean, number, integer, object, array; empty where anything may be. */
    Set<String> types(JsonNode schema) {
        Set<String> types = new TreeSet<>();
        alternatives(schema, each -> {
            if (each.has("type")) {
                types.add(each.get("type").asText());
            }
        });
        return types;
    }

    /** The words that a text may be; empty where it may be any. */
    Set<String> words(JsonNode schema) {
        Set<String> words = new TreeSet<>();
        alternatives(schema, each -> each.path("enum").forEach(word -> words.add(word.asText())));
        return words;
    }

    /** The options that an object must have. */
    Set<String> required(JsonNode schema) {
        Set<String> required = new TreeSet<>();
        JsonNode at = schema;
        while (at != null) {
            at.path("required").forEach(each -> required.add(each.asText()));
            at = at.has("$ref") ? definition(at) : null;
        }
        return required;
    }

    /** What the members of a list are; null where anything may be. */
    JsonNode items(JsonNode schema) {
        JsonNode[] items = {null};
        alternatives(schema, each -> {
            if (each.has("items")) {
                items[0] = each.get("items");
            }
        });
        return items[0];
    }

    /** The schema itself, what it refers to, and all that it may be instead. */
    private void alternatives(JsonNode schema, Consumer<JsonNode> visitor) {
        visitor.accept(schema);
        if (schema.has("$ref")) {
            alternatives(definition(schema), visitor);
        }
        for (String several : new String[] {"oneOf", "anyOf", "allOf"}) {
            for (JsonNode each : schema.path(several)) {
                if (!each.has("not")) {
                    alternatives(each, visitor);
                }
            }
        }
    }

    private JsonNode definition(JsonNode reference) {
        return root.at(reference.get("$ref").asText().substring(1));
    }
}
