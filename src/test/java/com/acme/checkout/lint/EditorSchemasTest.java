package com.acme.checkout.lint;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an editor marks: nothing of what is shipped, and what is misspelt. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EditorSchemasTest {

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** Of this class alone: what has been read of Camel's takes 400 MB. */
    private final Map<String, JsonSchema> read = new HashMap<>();

    @TempDir
    private Path folder;

    /** By the associations that VS Code reads. */
    @Test
    void allThatIsShippedIsGreen() throws Exception {
        JsonNode associations = new ObjectMapper()
                .readTree(Path.of(".vscode/settings.json").toFile())
                .get("yaml.schemas");
        Map<Path, Object> red = new TreeMap<>();
        int[] files = {0};
        for (var association : associations.properties()) {
            for (JsonNode pattern : association.getValue()) {
                PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern.asText());
                PathMatcher below = FileSystems.getDefault()
                        .getPathMatcher("glob:" + pattern.asText().replace("**/", ""));
                try (Stream<Path> all = Files.walk(Path.of("routes"))) {
                    for (Path file : all.filter(each -> matcher.matches(each) || below.matches(each))
                            .toList()) {
                        files[0]++;
                        var wrong = schema(Path.of(association.getKey())
                                        .getFileName()
                                        .toString())
                                .validate(YAML.readTree(file.toFile()));
                        if (!wrong.isEmpty()) {
                            red.put(file, wrong);
                        }
                    }
                }
            }
        }
        assertThat(red).isEmpty();
        try (Stream<Path> all = Files.walk(Path.of("routes"))) {
            assertThat(files[0]).as("files with a schema").isEqualTo((int)
                    all.filter(each -> each.toString().endsWith(".yaml")).count());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "routes.json     | routes/checkout.camel.yaml       | unmarshal:           | unmarshall:",
                "routes.json     | routes/delivery.camel.yaml       | bulkheadEnabled:     | bulkheadEnable:",
                "routes.json     | routes/delivery.camel.yaml       | inheritErrorHandler: true | inheritErrorHandler: maybe",
                "routes.json     | routes/broker-door.camel.yaml    | doCatch:             | doCach:",
                "kamelet.json    | routes/orchestrators/http/orchestrator-sink.kamelet.yaml | removeHeaders: | removeHeader s:",
                "kamelet.json    | routes/orchestrators/http/orchestrator-sink.kamelet.yaml | template:      | templates:",
                "route-test.json | routes/http-door.test.yaml       | orchestrator:        | orchestrators:",
                "route-test.json | routes/http-door.test.yaml       | outcome: started     | outcome: begun",
                "route-test.json | routes/broker-door.test.yaml     | door: broker         | door: window",
            })
    void whatIsMisspeltIsRed(String schema, String file, String text, String instead) throws Exception {
        String shipped = Files.readString(Path.of(file));
        assertThat(shipped).contains(text);
        assertThat(schema(schema).validate(YAML.readTree(shipped.replace(text, instead))))
                .isNotEmpty();
    }

    @Test
    void theyAreWrittenWhereTheEditorsLook() throws Exception {
        assertThat(EditorSchemas.write(folder.resolve("new")))
                .allSatisfy(file -> assertThat(
                                new ObjectMapper().readTree(file.toFile()).isObject())
                        .isTrue())
                .extracting(file -> file.getFileName().toString())
                .containsExactly("routes.json", "kamelet.json", "route-test.json");
        for (String name : List.of("routes", "kamelet", "route-test")) {
            assertThat(Files.readString(Path.of(".vscode/settings.json"))).contains("target/schemas/" + name + ".json");
            assertThat(Files.readString(Path.of(".idea/jsonSchemas.xml"))).contains("target/schemas/" + name + ".json");
        }
    }

    private JsonSchema schema(String name) throws Exception {
        JsonSchema known = read.get(name);
        if (known == null) {
            JsonNode schema = EditorSchemas.all().get(name);
            known = JsonSchemaFactory.getInstance(
                            schema.path("$schema").asText().contains("draft-04")
                                    ? SpecVersion.VersionFlag.V4
                                    : SpecVersion.VersionFlag.V7)
                    .getSchema(schema);
            read.put(name, known);
        }
        return known;
    }
}
