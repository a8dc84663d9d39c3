package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Does what {@code docs/another-broker.md} says, with the very blocks that it shows, in a copy of this project; then NATS
 * has to keep what every broker keeps.
 */
@Tag("brokers")
class AnotherBrokerIT extends RemoteBrokerContract {

    private static final Path PAGE = Path.of("docs/another-broker.md");

    private static final Pattern DEFINITION =
            Pattern.compile("\n  definition:\n.*?(?=\n  template:\n)", Pattern.DOTALL);
    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final int SCREEN = 120;

    private Path project;
    private String classPath;

    @Override
    Broker broker(Path folder) throws Exception {
        Broker nats = new NatsBroker(folder);
        try {
            project = Project.withPartner(WalkThrough.follow(PAGE, folder.resolve("project")));
            classPath = WalkThrough.classPath(project);
            return nats;
        } catch (Exception | Error e) {
            nats.close();
            throw e;
        }
    }

    @Override
    Service service(Path folder, Map<String, String> settings) {
        return new Service(folder, settings).in(project, classPath);
    }

    @Test
    void theFolderHasTheShapeOfTheOthers() throws IOException {
        Path folder = project.resolve("routes/brokers/nats");
        for (String kamelet : List.of("broker-source.kamelet.yaml", "broker-sink.kamelet.yaml")) {
            assertThat(definition(folder.resolve(kamelet)))
                    .isEqualTo(definition(Path.of("routes/brokers/rabbitmq", kamelet)));
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files)
                    .hasSize(3)
                    .allSatisfy(file -> assertThat(Files.readAllLines(file))
                            .hasSizeLessThanOrEqualTo(SCREEN)
                            .first()
                            .asString()
                            .startsWith("# "));
        }
    }

    private static String definition(Path kamelet) throws IOException {
        return DEFINITION
                .matcher(Files.readString(kamelet))
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    /** NATS headers are ASCII. */
    @Test
    void aKeyThatIsNotAsciiIsTheSameInEveryAttempt() throws Exception {
        String structured = UUID.randomUUID().toString();
        String binary = UUID.randomUUID().toString();
        standard.answers = call -> Orchestrator.Answer.of(
                standard.callsFor(call.body().path("cartId").asText()).size() <= 4 ? 503 : 201);
        send(
                structured,
                ("{\"specversion\":\"1.0\",\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/café 100%\",\"id\":\"1 \",\"data\":"
                                + command(structured) + "}")
                        .getBytes(UTF_8),
                Map.of("Content-Type", "application/cloudevents+json"));
        send(
                binary,
                command(binary).getBytes(UTF_8),
                Map.of(
                        "ce-specversion",
                        "1.0",
                        "ce-type",
                        "acme.shopping.checkout-cart.v1",
                        "ce-source",
                        "/caf%C3%A9 100%25",
                        "ce-id",
                        "1%20"));
        for (String cart : List.of(structured, binary)) {
            List<Orchestrator.Call> calls = await().until(() -> standard.callsFor(cart), seen -> seen.size() >= 5);
            assertThat(calls)
                    .extracting(Orchestrator.Call::key)
                    .containsOnly(com.acme.checkout.command.CheckoutId.ofKey(cart, "/café 100% 1 ")
                            .toString());
        }
    }

    /** As the page says: it can't without, and says so in one line. */
    @Override
    void startWithoutItsBroker(Service service) throws Exception {
        int before = service.log().length();
        assertThat(service.launch().ended()).isNotZero();
        assertThat(service.log()
                        .substring(before)
                        .lines()
                        .filter(line -> !line.isBlank() && !line.startsWith("WARNING:")))
                .hasSize(1)
                .first()
                .asString()
                .contains("the bean nats can't be made", "Unable to connect to NATS servers");
        broker.restart();
        service.start();
    }

    @Test
    void aFolderWithoutARouteForItsQueuesSaysThatNobodyKnows(@TempDir Path folder) throws Exception {
        try (Service other =
                another(folder, "direct:broker-queue", "direct:another-name").start()) {
            assertThat(other.readiness()).contains("UNKNOWN", "direct:broker-queue");
        }
    }

    /** Though the connection to NATS is there, with threads of its own. */
    @Test
    void aMistakeInAFileEndsTheStartWithOneLine(@TempDir Path folder) throws Exception {
        try (Service other = another(folder, "uri: direct:nats-request", "uris: direct:nats-request")) {
            assertThat(other.launch().ended()).isNotZero();
            assertThat(other.log().lines().filter(line -> !line.isBlank() && !line.startsWith("WARNING:")))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("routes/brokers/nats/nats.camel.yaml, line", "uris");
        }
    }

    /** One on the same NATS, with something else in the file of routes. */
    private Service another(Path folder, String text, String instead) throws IOException {
        Path copy = Files.createDirectories(folder.resolve("project"));
        Project.copy(project.resolve("application.yaml"), copy.resolve("application.yaml"));
        Project.copy(project.resolve("routes"), copy.resolve("routes"));
        Path file = copy.resolve("routes/brokers/nats/nats.camel.yaml");
        String routes = Files.readString(file);
        assertThat(routes).contains(text);
        Files.writeString(file, routes.replace(text, instead));
        Map<String, String> settings = new LinkedHashMap<>(PARTNERS);
        settings.put("CHECKOUT_BROKER", "nats");
        settings.put("NATS_URL", broker.settings().get("NATS_URL"));
        // It would set up the consumers of all anew.
        settings.put("NATS_ACK_WAIT", broker.settings().get("NATS_ACK_WAIT"));
        settings.put("CHECKOUT_ORCHESTRATOR_URL", standard.url());
        return new Service(folder, settings).in(copy, classPath);
    }

    private static String command(String cart) {
        return "{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"}";
    }
}
