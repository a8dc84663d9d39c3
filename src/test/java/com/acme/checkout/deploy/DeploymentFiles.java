package com.acme.checkout.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads the files that a deployment is made of, and {@code application.yaml}, which they are held against. */
final class DeploymentFiles {

    static final Path KUBERNETES = Path.of("deploy", "kubernetes");
    static final Path OVERLAY = KUBERNETES.resolve(Path.of("overlays", "kafka-postgresql"));

    private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
    /** As in <code>${SERVER_PORT:8080}</code>. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):([^}]*)}");

    private DeploymentFiles() {}

    /** The only document of a file. */
    static JsonNode yaml(Path file) throws IOException {
        List<JsonNode> documents = YAML.readerFor(JsonNode.class)
                .<JsonNode>readValues(file.toFile())
                .readAll();
        if (documents.size() != 1) {
            throw new IllegalStateException(file + " holds " + documents.size() + " documents");
        }
        return documents.get(0);
    }

    /** All manifests of Kubernetes' own kinds, by file. */
    static Map<Path, JsonNode> manifests() throws IOException {
        Map<Path, JsonNode> manifests = new LinkedHashMap<>();
        for (Path file : files(KUBERNETES)) {
            if (file.toString().endsWith(".yaml") && !file.endsWith("kustomization.yaml")) {
                manifests.put(file, yaml(file));
            }
        }
        return manifests;
    }

    /** The only manifest of a kind. */
    static JsonNode manifest(String kind) throws IOException {
        List<JsonNode> found = manifests().values().stream()
                .filter(each -> each.path("kind").asText().equals(kind))
                .toList();
        if (found.size() != 1) {
            throw new IllegalStateException(found.size() + " manifests of kind " + kind);
        }
        return found.get(0);
    }

    static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    /** What a file of lines NAME=value holds. */
    static Map<String, String> variables(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(
                        pair -> pair[0], pair -> pair[1], (first, second) -> second, LinkedHashMap::new));
    }

    /** What the service is set by in the environment: every variable that {@code application.yaml} names, with its default. */
    static Map<String, String> known() throws IOException {
        Map<String, String> known = new LinkedHashMap<>();
        Matcher named = VARIABLE.matcher(Files.readString(Path.of("application.yaml")));
        while (named.find()) {
            known.put(named.group(1), named.group(2));
        }
        return known;
    }

    /** A setting of {@code application.yaml}, or its default where a variable sets it. */
    static String setting(String... path) throws IOException {
        JsonNode node = yaml(Path.of("application.yaml"));
        for (String each : path) {
            node = node.path(each);
        }
        Matcher variable = VARIABLE.matcher(node.asText());
        return variable.matches() ? variable.group(2) : node.asText();
    }

    /** Where {@code document} is not what a schema of {@code src/test/resources/schemas} says. */
    static List<String> faults(String schema, VersionFlag version, JsonNode document) throws IOException {
        try (InputStream in = DeploymentFiles.class.getResourceAsStream("/schemas/" + schema)) {
            ObjectNode json = (ObjectNode) new ObjectMapper().readTree(in);
            // Says by which draft it is written, which the version here says, and its name, which is no address.
            json.remove(List.of("$schema", "$id"));
            JsonSchema compiled = JsonSchemaFactory.getInstance(version).getSchema(json);
            return compiled.validate(document).stream()
                    .map(ValidationMessage::getMessage)
                    .sorted()
                    .toList();
        }
    }

    static List<String> kubernetesFaults(JsonNode manifest) throws IOException {
        return faults("kubernetes-1.33.json", VersionFlag.V202012, manifest);
    }

    /** All values under {@code name}, wherever they are. */
    static List<JsonNode> all(JsonNode node, String name) {
        return node.findValues(name);
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(each -> texts.add(each.asText()));
        return texts;
    }

    static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
