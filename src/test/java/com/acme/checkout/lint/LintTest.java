package com.acme.checkout.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** Each mistake of a kept list, made in a copy of the shipped files, is found where it is; nothing else is. */
class LintTest {

    private static final Path MISTAKES = Path.of("src/test/resources/mistakes.yaml");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "artemis", "amqp", "rabbitmq", "kafka"})
    void asTheyAreShippedTheyAreRight(String broker) {
        assertThat(new Linter(Path.of(""), broker, Map.of()).findings()).isEmpty();
    }

    static Stream<Arguments> mistakes() throws IOException {
        List<Map<String, Object>> all = new Yaml().load(Files.readString(MISTAKES));
        return all.stream().map(each -> Arguments.of(each.get("name"), each));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void eachMistakeIsFoundWhereItIs(String name, Map<String, Object> mistake) throws IOException {
        ProjectCopy.into(folder);
        make(mistake);
        @SuppressWarnings("unchecked")
        Map<String, String> variables = (Map<String, String>) mistake.getOrDefault("variables", Map.of());
        List<Finding> findings = new Linter(folder, null, variables).findings();
        assertThat(findings).as(name).hasSize(1 + (int) mistake.getOrDefault("more", 0));
        assertThat(findings).isSorted().anySatisfy(each -> {
            assertThat(each.message()).contains((String) mistake.get("message")).doesNotContain("\n");
            assertThat(each.file()).hasToString((String) mistake.getOrDefault("found", mistake.get("file")));
            String line = Files.readAllLines(folder.resolve(each.file())).get(each.line() - 1);
            assertThat(line).contains((String) mistake.get("line"));
            assertThat(each.column()).isBetween(1, line.length() + 1);
        });
    }

    private void make(Map<String, Object> mistake) throws IOException {
        if (!mistake.containsKey("file")) {
            return;
        }
        Path file = folder.resolve((String) mistake.get("file"));
        String by = (String) mistake.get("by");
        if (mistake.containsKey("replace")) {
            ProjectCopy.edit(file, (String) mistake.get("replace"), by);
        } else if (mistake.containsKey("append")) {
            Files.writeString(file, Files.readString(file) + by);
        } else {
            Files.createDirectories(file.getParent());
            Files.writeString(file, by);
        }
    }

    @Test
    void severalMistakesAreAllFoundAtOnce() throws IOException {
        ProjectCopy.into(folder);
        Path routes = folder.resolve("routes");
        ProjectCopy.edit(routes.resolve("checkout.camel.yaml"), "method: text}", "method: text");
        ProjectCopy.edit(
                routes.resolve("http-door.camel.yaml"), "httpDoor, method: accepted", "httpDoor, method: acepted");
        ProjectCopy.edit(
                routes.resolve("http-door.camel.yaml"),
                "{ref: httpDoor, method: receive}",
                "{rf: httpDoor, method: receive}");
        ProjectCopy.edit(routes.resolve("broker-door.camel.yaml"), "- to: direct:answered", "- too: direct:answered");
        ProjectCopy.edit(routes.resolve("destinations.camel.yaml"), ".promotionCode !=", ".promotionCode | lenght !=");
        ProjectCopy.edit(folder.resolve("application.yaml"), "  remembered:", "  rememberd:");
        assertThat(new Linter(folder, "kafka", Map.of("CHECKOUT_CONSUMRS", "4")).findings())
                .isSorted()
                .extracting(
                        each -> each.file().getFileName() + " " + each.message().replaceAll("^.*did you", "did you"))
                .hasSize(7)
                .contains(
                        "application.yaml did you mean CHECKOUT_CONSUMERS?",
                        "application.yaml did you mean checkout.remembered?",
                        "broker-door.camel.yaml did you mean to?",
                        "http-door.camel.yaml did you mean ref?",
                        "http-door.camel.yaml did you mean accepted?")
                .anySatisfy(each -> assertThat(each).contains("checkout.camel.yaml is no YAML"))
                .anySatisfy(each -> assertThat(each).contains("destinations.camel.yaml", "lenght"));
    }

    /** A command needs both its files: where one is missing there is no line to show. */
    @Test
    void aCommandWithoutRulesIsFound() throws IOException {
        ProjectCopy.into(folder);
        Path commands = Files.createDirectories(folder.resolve("routes/commands"));
        Files.writeString(
                commands.resolve("checkout-guest-cart.v1.schema.json"),
                "{\"$schema\": \"http://json-schema.org/draft-07/schema#\", \"required\": [\"cartId\"]}");
        assertThat(new Linter(folder, null, Map.of()).findings())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.file()).hasToString("routes/commands/checkout-guest-cart.camel.yaml");
                    assertThat(each.message())
                            .contains(
                                    "no route reads direct:destinations-checkout-guest-cart",
                                    "add that route with its rules");
                });
    }

    @Test
    void aDestinationAsTheDocumentsAddItIsNoMistake() throws IOException {
        ProjectCopy.into(folder);
        ProjectCopy.edit(
                folder.resolve("application.yaml"),
                "  # A stand-in for",
                "    bulk:\n"
                        + "      url: ${CHECKOUT_ORCHESTRATOR_BULK_URL:${checkout.orchestrator-url}}\n"
                        + "      concurrency: ${CHECKOUT_BULK_CONCURRENCY:256}\n"
                        + "  # A stand-in for");
        Path rules = folder.resolve("routes/destinations.camel.yaml");
        ProjectCopy.edit(
                rules,
                "              - jq: {expression: \"true\"}",
                "              - jq: {expression: \".itemCount > 100\"}\n                steps:\n"
                        + "                  - setProperty: {name: destination, constant: bulk}\n"
                        + "              - jq: {expression: \"true\"}");
        StringBuilder routes = new StringBuilder(Files.readString(rules));
        for (String kind : List.of("deliver", "park", "pending", "lookup")) {
            routes.append("- templatedRoute: {routeTemplateRef: " + kind + ", routeId: " + kind
                    + "-bulk, parameters: [{name: destination, value: bulk}]}\n");
        }
        Files.writeString(rules, routes);
        assertThat(new Linter(folder, null, Map.of("CHECKOUT_BULK_CONCURRENCY", "4")).findings())
                .isEmpty();
    }
}
