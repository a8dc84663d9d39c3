package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever somebody makes of the routes, and forgets: each command of both doors is accounted for. */
class RoutesEditedIT {

    private static final int COMMANDS = 100;
    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final String STOP =
            "- filter: {simple: \"${exchangeProperty.destination} == 'standard'\", steps: [{stop: {}}]}\n";

    @TempDir
    Path folder;

    @Test
    void aFilterThatStopsBeforeTheDelivery() throws Exception {
        Path project = copy();
        String delivery = "- toD: direct:deliver-${exchangeProperty.destination}\n";
        edit(
                project.resolve("routes/broker-door.camel.yaml"),
                "              " + delivery,
                "              " + STOP + "              " + delivery);
        edit(
                project.resolve("routes/http-door.camel.yaml"),
                "                      " + delivery,
                "                      " + STOP + "                      " + delivery);
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = service(project, orchestrator)) {
            send(service);
            for (int i = 0; i < COMMANDS; i++) {
                HttpResponse<String> answer = service.post(
                        "/carts/" + UUID.randomUUID() + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
                assertThat(answer.body())
                        .contains("urn:acme:checkout:problem:no-outcome")
                        .contains("checkoutId");
                OpenApi.conforms(answer);
            }
            assertThat(service.log()).contains("step stop (routes/http-door.camel.yaml:");
            accountedFor(service, "route settle, step stop (routes/broker-door.camel.yaml:");
            assertThat(Alerts.sum(service.metrics(), "checkout_route_faults_total"))
                    .isEqualTo(2 * COMMANDS);
            assertThat(orchestrator.calls).isEmpty();
        }
    }

    @Test
    void aForgottenStepOfTheBrokerDoor() throws Exception {
        Path project = copy();
        edit(
                project.resolve("routes/broker-door.camel.yaml"),
                "        - bean: {ref: brokerDoor, method: receive}\n        - to: direct:settle\n",
                "        - bean: {ref: brokerDoor, method: receive}\n");
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = service(project, orchestrator)) {
            send(service);
            accountedFor(service, "route broker-door");
            assertThat(service.post(
                                    "/carts/" + UUID.randomUUID() + "/checkout",
                                    "{\"customerId\":\"" + CUSTOMER + "\"}")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** What could not be delivered is accepted only once it is on the broker, by whichever door it came. */
    @Test
    void aForgottenWriteOfWhatIsToBeRetriedLater() throws Exception {
        Path project = copy();
        edit(project.resolve("routes/delivery.camel.yaml"), """
                          - to:
                              uri: kamelet:broker-sink/to-pending-{{destination}}
                              parameters: {queue: "checkout.pending.{{destination}}", noErrorHandler: true}
                """, "");
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = service(project, orchestrator)) {
            orchestrator.answers = call -> Orchestrator.Answer.of(503);
            HttpResponse<String> answer =
                    service.post("/carts/" + UUID.randomUUID() + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
            assertThat(answer.body()).contains("urn:acme:checkout:problem:no-outcome");
            send(service);
            accountedFor(service, "nothing was sent to the broker");
        }
    }

    private Service service(Path project, Orchestrator orchestrator) throws Exception {
        return new Service(folder, Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url()))
                .in(project)
                .start();
    }

    private static void send(Service service) throws Exception {
        List<byte[]> commands = new ArrayList<>();
        for (int i = 0; i < COMMANDS; i++) {
            commands.add(BrokerContract.command(UUID.randomUUID().toString(), ""));
        }
        try (Queues queues = new Queues(service.brokerPort)) {
            queues.sendAll("checkout.commands", commands);
        }
    }

    private static void accountedFor(Service service, String step) throws Exception {
        await("a dead letter of each")
                .until(
                        () -> Alerts.sum(service.metrics(), "checkout_dead_letters_total", "reason", "INTERNAL"),
                        count -> count == COMMANDS);
        try (Queues queues = new Queues(service.brokerPort)) {
            assertThat(queues.browse("checkout.dead-letters"))
                    .hasSize(COMMANDS)
                    .allMatch(letter -> letter.headers().get("deadLetterDetail").contains(step));
        }
    }

    private Path copy() throws Exception {
        Path project = Files.createDirectories(folder.resolve("project"));
        try (Stream<Path> files = Files.walk(Path.of("routes"))) {
            for (Path file : files.toList()) {
                Path copy = project.resolve(file.toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy);
                }
            }
        }
        Files.copy(Path.of("application.yaml"), project.resolve("application.yaml"));
        return project;
    }

    private static void edit(Path file, String before, String after) throws Exception {
        String text = Files.readString(file);
        assertThat(text).contains(before);
        Files.writeString(file, text.replace(before, after));
    }
}
