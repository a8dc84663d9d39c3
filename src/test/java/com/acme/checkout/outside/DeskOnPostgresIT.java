package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The desk on PostgreSQL, which is at times not there; and what a process that died leaves in it. */
@Tag("brokers")
class DeskOnPostgresIT {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";

    private PostgresDatabase database;
    private Orchestrator orchestrator;

    @BeforeEach
    void create() throws Exception {
        database = new PostgresDatabase();
        orchestrator = new Orchestrator();
    }

    @AfterEach
    void drop() throws Exception {
        if (database != null) {
            database.close();
        }
        if (orchestrator != null) {
            orchestrator.close();
        }
    }

    private Service service(Path folder, String... settings) {
        Map<String, String> all =
                new java.util.LinkedHashMap<>(Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url()));
        for (int i = 0; i < settings.length; i += 2) {
            all.put(settings[i], settings[i + 1]);
        }
        return new Service(folder, database.settings(all));
    }

    private static void command(Queues queues, String cart) throws Exception {
        queues.send(
                "checkout.commands",
                ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"}").getBytes(UTF_8),
                Map.of());
    }

    private static int checkout(Service service) throws Exception {
        return service.post("/carts/" + UUID.randomUUID() + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}")
                .statusCode();
    }

    /** Dead letters of {@code count} commands; their carts. */
    private List<String> rejected(Service service, Operators operators, int count) throws Exception {
        orchestrator.answers = call -> Orchestrator.Answer.of(404);
        List<String> carts = new ArrayList<>();
        try (Queues queues = new Queues(service.brokerPort)) {
            for (int i = 0; i < count; i++) {
                carts.add(UUID.randomUUID().toString());
                command(queues, carts.get(i));
            }
        }
        operators.awaitCount("OPEN", count);
        return carts;
    }

    @Test
    void textThatPostgresDoesNotTakeIsFiledAsFarAsItDoes(@TempDir Path folder) throws Exception {
        try (Service service = service(folder).start();
                Queues queues = new Queues(service.brokerPort)) {
            Operators operators = new Operators(service).awaitOpen();
            Hostile.send(queues, "hostile");
            byte[] body = {'a', 0, (byte) 0xff, (byte) 0xc3};
            String id = UUID.randomUUID().toString();
            queues.send("checkout.dead-letters", body, Map.of("deadLetterId", id, "deadLetterSource", "hostile"));
            await().until(() ->
                    operators.json("/counts?source=hostile").path("total").asInt() == Hostile.FILED + 1);
            assertThat(operators.bytes("/" + id + "/body").body()).isEqualTo(body);
            assertThat(operators.get("/groups").statusCode()).isEqualTo(200);
            assertThat(operators
                            .json("/arrivals?period=week&by=cause")
                            .path("total")
                            .asInt())
                    .isGreaterThanOrEqualTo(Hostile.FILED);
            assertThat(operators.get("/export").body().lines()).hasSize(Hostile.FILED + 1);
            for (String name : List.of("text", "source", "cause", "destination", "cart", "checkout")) {
                assertThat(operators.get("?" + name + "=a%00b").statusCode())
                        .as(name)
                        .isEqualTo(400);
            }
            assertThat(operators
                            .post(
                                    "/discards",
                                    "{\"filter\": {\"text\": \"\\ud800\"}, \"reason\": \"a\\u0000b\\ud800\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(operators
                            .post("/" + id + "/notes", "{\"text\": \"a\\u0000b\\ud800\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(operators.get("/audit?actor=a%00b").statusCode()).isEqualTo(400);
        }
    }

    @Test
    void whileTheDatabaseIsAwayDeadLettersWaitAndCheckoutsGoOn(@TempDir Path folder) throws Exception {
        database.wire.cut();
        try (Service service = service(folder).start();
                Queues queues = new Queues(service.brokerPort)) {
            Operators operators = new Operators(service);
            assertThat(operators.get("").statusCode())
                    .as("before the desk is open")
                    .isEqualTo(503);
            assertThat(checkout(service)).isEqualTo(200);
            database.wire.join();
            operators.awaitOpen();

            List<String> carts = rejected(service, operators, 10);
            database.wire.cut();
            for (int i = 0; i < 200; i++) {
                carts.add(UUID.randomUUID().toString());
                command(queues, carts.get(carts.size() - 1));
            }
            await("all are dead letters").until(() -> orchestrator.calls.size() >= 210);
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            for (int i = 0; i < 50; i++) {
                assertThat(checkout(service)).as("a live checkout meanwhile").isEqualTo(200);
            }
            assertThat(operators.get("").statusCode())
                    .as("a database that does not answer")
                    .isEqualTo(503);
            assertThat(operators.get("/export").body())
                    .as("nor to the audit, which is written first")
                    .contains("The desk's database does not answer");
            assertThat(operators
                            .post("/discards", "{\"all\": true, \"reason\": \"tests\"}")
                            .body())
                    .as("and in a transaction")
                    .contains("The desk's database does not answer");
            assertThat(service.readiness()).contains("\"status\":\"UP\"");
            database.wire.join();
            operators.awaitCount("OPEN", carts.size());
            assertThat(operators.entries("?limit=500"))
                    .extracting(entry -> entry.path("cartId").asText())
                    .containsExactlyInAnyOrderElementsOf(carts);
            assertThat(queues.browse("checkout.dead-letters")).isEmpty();

            // The same in the middle of a replay, whose marks are lost.
            String replay = operators.replay("{\"all\": true, \"canary\": 0, \"rate\": 40}");
            await().until(() ->
                    operators.json("/replays/" + replay).path("resolved").asInt() > 20);
            database.wire.cut();
            assertThat(checkout(service)).isEqualTo(200);
            database.wire.join();
            JsonNode done = operators.awaitState(replay, "DONE");
            assertThat(done.path("resolved").asInt()).isEqualTo(carts.size());
            for (String cart : carts) {
                assertThat(orchestrator.callsFor(cart))
                        .extracting(Orchestrator.Call::key)
                        .as("keys of a cart")
                        .containsOnly(orchestrator.callsFor(cart).get(0).key());
            }
        }
    }

    @Test
    void retentionTakesWhatIsSettledAndNeverWhatIsNot(@TempDir Path folder) throws Exception {
        try (Service service = service(folder, "CHECKOUT_DESK_RETENTION", "2d").start()) {
            Operators operators = new Operators(service).awaitOpen();
            rejected(service, operators, 6);
            List<String> ids = new ArrayList<>();
            operators.entries("").forEach(entry -> ids.add(entry.path("id").asText()));
            String failing = operators.replay("{\"ids\": [\"" + ids.get(0) + "\"]}");
            operators.awaitState(failing, "DONE");
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            String resolving = operators.replay("{\"ids\": [\"" + ids.get(1) + "\", \"" + ids.get(2) + "\"]}");
            operators.awaitState(resolving, "DONE");
            operators.post(
                    "/discards", "{\"ids\": [\"" + ids.get(3) + "\", \"" + ids.get(4) + "\"], \"reason\": \"tests\"}");
            operators.post("/" + ids.get(1) + "/notes", "{\"text\": \"goes with its entry\"}");
            database.update("update operation set changed_at = now() - interval '3 days'");
            database.update(
                    "update dead_letter set changed_at = now() - interval '3 days', filed_at = now() - interval '400 days' where id not in ('"
                            + ids.get(2) + "', '" + ids.get(4) + "')");
            service.kill();
            service.start();
            operators.awaitOpen();
            await("what was resolved or discarded 3 days ago is deleted")
                    .until(() -> operators.get("/" + ids.get(1)).statusCode() == 404
                            && operators.get("/" + ids.get(3)).statusCode() == 404);
            for (int left : new int[] {0, 2, 4, 5}) {
                assertThat(operators.json("/" + ids.get(left) + "/history").path("lines"))
                        .as("entry " + left)
                        .isNotEmpty();
            }
            assertThat(operators.json("/replays/" + resolving).path("resolved").asInt())
                    .as("a replay's numbers stay whole")
                    .isEqualTo(2);
            assertThat(operators.json("/counts").path("byState").toString())
                    .isEqualTo("{\"DISCARDED\":1,\"FAILED_AGAIN\":1,\"OPEN\":1,\"RESOLVED\":1}");
            assertThat(service.metrics().lines())
                    .filteredOn(line -> line.startsWith("checkout_desk_depth"))
                    .singleElement()
                    .asString()
                    .endsWith("2.0");
        }
    }

    @Test
    void whatADeadProcessHadMarkedButNotSentIsSentHoweverLongTheOutageLasts(@TempDir Path folder) throws Exception {
        try (Service service = service(folder, "CHECKOUT_BREAKER_WAIT", "2s", "CHECKOUT_DELAYED_RETRIES", "1s,1s,1s")
                .start()) {
            Operators operators = new Operators(service).awaitOpen();
            rejected(service, operators, 300);
            String replay = operators.replay("{\"all\": true, \"canary\": 0, \"rate\": 1}");
            await("it is worked on")
                    .until(() -> operators
                                    .json("/replays/" + replay)
                                    .path("failedAgain")
                                    .asInt()
                            > 0);
            service.kill();
            // It died between the mark and the door.
            database.update(
                    "update operation_entry set state = 'SENT', sent_at = now(), look_at = now() + interval '1 day' where state = 'FROZEN'");
            database.update("update operation set rate = 200");
            orchestrator.answers = call -> Orchestrator.Answer.of(503);
            service.start();
            operators.awaitOpen();
            await("the breaker is open")
                    .until(() -> service.metrics()
                            .lines()
                            .anyMatch(line -> line.startsWith("resilience4j_circuitbreaker_state")
                                    && line.contains("\"standard\"")
                                    && line.contains("\"open\"")
                                    && line.endsWith("1.0")));
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            JsonNode done = operators.awaitState(replay, "DONE");
            assertThat(done.path("resolved").asInt() + done.path("failedAgain").asInt())
                    .as(done.toString())
                    .isEqualTo(300);
            assertThat(operators.count("REPLAYING")).isZero();
        }
    }

    @Test
    void whatWaitsOnTheBrokerStaysReplayingAndIsNotSentAgainByWhoeverTakesTheReplayUp(@TempDir Path folder)
            throws Exception {
        try (Service service = service(folder, "CHECKOUT_DELAYED_RETRIES", "1h").start()) {
            Operators operators = new Operators(service).awaitOpen();
            List<String> carts = rejected(service, operators, 5);
            orchestrator.answers = call -> Orchestrator.Answer.of(503);
            String replay = operators.replay("{\"all\": true, \"canary\": 0}");
            await("all are on the broker")
                    .until(() -> database.count("select count(*) from operation_entry where kept") == 5);
            int calls = orchestrator.calls.size();
            service.kill();
            service.start();
            operators.awaitOpen();
            // Another replay from its begin to its end: time enough for the first to be taken up.
            orchestrator.answers = call -> Orchestrator.Answer.of(
                    carts.contains(call.body().path("cartId").asText()) ? 503 : 404);
            try (Queues queues = new Queues(service.brokerPort)) {
                command(queues, UUID.randomUUID().toString());
            }
            operators.awaitCount("OPEN", 1);
            operators.awaitState(operators.replay("{\"filter\": {\"state\": \"OPEN\"}}"), "DONE");
            await("the first is taken up")
                    .until(() -> database.count("select count(*) from operation where id = '" + replay
                                    + "' and leased_till > now()")
                            == 1);
            assertThat(orchestrator.calls).as("calls since the restart").hasSize(calls + 2);
            assertThat(operators.json("/replays/" + replay).path("underway").asInt())
                    .isEqualTo(5);
            assertThat(operators
                            .post("/replays", "{\"filter\": {\"state\": \"REPLAYING\"}}")
                            .statusCode())
                    .isEqualTo(409);
            // Somebody else had the Orchestrator start one.
            orchestrator.sagas.put(
                    orchestrator.callsFor(carts.get(0)).get(0).key(),
                    orchestrator.calls.get(0).body());
            await("it is found by asking").until(() -> operators.count("RESOLVED") == 1);
        }
    }

    /** Of more entries than are claimed before the answer, one process dies in the middle. More by -Ddesk.entries=10000. */
    @Test
    void twoDesksOnOneDatabaseSendEachEntryOnce(@TempDir Path one, @TempDir Path other) throws Exception {
        int count = Integer.getInteger("desk.entries", 3_000);
        try (Service first = service(one).start();
                Service second = service(other).start()) {
            Operators operators = new Operators(first).awaitOpen();
            Operators others = new Operators(second).awaitOpen();
            List<String> carts = rejected(first, operators, count);
            orchestrator.calls.clear();
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            String replay = operators.replay("{\"all\": true, \"canary\": 5, \"rate\": 1000}");
            assertThat(others.post("/replays", "{\"all\": true}").statusCode()).isEqualTo(409);
            await().until(() ->
                    others.json("/replays/" + replay).path("resolved").asInt() > count / 4);
            first.kill();
            JsonNode done = others.awaitState(replay, "DONE");
            assertThat(done.path("resolved").asInt()).as(done.toString()).isEqualTo(count);
            Map<String, List<Orchestrator.Call>> calls = orchestrator.calls.stream()
                    .collect(Collectors.groupingBy(
                            call -> call.body().path("cartId").asText()));
            assertThat(calls).containsOnlyKeys(carts.toArray(String[]::new));
            assertThat(calls.values())
                    .as("calls for a cart: twice only what was under way when one desk died")
                    .allSatisfy(each -> assertThat(each)
                            .hasSizeBetween(1, 2)
                            .extracting(Orchestrator.Call::key)
                            .containsOnly(each.get(0).key()));
            assertThat(orchestrator.sagas).hasSize(count);
        }
    }
}
