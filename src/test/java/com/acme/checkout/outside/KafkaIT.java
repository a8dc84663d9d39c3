package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only Kafka can lose: offsets that run ahead, partitions that change hands, headers that steer. */
@Tag("brokers")
class KafkaIT {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";

    @TempDir
    Path folder;

    private KafkaBroker kafka;
    private Orchestrator orchestrator;
    private final List<Service> services = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        kafka = new KafkaBroker(folder);
        orchestrator = new Orchestrator();
    }

    @AfterEach
    void stop() {
        services.forEach(Service::close);
        orchestrator.close();
        kafka.close();
    }

    private Service service(Map<String, String> more) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(kafka.settings());
        settings.put("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url());
        settings.putAll(more);
        Service service = new Service(Files.createDirectories(folder.resolve("service-" + services.size())), settings);
        services.add(service);
        return service;
    }

    @Test
    void aCommandThatWaitsHoldsUpNoOtherOfItsPartitionAndNothingIsCommittedBeyondIt() throws Exception {
        kafka.start();
        Service service = service(Map.of(
                        "KAFKA_PARTITIONS",
                        "1",
                        "CHECKOUT_RESPONSE_TIMEOUT_MS",
                        "60000",
                        "CHECKOUT_TOTAL_TIMEOUT",
                        "60s"))
                .start();
        CountDownLatch hold = new CountDownLatch(1);
        String slow = UUID.randomUUID().toString();
        orchestrator.answers = call -> {
            if (call.body().path("cartId").asText().equals(slow)) {
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            return Orchestrator.Answer.of(201);
        };
        kafka.send("checkout.commands", List.of(message(slow, Map.of())));
        await().until(() -> orchestrator.callsFor(slow).size() == 1);
        Set<String> carts = send(1000);
        await("the others")
                .until(() -> carts.stream()
                        .noneMatch(cart -> orchestrator.callsFor(cart).isEmpty()));
        assertThat(kafka.lag("checkout.commands"))
                .as("the first is not settled, so none is committed")
                .isEqualTo(1001);
        await("the service shows it too")
                .until(() -> Alerts.sum(service.metrics(), "checkout_kafka_lag", "topic", "checkout.commands") == 1001);
        // Killed now, the first comes again under its key, and is not skipped.
        service.kill();
        hold.countDown();
        service.start();
        await().until(() -> orchestrator.callsFor(slow).size() == 2);
        assertThat(orchestrator.callsFor(slow))
                .extracting(Orchestrator.Call::key)
                .containsOnly(orchestrator.callsFor(slow).get(0).key());
        await().until(() -> kafka.lag("checkout.commands") == 0);
        await("the service shows it too")
                .until(() -> Alerts.sum(service.metrics(), "checkout_kafka_lag", "topic", "checkout.commands") == 0);
    }

    @Test
    void instancesComeAndGoAndNothingIsLost() throws Exception {
        kafka.start();
        orchestrator.answers = call -> new Orchestrator.Answer(201, Map.of(), 20);
        Service stays = service(Map.of()).start();
        Service comesAndGoes = service(Map.of());
        Set<String> carts = new HashSet<>();
        for (int round = 0; round < 2; round++) {
            carts.addAll(send(1000));
            comesAndGoes.start();
            carts.addAll(send(1000));
            comesAndGoes.kill();
        }
        await("all sagas").until(() -> orchestrator.sagas.size() >= carts.size());
        everyCartUnderOneKey(carts);
        await("every offset at its end").until(() -> kafka.lag("checkout.commands") == 0);
        assertThat(stays.log()).doesNotContain("ERROR");
    }

    @Test
    void headersSteerNothingAndTheDeadLetterKeepsKeyPartitionAndOffset() throws Exception {
        kafka.start();
        service(Map.of()).start();
        String cart = UUID.randomUUID().toString();
        Map<String, String> evil = Map.of(
                "kafka.OVERRIDE_TOPIC",
                "evil",
                "kafka.PARTITION_KEY",
                "3",
                "kafka.KEY",
                "evil",
                "CamelHttpUri",
                "http://127.0.0.1:9/x",
                "cAmelHttpPath",
                "/evil",
                "idempotencyKey",
                "k1");
        byte[] broken = "{ \u00e9".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        kafka.send(
                "checkout.commands",
                List.of(
                        message(cart, evil),
                        new Broker.Message("my-key", broken, evil),
                        new Broker.Message("tombstone", null, Map.of())));
        await().until(() -> orchestrator.callsFor(cart).size() == 1);
        await().until(() -> kafka.records("checkout.dead-letters").size() == 2);
        var letter = kafka.records("checkout.dead-letters").stream()
                .filter(r -> "my-key".equals(new String(r.key(), UTF_8)))
                .findFirst()
                .orElseThrow();
        assertThat(letter.value()).isEqualTo(broken);
        assertThat(new String(letter.headers().lastHeader("deadLetterSource").value(), UTF_8))
                .matches("checkout\\.commands partition \\d+ offset \\d+");
        assertThat(new String(letter.headers().lastHeader("deadLetterHeaders").value(), UTF_8))
                .contains("\"kafka.OVERRIDE_TOPIC\":\"evil\"");
        try (var admin = kafka.admin()) {
            assertThat(admin.listTopics().names().get())
                    .doesNotContain("evil")
                    .contains("checkout.pending.standard", "checkout.pending.promotion");
            ConfigResource deadLetters = new ConfigResource(ConfigResource.Type.TOPIC, "checkout.dead-letters");
            assertThat(admin.describeConfigs(List.of(deadLetters))
                            .all()
                            .get()
                            .get(deadLetters)
                            .get("retention.ms")
                            .value())
                    .isEqualTo("-1");
        }
    }

    @Test
    void oddHeadersAmongGoodCommandsAreDataAndNothingIsLost() throws Exception {
        kafka.start();
        orchestrator.answers = call -> new Orchestrator.Answer(201, Map.of(), 20);
        Service service = service(Map.of("KAFKA_PARTITIONS", "2")).start();
        List<byte[]> values = new ArrayList<>(List.of(
                new byte[0],
                "tomorrow".getBytes(UTF_8),
                "32503680000000".getBytes(UTF_8),
                "99999999999999999999".getBytes(UTF_8),
                new byte[] {(byte) 0xC0, 0, (byte) 0xFF}));
        values.add(null);
        Set<String> carts = new HashSet<>();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String name : List.of(
                "delayedUntil",
                "delayedDue",
                "delayedQueue",
                "due",
                "pendingAttempts",
                "kafka.TOPIC",
                "KAFKA.offset",
                "Kafka.Headers",
                "kafka.PARTITION",
                "kafka.OVERRIDE_TOPIC",
                "")) {
            for (byte[] value : values) {
                ProducerRecord<byte[], byte[]> odd = command(carts);
                odd.headers().add(name, "first".getBytes(UTF_8)).add(name, value);
                records.add(odd);
                for (int i = 0; i < 3; i++) {
                    records.add(command(carts));
                }
            }
        }
        ProducerRecord<byte[], byte[]> longHeader = command(carts);
        longHeader.headers().add("delayedUntil", "x".repeat(600_000).getBytes(UTF_8));
        records.add(longHeader);
        byte[] large = ("{" + "x".repeat(900_000)).getBytes(UTF_8);
        records.add(new ProducerRecord<>("checkout.commands", "large".getBytes(UTF_8), large));
        ProducerRecord<byte[], byte[]> bad =
                new ProducerRecord<>("checkout.commands", "long".getBytes(UTF_8), "{".getBytes(UTF_8));
        bad.headers().add("x", "x".repeat(600_000).getBytes(UTF_8));
        records.add(bad);
        // As if it were ours, on a topic where its headers are obeyed.
        ProducerRecord<byte[], byte[]> forged =
                new ProducerRecord<>("checkout.delay.1000ms", "forged".getBytes(UTF_8), "{}".getBytes(UTF_8));
        forged.headers()
                .add("delayedUntil", "32503680000000".getBytes(UTF_8))
                .add("delayedDue", "tomorrow".getBytes(UTF_8))
                .add("delayedQueue", "checkout.pending.standard".getBytes(UTF_8));
        records.add(forged);
        kafka.sendRecords(records);
        await("some").until(() -> orchestrator.sagas.size() > 20);
        service.kill();
        service.start();
        await("all sagas").until(() -> orchestrator.sagas.size() >= carts.size());
        everyCartUnderOneKey(carts);
        await("every offset at its end")
                .until(() -> kafka.lag("checkout.commands") + kafka.lag("checkout.delay.1000ms") == 0);
        // One that was written and not committed before the kill is written twice.
        assertThat(kafka.records("checkout.dead-letters"))
                .extracting(letter -> new String(letter.key(), UTF_8))
                .containsOnly("large", "long", "forged");
        assertThat(kafka.records("checkout.dead-letters"))
                .filteredOn(letter -> new String(letter.key(), UTF_8).equals("large"))
                .allMatch(letter -> Arrays.equals(letter.value(), large));
        assertThat(kafka.records("checkout.dead-letters"))
                .filteredOn(letter -> new String(letter.key(), UTF_8).equals("forged"))
                .allMatch(letter -> new String(
                                        letter.headers()
                                                .lastHeader("deadLetterReason")
                                                .value(),
                                        UTF_8)
                                .equals("INTERNAL")
                        && new String(
                                        letter.headers()
                                                .lastHeader("deadLetterException")
                                                .value(),
                                        UTF_8)
                                .contains("delayedDue"));
        assertThat(service.log()).doesNotContain("is given out again");
        for (JsonNode rule : Alerts.rules()) {
            if (rule.path("expr").asText().startsWith("checkout_kafka_")) {
                assertThat(new Alerts(service.metrics()).faults(rule)).isEmpty();
            }
        }
        Alerts exposed = new Alerts(service.metrics());
        assertThat(Dashboards.queries())
                .filteredOn(Dashboards.Query::isOfKafka)
                .isNotEmpty()
                .allSatisfy(query -> assertThat(query.faults(exposed)).isEmpty());
        assertThat(Alerts.sum(service.metrics(), "checkout_kafka_stalled_partitions"))
                .isZero();
        try (var admin = kafka.admin()) {
            List<ConfigResource> topics = Stream.of(
                            "checkout.dead-letters", "checkout.pending.standard", "checkout.delay.1000ms")
                    .map(topic -> new ConfigResource(ConfigResource.Type.TOPIC, topic))
                    .toList();
            assertThat(admin.describeConfigs(topics).all().get().values())
                    .extracting(config -> config.get("max.message.bytes").value())
                    .containsOnly("1179660");
        }
    }

    private static ProducerRecord<byte[], byte[]> command(Set<String> carts) {
        String cart = UUID.randomUUID().toString();
        carts.add(cart);
        return new ProducerRecord<>(
                "checkout.commands",
                cart.getBytes(UTF_8),
                message(cart, Map.of()).body());
    }

    private void everyCartUnderOneKey(Set<String> carts) {
        Map<String, Set<String>> keysOfCart = new HashMap<>();
        orchestrator.calls.forEach(call -> keysOfCart
                .computeIfAbsent(call.body().path("cartId").asText(), c -> new HashSet<>())
                .add(call.key()));
        assertThat(keysOfCart.keySet()).isEqualTo(carts);
        assertThat(keysOfCart.values()).allMatch(keys -> keys.size() == 1);
    }

    private Set<String> send(int count) throws Exception {
        Set<String> carts = new HashSet<>();
        List<Broker.Message> messages = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String cart = UUID.randomUUID().toString();
            carts.add(cart);
            messages.add(message(cart, Map.of()));
        }
        kafka.send("checkout.commands", messages);
        return carts;
    }

    private static Broker.Message message(String cart, Map<String, String> headers) {
        return new Broker.Message(
                cart, ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"}").getBytes(UTF_8), headers);
    }
}
