package com.acme.checkout.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * What Kaoto, the visual editor, marks in the shipped files. Its catalog takes Camel's own schema by the letter: no text where that says
 * boolean or number.
 */
class KaotoTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DELIVER = "routes/delivery.camel.yaml circuitBreaker";

    /** What can't be written in another form: docs/integration-engineer.md says what Kaoto makes of it. */
    private static final Set<String> RED = Set.of(
            DELIVER + ".inheritErrorHandler: not in the schema",
            DELIVER + ".resilience4jConfiguration.bulkheadMaxConcurrentCalls: a text",
            DELIVER + ".resilience4jConfiguration.bulkheadMaxWaitDuration: a text");

    /** Names that Kaoto's catalog lacks: queues in memory, which are ours, and the URL of an Orchestrator. */
    private static final Set<String> OURS = Set.of("memory", "{{url}}/sagas", "{{url}}/sagas/");

    private final CamelSchema schema = CamelSchema.ofCamel();
    private final Set<String> red = new TreeSet<>();

    @Test
    void nothingIsRedButWhatHasNoOtherForm() throws IOException {
        for (Path file : shipped(".camel.yaml")) {
            walk(YAML.readTree(file.toFile()), schema.routes(), file + " ");
        }
        for (Path file : shipped(".kamelet.yaml")) {
            walk(YAML.readTree(file.toFile()), schema.kamelet(), file + " ");
        }
        assertThat(red).containsExactlyInAnyOrderElementsOf(RED);
    }

    private void walk(JsonNode node, JsonNode allowed, String at) {
        Set<String> types = schema.types(allowed);
        if (node.isObject()) {
            node.properties().forEach(each -> {
                JsonNode option = schema.options(allowed).get(each.getKey());
                // From the step on.
                String below = schema.isStep(allowed) || at.endsWith(" ")
                        ? at.split(" ")[0] + " " + each.getKey()
                        : at + "." + each.getKey();
                if (option != null) {
                    walk(each.getValue(), option, below);
                } else if (schema.isClosed(allowed)) {
                    red.add(below + ": not in the schema");
                }
            });
        } else if (node.isArray()) {
            JsonNode items = schema.items(allowed);
            node.forEach(each -> walk(each, items == null ? YAML.createObjectNode() : items, at));
        } else if (node.isTextual() && !types.isEmpty() && !types.contains("string")) {
            red.add(at + ": a text");
        } else if (node.isBoolean() && !types.isEmpty() && !types.contains("boolean")
                || node.isNumber() && !types.isEmpty() && !types.contains("number") && !types.contains("integer")) {
            red.add(at + ": no text");
        }
    }

    /** With {@code -Dkaoto.catalog=<folder>}, as CONTRIBUTING.md says: the catalog is large, and not ours to ship. */
    @Test
    @EnabledIfSystemProperty(named = "kaoto.catalog", matches = ".+")
    void itsCatalogTakesThemAndKnowsWhatTheyUse() throws IOException {
        Path catalog = Path.of(System.getProperty("kaoto.catalog"));
        JsonSchema routes = schema(catalog, "camelYamlDsl-");
        JsonSchema kamelet = schema(catalog, "crd-schema-kamelet-");
        JsonNode components = JSON.readTree(
                file(catalog, "camel-catalog-aggregate-components-").toFile());
        Set<String> wrong = new TreeSet<>();
        for (Path file : shipped(".camel.yaml")) {
            JsonNode yaml = YAML.readTree(file.toFile());
            if (!file.endsWith("delivery.camel.yaml")) {
                routes.validate(yaml).forEach(each -> wrong.add(file + " " + each));
            }
            used(yaml, components, file, wrong);
        }
        for (Path file : shipped(".kamelet.yaml")) {
            JsonNode yaml = YAML.readTree(file.toFile());
            kamelet.validate(yaml).forEach(each -> wrong.add(file + " " + each));
            routes.validate(YAML.createArrayNode()
                            .add(YAML.createObjectNode().set("from", yaml.at("/spec/template/from"))))
                    .forEach(each -> wrong.add(file + " " + each));
            used(yaml, components, file, wrong);
        }
        assertThat(wrong).isEmpty();
    }

    /** Components and their parameters. */
    private static void used(JsonNode node, JsonNode components, Path file, Set<String> wrong) {
        String uri = node.path("uri").asText();
        String name = OURS.contains(uri) ? "" : uri.split(":")[0];
        if (!name.isEmpty() && !OURS.contains(name) && !name.equals("kamelet")) {
            JsonNode known = components.path(name).path("properties");
            if (known.isEmpty()) {
                wrong.add(file + " " + uri);
            }
            node.path("parameters").fieldNames().forEachRemaining(parameter -> {
                // Of Kafka's own client, each by its own name.
                if (!known.has(parameter) && !parameter.startsWith("additionalProperties.")) {
                    wrong.add(file + " " + uri + " " + parameter);
                }
            });
        }
        node.forEach(each -> used(each, components, file, wrong));
    }

    private static JsonSchema schema(Path catalog, String name) throws IOException {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
                .getSchema(JSON.readTree(file(catalog, name).toFile()));
    }

    private static Path file(Path catalog, String name) throws IOException {
        try (Stream<Path> files = Files.list(catalog)) {
            return files.filter(each -> each.getFileName().toString().startsWith(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static List<Path> shipped(String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            return files.filter(each -> each.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }
}
