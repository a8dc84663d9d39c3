package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the packaged service exports of its commands, by OTLP over HTTP. */
class TracingIT {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final String CALLER = "b7ad6b7169203331";
    private static final String STATE = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";

    private static Orchestrator orchestrator;
    private static Collector collector;
    private static Service service;
    private static Queues queues;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        orchestrator = new Orchestrator();
        collector = new Collector();
        service = new Service(
                        folder,
                        Operators.settings(Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL", orchestrator.url(),
                                "CHECKOUT_TRACING", "true",
                                "OTEL_EXPORTER_OTLP_ENDPOINT", collector.url(),
                                "OTEL_BSP_SCHEDULE_DELAY", "50",
                                "CHECKOUT_IMMEDIATE_RETRIES", "1",
                                "CHECKOUT_DELAYED_RETRIES", "200ms")))
                .start();
        queues = new Queues(service.brokerPort);
    }

    @AfterAll
    static void stop() {
        queues.close();
        service.close();
        collector.close();
        orchestrator.close();
    }

    private static String trace() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String parent(String trace) {
        return "00-" + trace + "-" + CALLER + "-01";
    }

    private static List<Collector.Seen> spans(String trace, String last) {
        return await().until(
                        () -> collector.of(trace),
                        all -> all.stream().anyMatch(each -> each.name().equals(last)));
    }

    private static Collector.Seen named(List<Collector.Seen> spans, String name) {
        return spans.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aRequestIsOneTreeFromItsCallerToTheOrchestrator() throws Exception {
        String cart = UUID.randomUUID().toString();
        String trace = trace();
        assertThat(service.post(
                                "/carts/" + cart + "/checkout",
                                "{\"customerId\":\"" + CUSTOMER + "\"}",
                                "traceparent",
                                parent(trace),
                                "tracestate",
                                STATE)
                        .statusCode())
                .isEqualTo(200);
        List<Collector.Seen> spans = spans(trace, "POST /carts/{cartId}/checkout");
        String door = "POST /carts/{cartId}/checkout";
        assertThat(spans)
                .extracting(collector::path)
                .containsExactlyInAnyOrder(
                        door,
                        door + " > read",
                        door + " > route",
                        door + " > deliver standard",
                        door + " > deliver standard > POST /sagas");
        Collector.Seen first = named(spans, door);
        assertThat(first.kind()).isEqualTo("SERVER");
        assertThat(first.parent()).isEqualTo(CALLER);
        assertThat(first.attributes())
                .containsEntry("http.response.status_code", "200")
                .containsEntry("http.route", "/carts/{cartId}/checkout")
                .containsEntry("checkout.outcome", "started")
                .containsEntry("checkout.cart.id", cart);
        Collector.Seen call = named(spans, "POST /sagas");
        assertThat(call.kind()).isEqualTo("CLIENT");
        assertThat(call.attributes())
                .containsEntry("http.request.method", "POST")
                .containsEntry("url.template", "/sagas")
                .containsEntry("server.address", "127.0.0.1")
                .containsEntry(
                        "server.port", "" + URI.create(orchestrator.url()).getPort())
                .containsEntry("http.response.status_code", "201")
                .containsEntry("checkout.attempt", "1");
        Orchestrator.Call made = orchestrator.callsFor(cart).get(0);
        assertThat(made.headers().get("Traceparent")).containsExactly("00-" + trace + "-" + call.id() + "-01");
        assertThat(made.headers().get("Tracestate")).containsExactly(STATE);
        assertThat(collector.bytes).noneMatch(export -> export.contains(CUSTOMER));
        await().until(() -> service.log().contains("trace_id=" + trace));
        assertThat(service.log())
                .containsPattern(
                        "started checkoutId.* traceId=\"?" + trace + ".* trace_id=" + trace + " span_id=" + first.id());
        assertThat(openMetrics())
                .containsPattern(
                        Pattern.compile("checkout_duration_seconds_bucket\\{.*# \\{.*trace_id=\"[0-9a-f]{32}\""));
    }

    @Test
    void aMessageThatIsTriedAgainLaterIsOneTreeThroughTheBroker() throws Exception {
        String cart = UUID.randomUUID().toString();
        String trace = trace();
        orchestrator.answers = call -> Orchestrator.Answer.of(
                orchestrator.callsFor(call.body().path("cartId").asText()).size() <= 2
                                && cart.equals(call.body().path("cartId").asText())
                        ? 503
                        : 201);
        send(cart, trace);
        List<Collector.Seen> spans = spans(trace, "process checkout.pending.standard");
        String door = "process checkout.commands";
        String again = door + " > send checkout.pending.standard > process checkout.pending.standard";
        assertThat(spans)
                .extracting(collector::path)
                .containsExactlyInAnyOrder(
                        door,
                        door + " > read",
                        door + " > route",
                        door + " > deliver standard",
                        door + " > deliver standard > POST /sagas",
                        door + " > deliver standard > POST /sagas",
                        door + " > send checkout.pending.standard",
                        again,
                        again + " > read",
                        again + " > route",
                        again + " > deliver standard",
                        again + " > deliver standard > POST /sagas");
        assertThat(spans)
                .filteredOn(span -> span.name().equals("POST /sagas"))
                .extracting(span -> span.attributes().get("checkout.attempt") + " "
                        + span.attributes().get("http.response.status_code") + " " + span.failed())
                .containsExactly("1 503 true", "2 503 true", "3 201 false");
        assertThat(named(spans, door).kind()
                        + named(spans, "send checkout.pending.standard").kind())
                .isEqualTo("CONSUMERPRODUCER");
        assertThat(orchestrator.callsFor(cart))
                .hasSize(3)
                .allMatch(call -> call.headers().get("Traceparent").get(0).contains(trace))
                .allMatch(call -> call.headers().get("Tracestate").equals(List.of(STATE)));
    }

    @Test
    void aReplayIsATraceOfItsOwnWithALinkToTheOriginals() throws Exception {
        String cart = UUID.randomUUID().toString();
        String trace = trace();
        orchestrator.answers = call ->
                Orchestrator.Answer.of(cart.equals(call.body().path("cartId").asText()) ? 409 : 201);
        send(cart, trace);
        List<Collector.Seen> spans = spans(trace, "process checkout.commands");
        Collector.Seen letter = named(spans, "send checkout.dead-letters");
        assertThat(collector.path(letter)).isEqualTo("process checkout.commands > send checkout.dead-letters");
        assertThat(letter.attributes()).containsEntry("checkout.dead_letter.reason", "REJECTED");
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        Operators operators = new Operators(service).awaitOpen();
        await().until(() -> Alerts.sum(service.metrics(), "checkout_desk_depth") == 1);
        operators.awaitState(operators.replay("{\"filter\": {\"reason\": \"REJECTED\"}}"), "DONE");
        Collector.Seen replay = await().until(
                        () -> collector.spans.stream()
                                .filter(each -> each.name().equals("replay"))
                                .toList(),
                        all -> all.size() == 1)
                .get(0);
        assertThat(replay.parent()).isEmpty();
        assertThat(replay.links()).containsExactly(trace);
        assertThat(collector.of(replay.trace()))
                .extracting(collector::path)
                .contains("replay > deliver standard > POST /sagas");
        assertThat(orchestrator.callsFor(cart))
                .last()
                .matches(call -> call.headers().get("Traceparent").get(0).contains(replay.trace()));
    }

    @Test
    void aCollectorThatHangsHoldsUpNoCheckoutAndNoStopAndIsSaidOnce(@TempDir Path folder) throws Exception {
        try (Collector hanging = new Collector().hangs();
                Service own = new Service(
                        folder,
                        Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL", orchestrator.url(),
                                "CHECKOUT_TRACING", "true",
                                "OTEL_EXPORTER_OTLP_ENDPOINT", hanging.url(),
                                "OTEL_EXPORTER_OTLP_TIMEOUT", "200",
                                "OTEL_BSP_SCHEDULE_DELAY", "50"))) {
            own.start();
            while (hanging.requests.get() < 3) {
                assertThat(own.post(
                                        "/carts/" + UUID.randomUUID() + "/checkout",
                                        "{\"customerId\":\"" + CUSTOMER + "\"}")
                                .statusCode())
                        .isEqualTo(200);
            }
            own.close();
            // 137 would be of a process that had to be killed.
            assertThat(own.ended()).isEqualTo(143);
            assertThat(own.log().lines().filter(line -> line.matches(".* (WARN|ERROR) .*(?i:span|export|telemetry).*")))
                    .singleElement()
                    .asString()
                    .contains("Spans can't be exported");
        }
    }

    @Test
    void withoutTheSettingNothingOfOpenTelemetryRunsAndTheTraceIsPassedOnAsItCame(@TempDir Path folder)
            throws Exception {
        String cart = UUID.randomUUID().toString();
        String trace = trace();
        Path classes = folder.resolve("classes.log");
        try (Service own = new Service(
                        folder,
                        Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL",
                                orchestrator.url(),
                                "JAVA_TOOL_OPTIONS",
                                "-Xlog:class+load:file=" + classes))
                .start()) {
            assertThat(own.post(
                                    "/carts/" + cart + "/checkout",
                                    "{\"customerId\":\"" + CUSTOMER + "\"}",
                                    "traceparent",
                                    parent(trace),
                                    "tracestate",
                                    STATE)
                            .statusCode())
                    .isEqualTo(200);
            assertThat(own.metrics()).contains("checkout_outcomes_total");
            assertThat(own.log()).contains("traceId=").doesNotContain("trace_id", "span_id");
        }
        assertThat(orchestrator.callsFor(cart).get(0).headers().get("Traceparent"))
                .containsExactly(parent(trace));
        assertThat(orchestrator.callsFor(cart).get(0).headers().get("Tracestate"))
                .containsExactly(STATE);
        assertThat(Files.readAllLines(classes))
                .anyMatch(line -> line.contains("com.acme.checkout.http.HttpDoor"))
                .filteredOn(line -> line.contains(" io.opentelemetry."))
                // Spring Boot's own look whether it is there.
                .allMatch(line -> line.contains(" io.opentelemetry.context.ContextStorage "));
    }

    private static void send(String cart, String trace) throws Exception {
        queues.send(
                "checkout.commands",
                ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"}").getBytes(UTF_8),
                Map.of("traceparent", parent(trace), "tracestate", STATE));
    }

    private static String openMetrics() throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(
                                        "http://127.0.0.1:" + service.managementPort + "/actuator/prometheus"))
                                .header("Accept", "application/openmetrics-text; version=1.0.0")
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
