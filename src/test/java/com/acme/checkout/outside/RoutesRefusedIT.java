package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged service with routes or settings that can't work: it ends by itself, with one line that says what to do.
 * What else is refused, and how it is said, is in the unit tests of what checks it; here are those that go through Camel
 * and Spring.
 */
class RoutesRefusedIT {

    private static final Map<String, String> NONE = Map.of();

    @TempDir
    Path folder;

    /** A text of a file and what stands there instead; what the line says. */
    private record Variant(String file, String text, String instead, Map<String, String> settings, String... said) {}

    @Test
    void oneLineSaysWhyAndHow() throws Exception {
        List<Variant> variants = List.of(
                new Variant(
                        "broker-door.camel.yaml",
                        "to: direct:settle",
                        "to: direct:setle",
                        NONE,
                        "routes/broker-door.camel.yaml, line ",
                        "direct:setle",
                        "did you mean direct:settle?"),
                new Variant(
                        "orchestrators/http/orchestrator-sink.kamelet.yaml",
                        "httpMethod: POST",
                        "httpMethd: POST",
                        NONE,
                        "orchestrator-sink.kamelet.yaml, line ",
                        "did you mean httpMethod?"),
                new Variant("dead-letters.camel.yaml", null, null, NONE, "direct:dead-letter, which no route reads"),
                new Variant(
                        "checkout.yaml",
                        "",
                        "# Nothing\n",
                        NONE,
                        "routes/checkout.yaml: is passed over",
                        "rename it to checkout.camel.yaml"),
                // What Camel itself says, when it reads the files or makes the routes.
                new Variant("delivery.camel.yaml", null, null, NONE, "routes/", "deliver"),
                new Variant("broker-door.camel.yaml", "id: broker-park", "id: settle", NONE, "routes/", "settle"),
                new Variant("broker-door.camel.yaml", "uri: direct:broker-park", "uri: direct:settle", NONE, "direct:"),
                new Variant(
                        "broker-door.camel.yaml",
                        "- to: direct:settle",
                        "- too: direct:settle",
                        NONE,
                        "routes/broker-door.camel.yaml, line "),
                new Variant(
                        "brokers/embedded/broker-sink.kamelet.yaml",
                        "deliveryPersistent: true",
                        "deliveryPersistnt: true",
                        NONE,
                        "broker-sink.kamelet.yaml, line ",
                        "did you mean deliveryPersistent?"),
                new Variant(
                        null,
                        null,
                        null,
                        Map.of("CHECKOUT_BROKR", "kafka"),
                        "CHECKOUT_BROKR: there is no such setting; did you mean CHECKOUT_BROKER?"),
                new Variant(
                        null,
                        null,
                        null,
                        Map.of("SERVER_SSL_KEY_STORE", "/missing.p12"),
                        "The HTTP server can't be started",
                        "/missing.p12"),
                new Variant(
                        null,
                        null,
                        null,
                        Map.of("SERVER_ADDRESS", "0.0.0.0"),
                        "SERVER_ADDRESS: ",
                        "CHECKOUT_HTTP_OPEN_TO_NETWORK=true"),
                new Variant(
                        null,
                        null,
                        null,
                        Map.of("CHECKOUT_ORCHESTRATOR_URL", "http://user:s3cr@t@orchestrator.example"),
                        "CHECKOUT_ORCHESTRATOR_URL: "));
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<Void>> starts = new ArrayList<>();
            for (int i = 0; i < variants.size(); i++) {
                Variant variant = variants.get(i);
                Path place = Files.createDirectories(folder.resolve("" + i));
                starts.add(two.submit((Callable<Void>) () -> {
                    refused(place, variant);
                    return null;
                }));
            }
            for (Future<Void> start : starts) {
                start.get();
            }
        } finally {
            two.shutdownNow();
        }
    }

    private static void refused(Path place, Variant variant) throws Exception {
        Path project = Files.createDirectories(place.resolve("project"));
        for (String each : List.of("application.yaml", "routes")) {
            try (Stream<Path> files = Files.walk(Path.of(each))) {
                for (Path file : files.toList()) {
                    Files.copy(file, project.resolve(file.toString()));
                }
            }
        }
        if (variant.file() != null) {
            Path file = project.resolve("routes").resolve(variant.file());
            if (variant.text() == null) {
                Files.delete(file);
            } else if (variant.text().isEmpty()) {
                Files.writeString(file, variant.instead());
            } else {
                String before = Files.readString(file);
                assertThat(before).contains(variant.text());
                Files.writeString(file, before.replace(variant.text(), variant.instead()));
            }
        }
        try (Service service = new Service(place, variant.settings()).in(project)) {
            assertThat(service.launch().ended()).as(service.log()).isNotZero();
            assertThat(service.log().lines().filter(line -> !line.isBlank() && !line.startsWith("WARNING:")))
                    .as("%s", variant)
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("Checkout API does not start. ")
                    .contains(variant.said())
                    .doesNotContain("s3cr");
        }
    }
}
