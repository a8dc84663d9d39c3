package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Does what the pages say: the commands that they show print what the pages show below them. */
class PagesIT {

    private static final Pattern CALL = Pattern.compile("```bash\n(curl .*?)```\n```json\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND =
            Pattern.compile("(bin/dead-letters [^\n]*)\n```\n```\n(.*?)```", Pattern.DOTALL);
    private static final Pattern BLOCK =
            Pattern.compile("(?m)^   ```yaml\n(.*?)^   ```$", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern NEW = Pattern.compile("(?m)^(bin/checkout new [^\n]*)$");
    private static final String CHECKOUT =
            Path.of("bin/checkout").toAbsolutePath().toString();
    private static final String PASSWORD = "the-operator";
    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final String LAST_RULE = "              - jq: {expression: \"true\"}\n";

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    Path folder;

    @Test
    void theReadmesCallsAreAnsweredAsItShows() throws Exception {
        List<MatchResult> calls = blocks("README.md", CALL);
        assertThat(calls).hasSize(3);
        try (Service service = new Service(folder, Map.of()).start()) {
            for (MatchResult call : calls) {
                JsonNode shown = json.readTree(call.group(2));
                // On a busy machine the first may take longer than its caller waits; the same command again is the same
                // checkout.
                await(call.group(1))
                        .untilAsserted(() -> assertThat(json.readTree(run(service, call.group(1))))
                                .isEqualTo(shown));
            }
        }
    }

    @Test
    void theCommandLinePrintsWhatTheOperatorsPageShows() throws Exception {
        List<MatchResult> commands = blocks("docs/operator.md", COMMAND);
        assertThat(commands)
                .extracting(command -> command.group(1).split(" ")[1])
                .containsExactly("groups", "replay");
        try (Service service =
                new Service(folder, Map.of("CHECKOUT_DESK", "true", "CHECKOUT_DESK_PASSWORD", PASSWORD)).start()) {
            for (String cart :
                    List.of("00000000-0000-4000-8000-000000000409", "00000000-0000-4000-8000-000000000422")) {
                service.post(
                        "/carts/" + cart + "/checkout",
                        "{\"customerId\":\"" + CUSTOMER + "\"}",
                        "Prefer",
                        "respond-async");
            }
            await("both are filed")
                    .untilAsserted(() -> assertThat(
                                    untimed(run(service, commands.get(0).group(1))))
                            .containsExactlyInAnyOrderElementsOf(
                                    untimed(commands.get(0).group(2))));
            List<String> shown = commands.get(1).group(2).lines().toList();
            List<String> printed =
                    run(service, commands.get(1).group(1)).lines().toList();
            assertThat(printed.get(printed.size() - 1)).isEqualTo(shown.get(shown.size() - 1));
            assertThat(printed.get(0)).startsWith("RUNNING: ");
        }
    }

    @Test
    void aDestinationIsAddedAsTheIntegrationEngineersPageSays() throws Exception {
        List<MatchResult> blocks = blocks("docs/integration-engineer.md", BLOCK);
        assertThat(blocks).hasSize(4);
        Path project = Project.copy(folder.resolve("project"));
        Path settings = project.resolve("application.yaml");
        Files.writeString(
                settings,
                Files.readString(settings).replace("  destinations:\n", "  destinations:\n" + yaml(blocks.get(0))));
        Path rules = project.resolve("routes/destinations.camel.yaml");
        assertThat(Files.readString(rules)).contains(LAST_RULE);
        Files.writeString(rules, Files.readString(rules).replace(LAST_RULE, yaml(blocks.get(1)) + LAST_RULE));
        Files.writeString(project.resolve("routes/bulk.test.yaml"), yaml(blocks.get(2)));
        assertThat(checkout(project, "test", "routes/bulk.test.yaml")).contains("Passed: 2 tests");
        try (Orchestrator standard = new Orchestrator();
                Orchestrator bulk = new Orchestrator();
                Service service = new Service(
                                folder,
                                Map.of(
                                        "CHECKOUT_ORCHESTRATOR_URL",
                                        standard.url(),
                                        "CHECKOUT_ORCHESTRATOR_BULK_URL",
                                        bulk.url()))
                        .in(project)
                        .start()) {
            for (int items : List.of(100, 101)) {
                String large = "{\"customerId\":\"" + CUSTOMER + "\",\"itemCount\":" + items + "}";
                assertThat(service.post("/carts/" + UUID.randomUUID() + "/checkout", large, "Prefer", "wait=30")
                                .statusCode())
                        .isEqualTo(200);
            }
            assertThat(standard.calls)
                    .extracting(call -> call.body().path("itemCount").asInt())
                    .containsExactly(100);
            assertThat(bulk.calls)
                    .extracting(call -> call.body().path("itemCount").asInt())
                    .containsExactly(101);
        }
        try (Orchestrator standard = new Orchestrator();
                Service copiedOnly = new Service(folder, Map.of("CHECKOUT_ORCHESTRATOR_URL", standard.url()))
                        .in(project)
                        .start()) {
            String large = "{\"customerId\":\"" + CUSTOMER + "\",\"itemCount\":101}";
            assertThat(copiedOnly
                            .post("/carts/" + UUID.randomUUID() + "/checkout", large, "Prefer", "wait=30")
                            .statusCode())
                    .as("without the variable")
                    .isEqualTo(200);
        }
    }

    /** All parts that can be new, side by side. */
    @Test
    void whatNewWritesIsRightAsItIs() throws Exception {
        Path project = Project.copy(folder.resolve("project"));
        List<String> commands = NEW.matcher(Files.readString(Path.of("docs/integration-engineer.md")))
                .results()
                .map(command -> command.group(1))
                .toList();
        assertThat(commands).hasSize(4);
        for (String command : commands) {
            sh(project, command);
        }
        checkout(project, "new", "destination", "express");
        checkout(project, "new", "broker", "any-jms", "--component", "jms");
        for (String point : List.of(
                "before-start",
                "after-start",
                "after-accepted",
                "after-rejected",
                "after-declined",
                "after-dead-lettered")) {
            checkout(project, "new", "step", "my-" + point, "--at", point);
        }
        assertThat(checkout(project, "lint")).isEqualTo("No mistakes\n");
        assertThat(checkout(project, "test")).contains("Passed: ").doesNotContain("FAILED");
        for (String broker : List.of("our-broker", "any-jms")) {
            assertThat(checkout(project, "lint", "--broker", broker)).isEqualTo("No mistakes\n");
        }
        String port = "" + Service.freePort();
        Map<String, String> ours = Map.of(
                "CHECKOUT_BROKER", "our-broker", "CHECKOUT_SANDBOX", "true", "CHECKOUT_OUR_BROKER_ACCEPTOR", port);
        Map<String, String> jms = Map.of(
                "CHECKOUT_BROKER", "any-jms", "CHECKOUT_SANDBOX", "true", "ANY_JMS_URL", "tcp://127.0.0.1:" + port);
        try (Service service = new Service(folder, ours).in(project).start();
                Service other = new Service(Files.createDirectories(folder.resolve("other")), jms)
                        .in(project)
                        .start()) {
            // By the broker that is in the one's process, and to which the other is a client.
            for (Service each : List.of(service, other)) {
                assertThat(each.post("/sandbox/shopping/checkouts?count=50", "").statusCode())
                        .isEqualTo(200);
                assertThat(each.post(
                                        "/carts/00000000-0000-4000-8000-000000000503/checkout",
                                        "{\"customerId\":\"" + UUID.randomUUID() + "\"}",
                                        "Prefer",
                                        "respond-async")
                                .statusCode())
                        .isEqualTo(202);
            }
            await("both work on what both have written")
                    .untilAsserted(
                            () -> assertThat(sagas(service) + sagas(other)).isEqualTo(100));
            assertThat(service.post(
                                    "/carts/" + UUID.randomUUID() + "/checkout",
                                    "{\"customerId\":\"" + CUSTOMER + "\",\"express\":true}",
                                    "Prefer",
                                    "wait=30")
                            .statusCode())
                    .as("by the sandbox")
                    .isEqualTo(200);
        }
        // From here on not every destination can be asked for a saga, which is no more what the shipped tests expect.
        checkout(project, "new", "destination", "partner", "--queue", "partner.carts");
        assertThat(checkout(project, "lint")).isEqualTo("No mistakes\n");
        assertThat(checkout(project, "test", "routes/partner.test.yaml")).contains("Passed: 2 tests");
    }

    private int sagas(Service service) throws Exception {
        return json.readTree(service.get("/sandbox/orchestrator/sagas").body())
                .path("sagas")
                .asInt();
    }

    /** What {@code bin/checkout} prints there; it ends well. */
    private static String checkout(Path project, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(CHECKOUT));
        command.addAll(List.of(arguments));
        return ended(project, new ProcessBuilder(command));
    }

    private static String sh(Path project, String command) throws Exception {
        return ended(project, new ProcessBuilder("sh", "-c", command.replace("bin/checkout", CHECKOUT)));
    }

    private static String ended(Path project, ProcessBuilder command) throws Exception {
        Process process =
                command.directory(project.toFile()).redirectErrorStream(true).start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        return printed;
    }

    private static List<MatchResult> blocks(String page, Pattern pattern) throws Exception {
        return pattern.matcher(Files.readString(Path.of(page))).results().toList();
    }

    /** A block of a list, which is three columns to the right there. */
    private static String yaml(MatchResult block) {
        return block.group(1).replaceAll("(?m)^ {3}", "");
    }

    private static List<String> untimed(String lines) {
        return lines.lines()
                .map(line ->
                        line.replaceAll("\\d{4}-\\d\\d-\\d\\dT\\S+", "<time>").stripTrailing())
                .toList();
    }

    /** What {@code command} prints, as somebody runs it in this folder. */
    private String run(Service service, String command) throws Exception {
        Path errors = folder.resolve("errors.txt");
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        command.replace("curl ", "curl -s ").replace("localhost:8080", "127.0.0.1:" + service.port))
                .redirectError(errors.toFile());
        builder.environment().put("DEAD_LETTERS_URL", "http://127.0.0.1:" + service.port);
        builder.environment().put("DEAD_LETTERS_PASSWORD", PASSWORD);
        Process process = builder.start();
        process.getOutputStream().close();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(2, TimeUnit.MINUTES)).as(command).isTrue();
        assertThat(printed).as("%s: %s", command, Files.readString(errors)).isNotEmpty();
        return printed;
    }
}
