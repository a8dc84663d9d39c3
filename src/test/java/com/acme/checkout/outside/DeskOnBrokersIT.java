package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The dead-letter desk on brokers that are processes of their own: on each, with one of its two databases. */
@Tag("brokers")
class DeskOnBrokersIT {

    @Nested
    class KafkaAndPostgres extends DeskContract {

        private KafkaBroker kafka;
        private PostgresDatabase database;

        @Override
        Broker broker(Path folder) throws Exception {
            database = new PostgresDatabase();
            kafka = new KafkaBroker(folder).start();
            return kafka;
        }

        @Override
        Map<String, String> settings(Map<String, String> others) {
            return database.settings(others);
        }

        @Override
        long waiting(String queue) throws Exception {
            return kafka.lag(queue);
        }

        @Override
        void eachNamesWhereItCameFrom(List<JsonNode> entries) {
            Map<String, byte[]> records = kafka.records("checkout.commands").stream()
                    .collect(Collectors.toMap(
                            record ->
                                    "checkout.commands partition " + record.partition() + " offset " + record.offset(),
                            ConsumerRecord::value));
            assertThat(entries)
                    .allSatisfy(entry -> assertThat(
                                    new String(records.get(entry.path("source").asText()), UTF_8))
                            .as("the record that it names")
                            .contains(entry.path("cartId").asText()));
            assertThat(entries)
                    .extracting(entry -> entry.path("source").asText())
                    .doesNotHaveDuplicates();
        }

        @AfterAll
        void drop() throws Exception {
            if (database != null) {
                database.close();
            }
        }
    }

    @Nested
    class RabbitMqAndH2 extends DeskContract {

        @Override
        Broker broker(Path folder) throws Exception {
            return new RabbitMqBroker(folder, null);
        }

        @Override
        Map<String, String> settings(Map<String, String> others) {
            return Operators.settings(others);
        }

        @Override
        long waiting(String queue) throws Exception {
            return broker.browse(queue).size();
        }

        @Override
        void eachNamesWhereItCameFrom(List<JsonNode> entries) {
            assertThat(entries)
                    .extracting(entry -> entry.path("source").asText())
                    .containsOnly("checkout.commands");
        }
    }

    /** What is promised of the desk, whichever broker and database. One service for all of a broker's tests. */
    @TestInstance(TestInstance.Lifecycle.PER_CLASS)
    abstract static class DeskContract {

        private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
        private static final String COMMANDS = "checkout.commands";
        private static final String DEAD_LETTERS = "checkout.dead-letters";
        private static final String PENDING = "checkout.pending.standard";

        Broker broker;
        private Orchestrator orchestrator;
        private Service service;
        private Operators operators;

        abstract Broker broker(Path folder) throws Exception;

        abstract Map<String, String> settings(Map<String, String> others);

        /** Messages in {@code queue} that are not settled. */
        abstract long waiting(String queue) throws Exception;

        /** The entries of commands; with the partition and the offset, where there are any. */
        abstract void eachNamesWhereItCameFrom(List<JsonNode> entries);

        @BeforeAll
        void start(@TempDir Path folder) throws Exception {
            broker = broker(Files.createDirectories(folder.resolve("broker")));
            orchestrator = new Orchestrator();
            service = new Service(folder, settings(others())).start();
            operators = new Operators(service).awaitOpen();
        }

        private Map<String, String> others() {
            Map<String, String> others = new LinkedHashMap<>(broker.settings());
            others.put("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url());
            return others;
        }

        @AfterAll
        void stop() throws Exception {
            for (AutoCloseable each : new AutoCloseable[] {service, broker, orchestrator}) {
                if (each != null) {
                    each.close();
                }
            }
        }

        @BeforeEach
        void nothingIsLeft() throws Exception {
            operators.post("/discards", "{\"all\": true, \"reason\": \"of an earlier test\"}");
            operators.awaitCount("REPLAYING", 0);
            orchestrator.answers = call -> Orchestrator.Answer.of(404);
            orchestrator.calls.clear();
            orchestrator.sagas.clear();
        }

        private static byte[] command(String cart) {
            return ("{ \"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER
                            + "\",\"gift\":{\"n\":1.50,\"to\":\"Zoë\"} }")
                    .getBytes(UTF_8);
        }

        /** Sends a command for each of {@code count} carts, every other one under a key of its own; their bodies by cart. */
        private Map<String, byte[]> send(int count) throws Exception {
            Map<String, byte[]> bodies = new LinkedHashMap<>();
            List<Broker.Message> messages = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                String cart = UUID.randomUUID().toString();
                bodies.put(cart, command(cart));
                messages.add(new Broker.Message(
                        cart, bodies.get(cart), i % 2 == 0 ? Map.of("idempotencyKey", "key-" + cart) : Map.of()));
            }
            broker.send(COMMANDS, messages);
            return bodies;
        }

        private Map<String, byte[]> rejected(int count) throws Exception {
            Map<String, byte[]> bodies = send(count);
            operators.awaitCount("OPEN", count);
            return bodies;
        }

        private List<JsonNode> entries(String query) throws Exception {
            List<JsonNode> entries = new ArrayList<>();
            String next = "";
            while (next != null) {
                JsonNode page = operators.json("?limit=500&" + query + next);
                page.path("entries").forEach(entries::add);
                next = page.hasNonNull("next") ? "&after=" + page.path("next").asText() : null;
            }
            return entries;
        }

        private byte[] body(JsonNode entry) throws Exception {
            return operators.bytes('/' + entry.path("id").asText() + "/body").body();
        }

        private void awaitSettled(String queue) {
            await(queue + " is settled").ignoreExceptions().until(() -> waiting(queue) == 0);
        }

        private Map<String, Set<String>> keysOfCarts() {
            Map<String, Set<String>> keys = new HashMap<>();
            orchestrator.calls.forEach(
                    call -> keys.computeIfAbsent(call.body().path("cartId").asText(), cart -> new HashSet<>())
                            .add(call.key()));
            return keys;
        }

        @Test
        void anOutagesDeadLettersAreFiledOnceAndReplayedUnderTheirKeysThoughTheServiceIsKilled() throws Exception {
            int count = 2000;
            int bad = 5;
            List<byte[]> unreadable = new ArrayList<>();
            Map<String, byte[]> invalid = new LinkedHashMap<>();
            List<Broker.Message> messages = new ArrayList<>();
            for (int i = 0; i < bad; i++) {
                byte[] malformed = ("{\"cartId\": oops é \u0000 " + i).getBytes(UTF_8);
                malformed[3] = (byte) 0xFF;
                unreadable.add(malformed);
                messages.add(new Broker.Message(null, malformed, Map.of()));
                String cart = UUID.randomUUID().toString();
                invalid.put(cart, ("{\"cartId\":\"" + cart + "\", \"customerId\":\"nobody\"}").getBytes(UTF_8));
                messages.add(new Broker.Message(cart, invalid.get(cart), Map.of("idempotencyKey", "key-" + cart)));
            }
            broker.send(COMMANDS, messages);
            Map<String, byte[]> bodies = send(count);
            operators.awaitCount("OPEN", count + 2 * bad);
            awaitSettled(COMMANDS);
            awaitSettled(DEAD_LETTERS);

            List<JsonNode> rejected = entries("state=OPEN&reason=REJECTED");
            assertThat(rejected)
                    .extracting(entry -> entry.path("cartId").asText())
                    .containsExactlyInAnyOrderElementsOf(bodies.keySet());
            eachNamesWhereItCameFrom(rejected);
            for (JsonNode entry : rejected.subList(0, 40)) {
                assertThat(body(entry))
                        .isEqualTo(bodies.get(entry.path("cartId").asText()));
            }
            List<byte[]> filed = new ArrayList<>();
            for (JsonNode entry : entries("state=OPEN&reason=UNREADABLE")) {
                filed.add(body(entry));
            }
            assertThat(filed).containsExactlyInAnyOrderElementsOf(unreadable);
            List<byte[]> filedInvalid = new ArrayList<>();
            for (JsonNode entry : entries("state=OPEN&reason=INVALID")) {
                filedInvalid.add(body(entry));
            }
            assertThat(filedInvalid).containsExactlyInAnyOrderElementsOf(invalid.values());

            Map<String, Set<String>> keys = keysOfCarts();
            assertThat(keys.keySet()).isEqualTo(bodies.keySet());
            assertThat(keys.values()).allSatisfy(each -> assertThat(each).hasSize(1));
            long resolved = operators.count("RESOLVED");
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            String replay = operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 5, \"rate\": 250}");
            await("a third is started").until(() -> orchestrator.sagas.size() > count / 3);
            service.kill();
            assertThat(orchestrator.sagas.size()).as("started before the kill").isLessThan(count);
            service.start();
            operators.awaitOpen();
            JsonNode done = operators.awaitState(replay, "DONE");
            assertThat(done.path("frozen").asInt())
                    .as("all that can be replayed")
                    .isEqualTo(count);
            assertThat(done.path("resolved").asInt()).as(done.toString()).isEqualTo(count);
            assertThat(operators.count("RESOLVED") - resolved).isEqualTo(count);
            assertThat(operators.count("OPEN"))
                    .as("those that must be repaired first")
                    .isEqualTo(2 * bad);
            assertThat(operators.count("FAILED_AGAIN") + operators.count("REPLAYING"))
                    .isZero();
            for (String queue : List.of(COMMANDS, PENDING, DEAD_LETTERS)) {
                awaitSettled(queue);
            }
            assertThat(orchestrator.sagas.values())
                    .extracting(saga -> saga.path("cartId").asText())
                    .containsExactlyInAnyOrderElementsOf(bodies.keySet());
            assertThat(keysOfCarts())
                    .as("the keys that they had in the first place")
                    .isEqualTo(keys);
        }

        @Test
        void aReplayToAnOrchestratorThatStillFailsStopsAtItsCanary() throws Exception {
            rejected(20);
            orchestrator.answers = call -> Orchestrator.Answer.of(409);
            int calls = orchestrator.calls.size();
            String replay = operators.replay("{\"filter\": {\"state\": \"OPEN\"}, \"canary\": 3}");
            JsonNode stopped = operators.awaitState(replay, "STOPPED");
            assertThat(stopped.path("why").asText()).contains("canary");
            await("what was sent has failed")
                    .until(() -> operators
                                    .json("/replays/" + replay)
                                    .path("underway")
                                    .asInt()
                            == 0);
            // The first that fails stops it: of the others some may not be sent yet.
            int sent = operators.json("/replays/" + replay).path("sent").asInt();
            assertThat(sent).as("sent").isBetween(1, 3);
            assertThat(operators.count("FAILED_AGAIN")).isEqualTo(sent);
            assertThat(orchestrator.calls.size() - calls).as("calls").isEqualTo(sent);
            assertThat(operators.count("OPEN")).as("given back").isEqualTo(20 - sent);
        }

        @Test
        void anInvalidBodyIsRepairedReplayedAndStarted() throws Exception {
            String cart = UUID.randomUUID().toString();
            byte[] invalid = ("{\"cartId\":\"" + cart + "\",\"customerId\":\"nobody\"}").getBytes(UTF_8);
            broker.send(COMMANDS, List.of(new Broker.Message(cart, invalid, Map.of("idempotencyKey", "key-" + cart))));
            operators.awaitCount("OPEN", 1);
            String id = operators.entries("?state=OPEN").get(0).path("id").asText();
            assertThat(operators
                            .post("/replays", "{\"filter\": {\"state\": \"OPEN\"}}")
                            .body())
                    .contains("repaired first");
            assertThat(operators
                            .send("PUT", '/' + id + "/repair", new String(command(cart), UTF_8))
                            .statusCode())
                    .isEqualTo(200);
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            operators.awaitState(operators.replay("{\"filter\": {\"state\": \"OPEN\"}}"), "DONE");
            assertThat(operators.json('/' + id).path("state").asText()).isEqualTo("RESOLVED");
            assertThat(orchestrator.callsFor(cart))
                    .singleElement()
                    .satisfies(call -> assertThat(call.text()).contains("Zoë"));
            // The same command from its sender is the same checkout: the repaired one had kept its key.
            broker.send(
                    COMMANDS,
                    List.of(new Broker.Message(cart, command(cart), Map.of("idempotencyKey", "key-" + cart))));
            await("the sender's own").until(() -> orchestrator.callsFor(cart).size() == 2);
            assertThat(orchestrator.sagas).hasSize(1);
            assertThat(operators.bytes('/' + id + "/body").body())
                    .as("the original is kept")
                    .isEqualTo(invalid);
        }

        @Test
        void whatIsDiscardedWithAReasonCanBeRestored() throws Exception {
            long discarded = operators.count("DISCARDED");
            String cart = rejected(3).keySet().iterator().next();
            assertThat(operators
                            .post(
                                    "/discards",
                                    "{\"filter\": {\"state\": \"OPEN\"}, \"reason\": \"carts of a load test\"}")
                            .body())
                    .contains("\"count\":3");
            assertThat(operators.count("DISCARDED")).isEqualTo(discarded + 3);
            JsonNode entry = operators.entries("?cart=" + cart).get(0);
            assertThat(entry.path("discardReason").asText()).isEqualTo("carts of a load test");
            assertThat(operators
                            .post(
                                    "/restores",
                                    "{\"ids\": [\"" + entry.path("id").asText() + "\"]}")
                            .body())
                    .contains("\"count\":1");
            assertThat(operators.entries("?state=OPEN"))
                    .singleElement()
                    .satisfies(open -> assertThat(open.path("cartId").asText()).isEqualTo(cart));
        }

        @Test
        void afterItsBrokerWasKilledTheDeskFilesWhatArrivesAndTheSameOnceOnly() throws Exception {
            Set<String> carts = new HashSet<>(rejected(20).keySet());
            broker.kill();
            await("it says so").until(() -> value("checkout_broker_up") == 0);
            assertThat(operators.count("OPEN")).as("the desk goes on").isEqualTo(20);
            broker.restart();
            await("it is back").until(() -> value("checkout_broker_up") == 1);
            carts.addAll(send(200).keySet());
            operators.awaitCount("OPEN", carts.size());

            String twice = UUID.randomUUID().toString();
            List<Broker.Message> letters = new ArrayList<>();
            for (String id : List.of(twice, twice, UUID.randomUUID().toString(), twice)) {
                letters.add(new Broker.Message(
                        null,
                        id.getBytes(UTF_8),
                        Map.of("deadLetterId", id, "deadLetterReason", "EXHAUSTED", "deadLetterSource", "twice")));
            }
            broker.send(DEAD_LETTERS, letters);
            await("one of its kind")
                    .until(() ->
                            operators.json("/counts?source=twice").path("total").asInt() >= 2);
            awaitSettled(DEAD_LETTERS);
            assertThat(operators.json("/counts?source=twice").path("total").asInt())
                    .isEqualTo(2);
            assertThat(entries("state=OPEN&reason=REJECTED"))
                    .extracting(entry -> entry.path("cartId").asText())
                    .containsExactlyInAnyOrderElementsOf(carts);
        }

        private double value(String metric) throws Exception {
            return service.metrics()
                    .lines()
                    .filter(line -> line.startsWith(metric + ' '))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .findFirst()
                    .orElse(-1);
        }

        @Test
        void switchedOffItLeavesTheQueueAloneAndSwitchedOnAgainItFilesWhatIsThere(@TempDir Path folder)
                throws Exception {
            awaitSettled(DEAD_LETTERS);
            service.close();
            Set<String> carts = new HashSet<>();
            Map<String, String> off = settings(others());
            off.put("CHECKOUT_DESK", "false");
            try (Service without = new Service(folder, off).start()) {
                carts.addAll(send(10).keySet());
                await("the first are there").ignoreExceptions().until(() -> waiting(DEAD_LETTERS) == 10);
                assertThat(new Operators(without).get("").statusCode()).isEqualTo(404);
                carts.addAll(send(10).keySet());
                await("so are those after them").ignoreExceptions().until(() -> waiting(DEAD_LETTERS) == 20);
                assertThat(broker.browse(DEAD_LETTERS))
                        .extracting(letter -> letter.headers().get("cartId"))
                        .containsAll(carts);
            } finally {
                service.start();
                operators.awaitOpen();
            }
            operators.awaitCount("OPEN", carts.size());
            assertThat(entries("state=OPEN"))
                    .extracting(entry -> entry.path("cartId").asText())
                    .containsExactlyInAnyOrderElementsOf(carts);
        }
    }
}
