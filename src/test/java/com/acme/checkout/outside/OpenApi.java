package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenAPI document, which each answer of the service is held against. More strictly than by callers, who bear with what
 * is added later: here an answer holds no field that the document does not name.
 */
final class OpenApi {

    static final Path FILE = Path.of("src/main/resources/api/openapi.yaml");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNode DOCUMENT = read();
    private static final JsonNode COMPONENTS = components();
    private static final Map<String, JsonSchema> SCHEMAS = new ConcurrentHashMap<>();
    private static final Pattern ROLES = Pattern.compile("Needs (`[a-z-]+`(?: and `[a-z-]+`)*)");

    private OpenApi() {}

    /** {@code roles} as its description names them: what it needs whoever asks, and whatever for. */
    record Operation(String method, String path, List<String> roles, boolean takesJson) {}

    /** Those of paths that begin so. */
    static List<Operation> operations(String prefix) {
        List<Operation> operations = new ArrayList<>();
        DOCUMENT.path("paths").properties().stream()
                .filter(path -> path.getKey().startsWith(prefix))
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    Matcher roles =
                            ROLES.matcher(method.getValue().path("description").asText());
                    operations.add(new Operation(
                            method.getKey().toUpperCase(Locale.ROOT),
                            path.getKey(),
                            roles.find()
                                    ? List.of(roles.group(1).replace("`", "").split(" and "))
                                    : List.of(),
                            method.getValue()
                                    .at("/requestBody/content/application~1json/schema")
                                    .isObject()));
                }));
        return operations;
    }

    static boolean describes(String method, URI uri) {
        return template(uri.getRawPath())
                .map(path -> operation(method, path).isObject())
                .orElse(false);
    }

    /** Fails unless the document has this answer to that request: path, method, parameters, status, headers, type and content. */
    static void conforms(HttpResponse<?> answer) {
        conforms(answer, null);
    }

    /** The same, {@code sent} being the request's body; null for none, or one that is not looked at. */
    static void conforms(HttpResponse<?> answer, String sent) {
        String method = answer.request().method();
        URI uri = answer.uri();
        String asked = method + ' ' + uri;
        String path =
                template(uri.getRawPath()).orElseThrow(() -> new AssertionError("OpenAPI has no path for " + asked));
        JsonNode operation = operation(method, path);
        assertThat(operation.isObject()).as("OpenAPI has " + asked).isTrue();
        boolean done = answer.statusCode() < 300;
        if (answer.statusCode() != 400) {
            query(operation, uri, asked, done);
        }
        if (sent != null && !sent.isEmpty() && done) {
            JsonNode takes = operation.path("requestBody").path("content").path("application/json");
            assertThat(takes.isMissingNode())
                    .as("OpenAPI has a body in " + asked)
                    .isFalse();
            if (takes.has("schema")) {
                valid(takes.path("schema"), tree(sent), false, asked + ' ' + sent);
            }
        }
        JsonNode response = resolved(operation.path("responses").path("" + answer.statusCode()));
        assertThat(response.isObject())
                .as("OpenAPI has a " + answer.statusCode() + " to " + asked)
                .isTrue();
        response.path("headers").properties().forEach(header -> {
            JsonNode described = resolved(header.getValue());
            Optional<String> value = answer.headers().firstValue(header.getKey());
            assertThat(value.isPresent() || !described.path("required").asBoolean())
                    .as(header.getKey() + " of " + asked)
                    .isTrue();
            value.ifPresent(text -> valid(
                    described.path("schema"),
                    scalar(described.path("schema"), text),
                    false,
                    header.getKey() + " of " + asked));
        });
        if (!method.equals("HEAD")) {
            body(response, answer, asked);
        }
    }

    private static void query(JsonNode operation, URI uri, String asked, boolean done) {
        Map<String, JsonNode> described = new HashMap<>();
        operation.path("parameters").forEach(each -> {
            JsonNode parameter = resolved(each);
            if (parameter.path("in").asText().equals("query")) {
                described.put(parameter.path("name").asText(), resolved(parameter.path("schema")));
            }
        });
        for (String pair :
                uri.getRawQuery() == null ? new String[0] : uri.getRawQuery().split("&")) {
            String[] parts = pair.split("=", 2);
            JsonNode schema = described.get(parts[0]);
            assertThat(schema)
                    .as("OpenAPI has the parameter " + parts[0] + " of " + asked)
                    .isNotNull();
            String value = parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8);
            if (done && !value.isEmpty()) {
                for (String one : schema.has("items") ? value.split(",") : new String[] {value}) {
                    JsonNode of = schema.has("items") ? schema.path("items") : schema;
                    valid(of, scalar(of, one), false, parts[0] + " of " + asked);
                }
            }
        }
    }

    private static void body(JsonNode response, HttpResponse<?> answer, String asked) {
        String type = answer.headers().firstValue("Content-Type").orElse("none");
        JsonNode content = response.path("content").path(type);
        assertThat(content.isObject())
                .as("OpenAPI has the type " + type + " of a " + answer.statusCode() + " to " + asked)
                .isTrue();
        if (type.endsWith("json")) {
            String text = answer.body() instanceof byte[] bytes
                    ? new String(bytes, StandardCharsets.UTF_8)
                    : (String) answer.body();
            for (String each : type.endsWith("ndjson") ? text.lines().toList() : List.of(text)) {
                valid(content.path("schema"), tree(each), true, asked + ' ' + each);
            }
        }
    }

    private static void valid(JsonNode schema, JsonNode value, boolean closed, String what) {
        JsonSchema validator = SCHEMAS.computeIfAbsent(closed + schema.toString(), key -> {
            ObjectNode whole = closed
                    ? closing(schema)
                    : JSON.createObjectNode()
                            .set("allOf", JSON.createArrayNode().add(schema));
            whole.set("components", COMPONENTS);
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(
                            whole,
                            SchemaValidatorsConfig.builder()
                                    .formatAssertionsEnabled(true)
                                    .build());
        });
        assertThat(validator.validate(value)).as(what).isEmpty();
    }

    /** A literal segment goes before a variable one. */
    private static Optional<String> template(String path) {
        List<String> fitting = new ArrayList<>();
        DOCUMENT.path("paths").fieldNames().forEachRemaining(template -> {
            if (path.matches(template.replaceAll("\\{[^/]+}", "[^/]+"))) {
                fitting.add(template);
            }
        });
        return fitting.stream().min(Comparator.comparing(template -> template.replace('{', '\uffff')));
    }

    private static JsonNode operation(String method, String path) {
        return DOCUMENT.path("paths").path(path).path(method.equals("HEAD") ? "get" : method.toLowerCase(Locale.ROOT));
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? DOCUMENT.at(node.path("$ref").asText().substring(1)) : node;
    }

    /** As JSON has it what a header or a parameter has as text. */
    private static JsonNode scalar(JsonNode schema, String text) {
        return schema.path("type").asText().equals("integer") && text.matches("-?\\d{1,9}")
                ? IntNode.valueOf(Integer.parseInt(text))
                : TextNode.valueOf(text);
    }

    private static JsonNode components() {
        ObjectNode schemas = JSON.createObjectNode();
        DOCUMENT.at("/components/schemas")
                .properties()
                .forEach(schema -> schemas.set(schema.getKey(), closed(schema.getValue())));
        return JSON.createObjectNode().set("schemas", schemas);
    }

    private static ObjectNode closing(JsonNode schema) {
        ObjectNode closing = JSON.createObjectNode().put("unevaluatedProperties", false);
        closing.set("allOf", JSON.createArrayNode().add(closed(schema)));
        return closing;
    }

    /** With no other fields than are named in all that is within; not in itself, which may be a part of another. */
    private static JsonNode closed(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        if (copy.path("properties") instanceof ObjectNode properties) {
            properties.properties().forEach(each -> each.setValue(closing(each.getValue())));
        }
        for (String name : List.of("items", "additionalProperties")) {
            if (copy.path(name).isObject()) {
                ((ObjectNode) copy).set(name, closing(copy.path(name)));
            }
        }
        for (String name : List.of("allOf", "anyOf", "oneOf")) {
            if (copy.path(name) instanceof ArrayNode parts) {
                for (int i = 0; i < parts.size(); i++) {
                    parts.set(i, closed(parts.get(i)));
                }
            }
        }
        return copy;
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + text, e);
        }
    }

    private static JsonNode read() {
        try {
            return new ObjectMapper(new YAMLFactory()).readTree(Files.readString(FILE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
