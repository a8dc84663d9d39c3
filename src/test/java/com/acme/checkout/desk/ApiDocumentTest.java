package com.acme.checkout.desk;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.desk.selection.Filter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.stereotype.Controller;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;

/** The OpenAPI document holds together, and names the operations of the desk's API: all, and no others. */
class ApiDocumentTest {

    private static final String API = "/ops/dead-letters";
    private static final ObjectMapper JSON = new ObjectMapper();

    private static JsonNode document;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream file = ApiDocumentTest.class.getResourceAsStream("/api/openapi.yaml")) {
            document = new ObjectMapper(new YAMLFactory()).readTree(file);
        }
    }

    @Test
    void eachOperationOfTheDesksApiIsDescribedWithItsParametersAndNoOther() throws Exception {
        Map<String, Set<String>> described = new TreeMap<>();
        operations((name, operation) -> described.put(name, parameters(operation, "query")));
        described.keySet().removeIf(name -> !name.contains(' ' + API));
        assertThat(described).isEqualTo(mapped());
    }

    /** By method and path, with the names of their parameters. */
    private static Map<String, Set<String>> mapped() throws Exception {
        Map<String, Set<String>> mapped = new TreeMap<>();
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AnnotationTypeFilter(Controller.class));
        for (BeanDefinition found : scanner.findCandidateComponents(ApiDocumentTest.class.getPackageName())) {
            Class<?> type = Class.forName(found.getBeanClassName());
            for (Method method : type.getDeclaredMethods()) {
                RequestMapping mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
                if (mapping != null) {
                    for (String path : paths(mapping)) {
                        String whole = paths(AnnotatedElementUtils.findMergedAnnotation(type, RequestMapping.class))
                                        .get(0)
                                + path;
                        for (RequestMethod each : whole.startsWith(API) ? mapping.method() : new RequestMethod[0]) {
                            mapped.put(each + " " + whole, parameters(method, whole));
                        }
                    }
                }
            }
        }
        return mapped;
    }

    private static List<String> paths(RequestMapping mapping) {
        return mapping == null || mapping.path().length == 0 ? List.of("") : List.of(mapping.path());
    }

    private static Set<String> parameters(Method method, String path) {
        Set<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType().equals(MultiValueMap.class)) {
                names.addAll(filters());
                if (path.equals(API)) {
                    names.addAll(Set.of("limit", "after", "sort"));
                }
            } else if (parameter.isAnnotationPresent(RequestParam.class)) {
                names.add(parameter.getName());
            }
        }
        return names;
    }

    /** As whoever takes another is told. */
    private static List<String> filters() {
        try {
            throw new AssertionError(Filter.strictly(Map.of("none", List.of("x"))));
        } catch (IllegalArgumentException e) {
            return List.of(e.getMessage()
                    .replaceFirst(".*there are ", "")
                    .replace(".", "")
                    .split(", "));
        }
    }

    /** The document, the database's comments aside, is the one place beside the enums where the states and the reasons stand. */
    @Test
    void statesAndReasonsAreThoseOfTheEnums() {
        JsonNode schemas = document.at("/components/schemas");
        assertThat(enumerated(schemas.path("Reason"))).isEqualTo(DeadLetterReason.names());
        assertThat(enumerated(schemas.path("SentState"))).isEqualTo(ReplayEntryState.names());
        List<Set<String>> all = new ArrayList<>();
        walk(schemas, (name, node) -> {
            if (node.path("enum").isArray()) {
                all.add(enumerated(node));
            }
        });
        assertThat(all)
                .contains(
                        EntryState.names(),
                        Stream.of(ReplayState.values()).map(Enum::name).collect(Collectors.toSet()));
    }

    private static Set<String> enumerated(JsonNode schema) {
        Set<String> values = new TreeSet<>();
        schema.path("enum").forEach(value -> values.add(value.asText()));
        return values;
    }

    @Test
    void whatTheDocumentRefersToIsThereAndNothingElseIs() {
        Set<String> referred = new TreeSet<>();
        walk(document, (name, node) -> {
            if (name.equals("$ref")) {
                referred.add(node.asText());
            }
        });
        assertThat(referred)
                .allMatch(pointer -> document.at(pointer.substring(1)).isObject());
        Set<String> there = new TreeSet<>();
        document.path("components").properties().stream()
                .filter(kind -> !kind.getKey().equals("securitySchemes"))
                .forEach(kind -> kind.getValue()
                        .fieldNames()
                        .forEachRemaining(name -> there.add("#/components/" + kind.getKey() + '/' + name)));
        assertThat(referred).isEqualTo(there);
    }

    @Test
    void eachOperationHasAnIdOfItsOwnItsPathsParametersAndItsAnswers() {
        assertThat(document.path("openapi").asText()).startsWith("3.1.");
        Set<String> ids = new TreeSet<>();
        Set<String> tags =
                document.path("tags").findValuesAsText("name").stream().collect(Collectors.toSet());
        operations((name, operation) -> {
            assertThat(ids.add(operation.path("operationId").asText())).as(name).isTrue();
            assertThat(operation.path("summary").asText()).as(name).isNotBlank();
            assertThat(tags).as(name).contains(operation.at("/tags/0").asText());
            assertThat(parameters(operation, "path"))
                    .as(name)
                    .isEqualTo(Pattern.compile("\\{(\\w+)}")
                            .matcher(name)
                            .results()
                            .map(variable -> variable.group(1))
                            .collect(Collectors.toSet()));
            assertThat(operation.path("responses"))
                    .as(name)
                    .isNotEmpty()
                    .allSatisfy(response -> assertThat(
                                    resolved(response).path("description").asText())
                            .as(name)
                            .isNotBlank());
            if (name.contains(API)) {
                assertThat(operation.path("security").toString())
                        .as(name)
                        .isEqualTo("[{\"basicAuth\":[]},{\"bearerAuth\":[]}]");
            }
        });
        assertThat(ids).doesNotContain("");
    }

    @Test
    void eachExampleIsOne() {
        List<String> wrong = new ArrayList<>();
        walk(document, (name, node) -> {
            if (name.equals("content")) {
                node.forEach(type -> examples(type).forEach((of, example) -> {
                    ObjectNode whole = JSON.createObjectNode();
                    whole.set("components", document.path("components"));
                    whole.set("allOf", JSON.createArrayNode().add(type.path("schema")));
                    whole.put("unevaluatedProperties", false);
                    JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                            .getSchema(
                                    whole,
                                    SchemaValidatorsConfig.builder()
                                            .formatAssertionsEnabled(true)
                                            .build())
                            .validate(example)
                            .forEach(message -> wrong.add(example + ": " + message));
                }));
            }
        });
        assertThat(wrong).isEmpty();
    }

    private static Map<String, JsonNode> examples(JsonNode type) {
        Map<String, JsonNode> examples = new HashMap<>();
        if (type.has("example")) {
            examples.put("", type.path("example"));
        }
        type.path("examples")
                .properties()
                .forEach(each ->
                        examples.put(each.getKey(), resolved(each.getValue()).path("value")));
        return examples;
    }

    private static void operations(BiConsumer<String, JsonNode> each) {
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(method -> each.accept(
                                method.getKey().toUpperCase(Locale.ROOT) + ' ' + path.getKey(), method.getValue())));
    }

    private static Set<String> parameters(JsonNode operation, String in) {
        Set<String> names = new TreeSet<>();
        operation.path("parameters").forEach(parameter -> {
            if (resolved(parameter).path("in").asText().equals(in)) {
                names.add(resolved(parameter).path("name").asText());
            }
        });
        return names;
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static void walk(JsonNode node, BiConsumer<String, JsonNode> each) {
        node.properties().forEach(field -> {
            each.accept(field.getKey(), field.getValue());
            walk(field.getValue(), each);
        });
        if (node.isArray()) {
            node.forEach(item -> walk(item, each));
        }
    }
}
