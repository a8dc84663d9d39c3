package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The broker door, its dead letters and its retries, on the embedded broker. */
class BrokerDoorIT {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";

    private static Orchestrator orchestrator;
    private static Service service;
    private static Queues queues;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        orchestrator = new Orchestrator();
        service = new Service(
                        folder,
                        Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL",
                                orchestrator.url(),
                                "CHECKOUT_DELAYED_RETRIES",
                                "200ms,300ms"))
                .start();
        queues = new Queues(service.brokerPort);
    }

    @AfterAll
    static void stop() {
        queues.close();
        service.close();
        orchestrator.close();
    }

    @Test
    void aCommandStartsItsSagaWithAllThatItCarries() throws Exception {
        String cart = UUID.randomUUID().toString();
        queues.send(
                "checkout.commands",
                ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\",\"gift\":{\"n\":1.50}}")
                        .getBytes(UTF_8),
                Map.of(
                        "idempotencyKey",
                        "k-" + cart,
                        "traceparent",
                        "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                        "CamelHttpUri",
                        "http://127.0.0.1:9/x",
                        "cAmelHttpPath",
                        "/evil"));
        Orchestrator.Call call = await().until(() -> orchestrator.callsFor(cart), calls -> calls.size() == 1)
                .get(0);
        assertThat(call.path()).isEqualTo("/sagas");
        assertThat(call.text()).contains("\"gift\":{\"n\":1.50}");
        assertThat(call.body().path("checkoutId").asText()).isEqualTo(call.key());
        assertThat(call.headers().get("Traceparent"))
                .containsExactly("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        assertThat(call.headers().keySet()).noneMatch(name -> name.toLowerCase().contains("camel"));
    }

    @Test
    void aMalformedMessageIsADeadLetterWithItsBytesAndItsNeighboursPass() throws Exception {
        String before = UUID.randomUUID().toString();
        String after = UUID.randomUUID().toString();
        byte[] malformed = "{\"cartId\": oops \u00e9".getBytes(UTF_8);
        send(before);
        queues.send("checkout.commands", malformed, Map.of("shop", "web-1"));
        send(after);
        var letter = letter("UNREADABLE", "shop");
        assertThat(letter.body()).isEqualTo(malformed);
        assertThat(letter.headers())
                .containsKeys(
                        "deadLetterId",
                        "deadLetterDetail",
                        "deadLetterException",
                        "deadLetterAttempts",
                        "deadLetterFirstAt",
                        "deadLetterLastAt",
                        "deadLetterSource",
                        "deadLetterRoute");
        assertThat(letter.headers().get("deadLetterHeaders")).contains("\"shop\":\"web-1\"");
        assertThat(letter.headers()).doesNotContainKey("shop");
        await().untilAsserted(() -> assertThat(orchestrator.callsFor(before)).hasSize(1));
        await().untilAsserted(() -> assertThat(orchestrator.callsFor(after)).hasSize(1));
    }

    @Test
    void everyReasonSaysWhatHappened() throws Exception {
        String rejected = UUID.randomUUID().toString();
        String refused = UUID.randomUUID().toString();
        String exhausted = UUID.randomUUID().toString();
        Map<String, Integer> statuses = Map.of(rejected, 409, refused, 422, exhausted, 503);
        orchestrator.answers = call -> Orchestrator.Answer.of(
                statuses.getOrDefault(call.body().path("cartId").asText(), 201));
        send(rejected);
        send(refused);
        send(exhausted);
        queues.send("checkout.commands", "{\"cartId\":\"1\"}".getBytes(UTF_8), Map.of("case", "invalid"));
        queues.send(
                "checkout.commands",
                ("{\"cartId\":\"" + rejected + "\",\"customerId\":\"" + CUSTOMER + "\"}").getBytes(UTF_8),
                Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_type",
                        "acme.shopping.other.v1",
                        "ce_source",
                        "/s",
                        "ce_id",
                        "1",
                        "case",
                        "type"));
        assertThat(letter("REJECTED", rejected).headers())
                .containsEntry("deadLetterStatus", "409")
                .containsEntry("cartId", rejected);
        assertThat(letter("REFUSED", refused).headers()).containsEntry("deadLetterStatus", "422");
        assertThat(letter("UNROUTABLE", "type").headers().get("deadLetterDetail"))
                .contains("acme.shopping.checkout-cart.v1");
        assertThat(letter("INVALID", "invalid").headers().get("deadLetterDetail"))
                .contains("cartId")
                .contains("customerId");
        // One try and two delayed retries, each with three immediate retries.
        assertThat(letter("EXHAUSTED", exhausted).headers())
                .containsEntry("deadLetterAttempts", "12")
                .containsEntry("deadLetterStatus", "503");
        assertThat(orchestrator.callsFor(exhausted))
                .hasSize(12)
                .extracting(Orchestrator.Call::key)
                .containsOnly(orchestrator.callsFor(exhausted).get(0).key());
    }

    @Test
    void refusedCredentialsAreCountedAndSaidOnceAndUseUpNoRetry() throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(401);
        String cart = UUID.randomUUID().toString();
        send(cart);
        await("more often than all its retries")
                .until(() -> orchestrator.callsFor(cart).size() > 12);
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        await("it is started")
                .until(() -> orchestrator.sagas.containsKey(
                        orchestrator.callsFor(cart).get(0).key()));
        assertThat(service.log().lines().filter(line -> line.contains("refuses our credentials")))
                .hasSize(1)
                .first()
                .asString()
                .contains("standard", "401");
        assertThat(Alerts.sum(service.metrics(), "checkout_calls_total", "destination", "standard", "status", "401"))
                .isEqualTo(orchestrator.callsFor(cart).size() - 1);
    }

    @Test
    void aSerializedObjectIsKeptAsBytesAndNeverOpened() throws Exception {
        queues.sendObject("checkout.commands", new java.util.ArrayList<>(List.of("serialized-marker")));
        await().untilAsserted(() -> assertThat(queues.browse("checkout.dead-letters"))
                .anyMatch(letter -> "UNREADABLE".equals(letter.headers().get("deadLetterReason"))
                        && new String(letter.body(), java.nio.charset.StandardCharsets.ISO_8859_1)
                                .contains("serialized-marker")));
    }

    private static void send(String cart) throws Exception {
        queues.send(
                "checkout.commands",
                ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"}").getBytes(UTF_8),
                Map.of());
    }

    private static Queues.Letter letter(String reason, String mark) {
        return await("a dead letter " + reason + " with " + mark)
                .until(
                        () -> queues.browse("checkout.dead-letters").stream()
                                .filter(l -> reason.equals(l.headers().get("deadLetterReason"))
                                        && (new String(l.body(), UTF_8).contains(mark)
                                                || l.headers()
                                                        .get("deadLetterHeaders")
                                                        .contains(mark)))
                                .findFirst()
                                .orElse(null),
                        letter -> letter != null);
    }
}
