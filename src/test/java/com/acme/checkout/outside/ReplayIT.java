package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Operators put dead letters right: replayed, repaired, discarded; none twice, none under another key. */
class ReplayIT {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";

    private static Orchestrator orchestrator;
    private static Service service;
    private static Operators operators;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        orchestrator = new Orchestrator();
        service = new Service(
                        folder,
                        Operators.settings(Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL",
                                orchestrator.url(),
                                // Nobody listens there: for the metrics of webhooks that alerts ask for.
                                "CHECKOUT_DESK_WEBHOOKS_TEAM_URL",
                                "http://127.0.0.1:1/",
                                "CHECKOUT_DESK_WEBHOOKS_TEAM_SECRET",
                                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                                "CHECKOUT_DESK_CANARY_WAIT",
                                "3s",
                                "CHECKOUT_DELAYED_RETRIES",
                                "1s,1s",
                                "CHECKOUT_BREAKER_WAIT",
                                "1s")))
                .start();
        operators = new Operators(service).awaitOpen();
    }

    @AfterAll
    static void stop() {
        service.close();
        orchestrator.close();
    }

    @BeforeEach
    void nothingIsLeft() throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        operators.post("/discards", "{\"all\": true, \"reason\": \"of an earlier test\"}");
        operators.awaitCount("REPLAYING", 0);
    }

    /** Makes dead letters of {@code count} commands: the Orchestrator knows no such carts. */
    private static Set<String> rejected(Service service, Orchestrator orchestrator, int count) throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(404);
        Set<String> carts = new HashSet<>();
        try (Queues queues = new Queues(service.brokerPort)) {
            for (int i = 0; i < count; i++) {
                String cart = UUID.randomUUID().toString();
                carts.add(cart);
                queues.send(
                        "checkout.commands",
                        command(cart).getBytes(UTF_8),
                        i % 2 == 0 ? Map.of("idempotencyKey", "key-" + cart) : Map.of());
            }
        }
        new Operators(service).awaitCount("OPEN", count);
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        return carts;
    }

    private static String command(String cart) {
        return "{\"cartId\":\"" + cart + "\", \"customerId\":\"" + CUSTOMER + "\"}";
    }

    private static void eachUnderOneKey(Orchestrator orchestrator, Set<String> carts) {
        Map<String, Set<String>> keys = new HashMap<>();
        orchestrator.calls.forEach(
                call -> keys.computeIfAbsent(call.body().path("cartId").asText(), c -> new HashSet<>())
                        .add(call.key()));
        Map<String, Integer> sagas = new HashMap<>();
        orchestrator
                .sagas
                .values()
                .forEach(saga -> sagas.merge(saga.path("cartId").asText(), 1, Integer::sum));
        for (String cart : carts) {
            assertThat(sagas).as("sagas").containsEntry(cart, 1);
            assertThat(keys.get(cart)).as("keys of cart " + cart).hasSize(1);
        }
    }

    /** With {@code -Plong} ten thousand. */
    @Test
    @Tag("long")
    void whatIsReplayedStartsItsSagaUnderItsFirstKeyThoughTheServiceIsKilledInTheMiddle(@TempDir Path folder)
            throws Exception {
        int entries = Integer.getInteger("tests.commands", 2000) / 2;
        int rate = 200;
        try (Orchestrator own = new Orchestrator();
                Service killed =
                        new Service(folder, Operators.settings(Map.of("CHECKOUT_ORCHESTRATOR_URL", own.url())))) {
            killed.start();
            Operators at = new Operators(killed).awaitOpen();
            Set<String> carts = rejected(killed, own, entries);
            JsonNode dryRun = at.dryRun("{\"filter\": {\"reason\": \"REJECTED\"}, \"rate\": " + rate + "}");
            assertThat(dryRun.path("going").asInt()).isEqualTo(entries);
            assertThat(dryRun.path("byDestination").path("standard").asInt()).isEqualTo(entries);
            String replay =
                    at.replay("{\"filter\": {\"reason\": \"REJECTED\"}, \"rate\": " + rate + ", \"canary\": 5}");
            AtomicBoolean over = new AtomicBoolean();
            CompletableFuture<List<Integer>> live = CompletableFuture.supplyAsync(() -> live(killed, over));
            await().until(() -> own.sagas.size() > entries / 3);
            over.set(true);
            assertThat(live.join())
                    .as("answers to live checkouts meanwhile")
                    .isNotEmpty()
                    .allMatch(status -> status == 200 || status == 202);
            killed.kill();
            killed.start();
            at.awaitOpen();
            JsonNode done = at.awaitState(replay, "DONE");
            assertThat(done.path("resolved").asInt()).as(done.toString()).isEqualTo(entries);
            assertThat(at.count("RESOLVED")).isEqualTo(entries);
            eachUnderOneKey(own, carts);
        }
    }

    private static List<Integer> live(Service service, AtomicBoolean over) {
        List<Integer> answers = new ArrayList<>();
        while (!over.get()) {
            try {
                answers.add(service.post(
                                "/carts/" + UUID.randomUUID() + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}")
                        .statusCode());
            } catch (Exception e) {
                answers.add(-1);
            }
        }
        return answers;
    }

    @Test
    void aReplayToAnOrchestratorThatStillFailsStopsAtItsCanary() throws Exception {
        rejected(service, orchestrator, 20);
        orchestrator.answers = call -> Orchestrator.Answer.of(409);
        int calls = orchestrator.calls.size();
        String replay = operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 3}");
        JsonNode stopped = operators.awaitState(replay, "STOPPED");
        assertThat(stopped.path("why").asText()).contains("canary");
        await("what was sent has failed")
                .until(() ->
                        operators.json("/replays/" + replay).path("underway").asInt() == 0);
        // The first that fails stops it: of the others some may not be sent yet.
        int sent = operators.json("/replays/" + replay).path("sent").asInt();
        assertThat(sent).as("sent").isBetween(1, 3);
        assertThat(orchestrator.calls.size() - calls).as("calls").isEqualTo(sent);
        assertThat(operators.count("OPEN")).as("given back").isEqualTo(20 - sent);
        JsonNode failed = operators.entries("?state=FAILED_AGAIN").get(0);
        assertThat(failed.path("status").asInt()).as("the newest failure").isEqualTo(409);
        assertThat(failed.path("failures").asInt()).isEqualTo(1);
        assertThat(operators
                        .json("/replays/" + replay + "/entries?state=FAILED_AGAIN")
                        .path("entries"))
                .hasSize(sent);
        JsonNode first = operators.json("/replays/" + replay + "/entries?limit=12");
        JsonNode rest = operators.json("/replays/" + replay + "/entries?limit=12&after="
                + first.path("next").asText());
        assertThat(List.of(first.path("entries").size(), rest.path("entries").size()))
                .isEqualTo(List.of(12, 8));
        assertThat(rest.has("next")).isFalse();
        assertThat(operators.json("/replays/" + replay + "/history").path("lines"))
                .extracting(line -> line.path("kind").asText())
                .containsExactly("BEGUN", "STOPPED");
        assertThat(operators.json("/replays?limit=1").path("replays"))
                .extracting(each -> each.path("id").asText())
                .containsExactly(replay);
    }

    @Test
    void ofADestinationThatIsBrokenNoMoreThanItsCanaryIsSent() throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(404);
        try (Queues queues = new Queues(service.brokerPort)) {
            for (int i = 0; i < 30; i++) {
                // The broken one's are the newer ones.
                String code = i < 20 ? "" : ",\"promotionCode\":\"SUMMER\"";
                queues.send(
                        "checkout.commands",
                        ("{\"cartId\":\"" + UUID.randomUUID() + "\",\"customerId\":\"" + CUSTOMER + "\"" + code + "}")
                                .getBytes(UTF_8),
                        Map.of());
                operators.awaitCount("OPEN", i + 1);
            }
        }
        orchestrator.answers = call -> Orchestrator.Answer.of(call.body().has("promotionCode") ? 409 : 201);
        int calls = orchestrator.calls.size();
        String replay = operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 2}");
        JsonNode stopped = operators.awaitState(replay, "STOPPED");
        assertThat(stopped.path("canaryEntries").asInt()).isEqualTo(4);
        assertThat(stopped.path("why").asText()).contains("promotion: ").doesNotContain("standard");
        await("what was sent has ended")
                .until(() ->
                        operators.json("/replays/" + replay).path("underway").asInt() == 0);
        List<Orchestrator.Call> sent = List.copyOf(orchestrator.calls).subList(calls, orchestrator.calls.size());
        assertThat(sent).hasSizeLessThanOrEqualTo(4);
        assertThat(sent.stream()
                        .filter(call -> call.body().has("promotionCode"))
                        .count())
                .isBetween(1L, 2L);
    }

    @Test
    void aReplayWhoseEntriesKeepFailingPausesByItself() throws Exception {
        rejected(service, orchestrator, 60);
        orchestrator.answers = call -> Orchestrator.Answer.of(409);
        String replay = operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 0, \"rate\": 10}");
        JsonNode paused = operators.awaitState(replay, "PAUSED");
        assertThat(paused.path("why").asText()).contains("failed again", "pauses by itself");
        assertThat(paused.path("remaining").asInt()).isPositive();
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        assertThat(operators.post("/replays/" + replay + "/resume", "").statusCode())
                .isEqualTo(200);
        operators.awaitState(replay, "DONE");
    }

    @Test
    void whatIsConfirmedIsWhatWasShownWhateverArrivesMeanwhile() throws Exception {
        rejected(service, orchestrator, 5);
        JsonNode dry = operators.dryRun("{\"filter\": {\"state\": \"OPEN\"}}");
        JsonNode shown = new com.fasterxml.jackson.databind.ObjectMapper()
                .readTree(operators
                        .post("/discards", "{\"filter\": {\"state\": \"OPEN\"}, \"dryRun\": true}")
                        .body());
        oneMoreIsRejected();
        String token = "{\"token\": \"" + dry.path("token").asText() + "\"}";
        HttpResponse<String> begun = operators.post("/replays", token);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        assertThat(begun.body()).contains("\"frozen\":5");
        assertThat(operators.post("/replays", token).statusCode()).as("once").isEqualTo(409);
        HttpResponse<String> late = operators.post(
                "/discards", "{\"token\": \"" + shown.path("token").asText() + "\", \"reason\": \"tests\"}");
        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body()).contains("5 then, and now 0", "Nothing was done");
        assertThat(operators.count("OPEN")).isEqualTo(1);
        for (String wrong : List.of(
                "{\"filter\": {}}",
                "{\"filter\": {\"cart\": \"\"}}",
                "{\"filter\": {\"destination\": \",\"}}",
                "{\"all\": false}",
                "{}",
                "{\"filter\": {\"cart\": \"a\", \"cart\": \"b\"}}")) {
            assertThat(operators.post("/replays", wrong).statusCode()).as(wrong).isEqualTo(400);
            assertThat(operators.post("/restores", wrong).statusCode())
                    .as(wrong)
                    .isEqualTo(400);
        }
        operators.awaitCount("REPLAYING", 0);
    }

    @Test
    void aCanaryThatOnlyWaitsStopsTheReplayToo() throws Exception {
        rejected(service, orchestrator, 10);
        orchestrator.answers = call -> Orchestrator.Answer.of(503);
        String replay = operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 2}");
        operators.awaitState(replay, "STOPPED");
        assertThat(operators.count("OPEN")).isEqualTo(8);
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        await("what was sent goes on").until(() -> operators.count("REPLAYING") == 0);
    }

    @Test
    void twoOperatorsAtOnceClaimEachEntryOnce() throws Exception {
        Set<String> carts = rejected(service, orchestrator, 100);
        int calls = orchestrator.calls.size();
        List<CompletableFuture<HttpResponse<String>>> clicks = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            clicks.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return operators.post(
                            "/replays", "{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 0, \"rate\": 500}");
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        assertThat(clicks)
                .extracting(click -> click.join().statusCode())
                .as("one begins, the others find nothing left")
                .containsOnly(201, 409)
                .contains(201);
        operators.awaitCount("OPEN", 0);
        operators.awaitCount("REPLAYING", 0);
        assertThat(orchestrator.calls.size() - calls).isEqualTo(100);
        eachUnderOneKey(orchestrator, carts);
    }

    @Test
    void aReplayCanBePausedResumedAndCancelledAndGivesBackWhatItDidNotSend() throws Exception {
        rejected(service, orchestrator, 50);
        String replay = operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 0, \"rate\": 5}");
        assertThat(operators.post("/replays/" + replay + "/pause", "").statusCode())
                .isEqualTo(200);
        assertThat(operators.post("/replays/" + replay + "/pause", "").statusCode())
                .as("twice")
                .isEqualTo(409);
        oneMoreIsRejected();
        assertThat(operators.json("/replays/" + replay).path("frozen").asInt())
                .as("the set does not grow")
                .isEqualTo(50);
        assertThat(operators.post("/replays/" + replay + "/resume", "").statusCode())
                .isEqualTo(200);
        await().until(() ->
                operators.json("/replays/" + replay).path("resolved").asInt() > 0);
        assertThat(operators.post("/replays/" + replay + "/cancel", "").statusCode())
                .isEqualTo(200);
        assertThat(operators.post("/replays/" + replay + "/resume", "").statusCode())
                .as("after the end")
                .isEqualTo(409);
        operators.awaitCount("REPLAYING", 0);
        JsonNode cancelled = operators.json("/replays/" + replay);
        assertThat(cancelled.path("resolved").asInt()
                        + cancelled.path("cancelled").asInt())
                .as(cancelled.toString())
                .isEqualTo(50);
        assertThat(operators.count("OPEN"))
                .isEqualTo(cancelled.path("cancelled").asLong() + 1);
    }

    private static void oneMoreIsRejected() throws Exception {
        long before = operators.count("OPEN");
        // None but this: what the replay has sent already may still be on its way.
        String cart = UUID.randomUUID().toString();
        orchestrator.answers = call ->
                Orchestrator.Answer.of(call.body().path("cartId").asText().equals(cart) ? 404 : 201);
        try (Queues queues = new Queues(service.brokerPort)) {
            queues.send("checkout.commands", command(cart).getBytes(UTF_8), Map.of());
        }
        operators.awaitCount("OPEN", before + 1);
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
    }

    @Test
    void whatFailedAgainTwiceIsHeldBackUnlessChosenByItsId() throws Exception {
        rejected(service, orchestrator, 1);
        orchestrator.answers = call -> Orchestrator.Answer.of(404);
        String id = operators.entries("?state=OPEN").get(0).path("id").asText();
        for (int i = 1; i <= 2; i++) {
            operators.replay("{\"ids\": [\"" + id + "\"]}");
            int failures = i;
            await().until(() -> operators.json("/" + id).path("failures").asInt() == failures);
        }
        HttpResponse<String> refused = operators.post("/replays", "{\"filter\": {\"state\": \"FAILED_AGAIN\"}}");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("held back");
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        operators.replay("{\"ids\": [\"" + id + "\"]}");
        await().until(() -> operators.json("/" + id).path("state").asText().equals("RESOLVED"));
        assertThat(operators.json("/" + id + "/history").path("lines"))
                .extracting(line -> line.path("kind").asText())
                .containsExactly("FILED", "CLAIMED", "FAILED_AGAIN", "CLAIMED", "FAILED_AGAIN", "CLAIMED", "RESOLVED");
        assertThat(operators.json("/" + id).path("replays"))
                .as("its path")
                .extracting(replay -> replay.path("state").asText()
                        + ' '
                        + replay.at("/attemptLog/0/status").asInt())
                .containsExactly("FAILED_AGAIN 404", "FAILED_AGAIN 404", "RESOLVED 201");
    }

    @Test
    void anInvalidBodyIsRepairedUnderTheDoorsOwnRulesAndItsCartStays() throws Exception {
        String cart = UUID.randomUUID().toString();
        try (Queues queues = new Queues(service.brokerPort)) {
            queues.send(
                    "checkout.commands",
                    ("{\"cartId\":\"" + cart + "\",\"customerId\":\"nobody\"}").getBytes(UTF_8),
                    Map.of());
        }
        operators.awaitCount("OPEN", 1);
        String id = operators.entries("?cart=" + cart).get(0).path("id").asText();
        assertThat(operators
                        .post("/replays", "{\"filter\": {\"cart\": \"" + cart + "\"}}")
                        .body())
                .contains("repaired first");
        assertThat(operators
                        .post(
                                "/" + id + "/repair/check",
                                command(UUID.randomUUID().toString()))
                        .body())
                .contains("cartId")
                .contains("must stay");
        HttpResponse<String> wrong = operators.send("PUT", "/" + id + "/repair", "{\"cartId\":\"" + cart + "\"}");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.body()).contains("customerId");
        assertThat(operators.send("PUT", "/" + id + "/repair", command(cart)).statusCode())
                .isEqualTo(200);
        assertThat(operators.get("/" + id + "/body?which=repaired").body()).isEqualTo(command(cart));
        assertThat(operators.get("/export?cart=" + cart).body()).contains("\"repaired\":\"");
        assertThat(operators.send("DELETE", "/" + id + "/repair", null).statusCode())
                .isEqualTo(200);
        assertThat(operators.send("DELETE", "/" + id + "/repair", null).statusCode())
                .as("twice")
                .isEqualTo(409);
        assertThat(operators.get("/" + id + "/body?which=repaired").statusCode())
                .isEqualTo(404);
        assertThat(operators.send("PUT", "/" + id + "/repair", command(cart)).statusCode())
                .isEqualTo(200);
        operators.replay("{\"filter\": {\"cart\": \"" + cart + "\"}}");
        await().until(() -> operators.json("/" + id).path("state").asText().equals("RESOLVED"));
        assertThat(orchestrator.callsFor(cart)).hasSize(1);
        assertThat(operators.get("/" + id + "/body").body())
                .as("the original is kept")
                .contains("nobody");
    }

    @Test
    void whatIsDiscardedWithAReasonCanBeRestored() throws Exception {
        rejected(service, orchestrator, 3);
        assertThat(operators
                        .post("/discards", "{\"filter\": {\"state\": \"OPEN\"}}")
                        .statusCode())
                .as("without a reason")
                .isEqualTo(400);
        assertThat(operators
                        .post("/discards", "{\"filter\": {\"state\": \"OPEN\"}, \"reason\": \"carts of a load test\"}")
                        .body())
                .contains("\"count\":3");
        JsonNode discarded = operators.entries("?state=DISCARDED&limit=1").get(0);
        assertThat(discarded.path("discardReason").asText()).isEqualTo("carts of a load test");
        assertThat(operators
                        .post("/replays", "{\"ids\": [\"" + discarded.path("id").asText() + "\"]}")
                        .statusCode())
                .isEqualTo(409);
        assertThat(operators
                        .post(
                                "/restores",
                                "{\"ids\": [\"" + discarded.path("id").asText() + "\"]}")
                        .body())
                .contains("\"count\":1");
        assertThat(operators.count("OPEN")).isEqualTo(1);
        assertThat(operators.json("/audit").path("lines").get(0).path("action").asText())
                .isEqualTo("RESTORE");
    }

    @Test
    void everyAlertNamesWhatTheServiceExposesAndWhatItCountsIsSo() throws Exception {
        String before = service.metrics();
        double started = service.sagasStarted();
        assertThat(checkout("wait=10")).isEqualTo(200);
        orchestrator.answers = call -> Orchestrator.Answer.of(404);
        assertThat(checkout("wait=10")).isEqualTo(404);
        orchestrator.answers = call -> new Orchestrator.Answer(201, Map.of(), 3000);
        assertThat(checkout("wait=1")).as("no answer in time").isEqualTo(202);
        String waits = UUID.randomUUID().toString();
        orchestrator.answers = call ->
                Orchestrator.Answer.of(call.body().path("cartId").asText().equals(waits) ? 503 : 201);
        assertThat(service.post("/carts/" + waits + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}")
                        .statusCode())
                .isEqualTo(202);
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        await("both that waited on the broker").until(() -> service.sagasStarted() == started + 2);
        rejected(service, orchestrator, 3);
        orchestrator.answers = call -> Orchestrator.Answer.of(409);
        operators.awaitState(operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 1}"), "STOPPED");
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        operators.awaitState(operators.replay("{\"filter\": {\"reason\": \"REJECTED\"}}"), "DONE");
        String metrics = service.metrics();
        for (String status : List.of("201", "404", "409", "503", "none")) {
            assertThat(rise(before, metrics, "checkout_calls_total", "destination", "standard", "status", status))
                    .as("answers " + status)
                    .isPositive();
        }
        assertThat(rise(before, metrics, "checkout_calls_total", "status", "409"))
                .isEqualTo(1);
        assertThat(rise(before, metrics, "checkout_dead_letters_total", "reason", "REJECTED"))
                .isEqualTo(4);
        assertThat(rise(before, metrics, "checkout_desk_arrivals_total", "reason", "REJECTED"))
                .isEqualTo(4);
        assertThat(rise(before, metrics, "checkout_desk_replays_total", "outcome", "failed_again"))
                .isEqualTo(1);
        assertThat(rise(before, metrics, "checkout_desk_replays_total", "outcome", "cancelled"))
                .isEqualTo(2);
        assertThat(rise(before, metrics, "checkout_desk_replays_total", "outcome", "resolved"))
                .isEqualTo(3);
        assertThat(rise("", metrics, "checkout_broker_up") + rise("", metrics, "checkout_routes_up"))
                .isEqualTo(2);

        Alerts alerts = new Alerts(metrics);
        assertThat(Alerts.rules())
                .extracting(rule -> rule.path("alert").asText())
                .hasSizeGreaterThan(10)
                .doesNotHaveDuplicates();
        for (JsonNode rule : Alerts.rules()) {
            if (rule.path("expr").asText().startsWith("checkout_kafka_")) {
                // On Kafka alone: KafkaIT looks at it.
                continue;
            }
            assertThat(alerts.faults(rule)).as(rule.toString()).isEmpty();
            assertThat(rule.path("for").asText()).as(rule.toString()).matches("\\d+[mh]");
            assertThat(rule.at("/labels/severity").asText()).as(rule.toString()).isIn("page", "ticket");
            assertThat(List.of(
                            rule.at("/annotations/summary").asText(),
                            rule.at("/annotations/description").asText()))
                    .as(rule.toString())
                    .doesNotContain("");
        }
        for (String wrong : List.of(
                "up == 0 or checkout_none_total > 0",
                "checkout_calls_total{code=\"401\"}",
                "checkout_calls_total{status=~\"401|40O\"}",
                "sum by (route) (rate(checkout_calls_total[5m]))",
                "checkout_calls_total{status!=\"4O4\"}",
                "max(checkout_desk_depths)",
                "time()")) {
            assertThat(alerts.faults(wrong, "")).as(wrong).isNotEmpty();
        }
        assertThat(alerts.faults("sum by (status) (checkout_calls_total)", "{{ $labels.destination }}"))
                .as("gone with the sum")
                .isNotEmpty();
    }

    private static double rise(String before, String after, String metric, String... labels) {
        return Alerts.sum(after, metric, labels) - Alerts.sum(before, metric, labels);
    }

    private static int checkout(String prefer) throws Exception {
        return service.post(
                        "/carts/" + UUID.randomUUID() + "/checkout",
                        "{\"customerId\":\"" + CUSTOMER + "\"}",
                        "Prefer",
                        prefer)
                .statusCode();
    }

    @Test
    void whatCameByHttpGoesBackAsItCame() throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(404);
        String cart = UUID.randomUUID().toString();
        String key = "\"a key with \\\" a quote\"".replace(" ", "-");
        service.post(
                "/carts/" + cart + "/checkout",
                "{\"customerId\":\"" + CUSTOMER + "\"}",
                "Prefer",
                "respond-async",
                "Idempotency-Key",
                key);
        String event = UUID.randomUUID().toString();
        service.post(
                "/commands/checkout-cart",
                command(event),
                "Prefer",
                "respond-async",
                "ce-specversion",
                "1.0",
                "ce-id",
                "1",
                "ce-type",
                "acme.shopping.checkout-cart.v1",
                "ce-source",
                "/shop%20one");
        operators.awaitCount("OPEN", 2);
        orchestrator.answers = call -> Orchestrator.Answer.of(201);
        operators.replay("{\"filter\": {\"state\": \"OPEN\"}}");
        operators.awaitCount("OPEN", 0);
        operators.awaitCount("REPLAYING", 0);
        eachUnderOneKey(orchestrator, Set.of(cart, event));
    }
}
