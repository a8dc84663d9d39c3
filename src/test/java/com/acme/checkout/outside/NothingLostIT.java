package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** None may be lost, none may be started twice: with the service killed, the Orchestrator gone, one destination down. */
class NothingLostIT {

    private static final int COMMANDS = 10_000;
    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";

    @Test
    void killedThreeTimesAndTheOrchestratorGoneEveryCommandStartsOneSaga(@TempDir Path folder) throws Exception {
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = new Service(folder, Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url()))) {
            service.start();
            orchestrator.answers = call -> new Orchestrator.Answer(201, Map.of(), 5);
            Set<String> carts = new HashSet<>();
            try (Queues queues = new Queues(service.brokerPort)) {
                carts.addAll(send(queues, COMMANDS, ""));
            }
            for (int kill = 0; kill < 3; kill++) {
                int seen = orchestrator.calls.size();
                await().until(() -> orchestrator.calls.size() > seen + 50 || orchestrator.sagas.size() == COMMANDS);
                service.kill();
                orchestrator.gone();
                service.start();
                orchestrator.back();
            }
            await("all sagas").until(() -> orchestrator.sagas.size() >= COMMANDS);
            Map<String, Set<String>> keysOfCart = new HashMap<>();
            orchestrator.calls.forEach(call -> keysOfCart
                    .computeIfAbsent(call.body().path("cartId").asText(), c -> new HashSet<>())
                    .add(call.key()));
            assertThat(keysOfCart.keySet()).as("every command arrived").isEqualTo(carts);
            assertThat(keysOfCart.values()).as("each under one key").allMatch(keys -> keys.size() == 1);
            try (Queues queues = new Queues(service.brokerPort)) {
                assertThat(queues.browse("checkout.dead-letters")).isEmpty();
            }
        }
    }

    @Test
    void anOutageUsesUpNoRetriesAndEveryCallerIsAnswered(@TempDir Path folder) throws Exception {
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = new Service(
                        folder,
                        Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL",
                                orchestrator.url(),
                                // Were the outage to use them up, they would be gone before it ends.
                                "CHECKOUT_DELAYED_RETRIES",
                                "2s,2s",
                                "CHECKOUT_BREAKER_WAIT",
                                "1s"))) {
            service.start();
            Set<String> carts = new HashSet<>();
            orchestrator.answers = call -> Orchestrator.Answer.of(503);
            long began = System.nanoTime();
            int during = outage(service, carts, 200);
            int calls = orchestrator.calls.size();
            // Each second the open breaker lets a few through to see; all retries of all would be twelve for each
            // command.
            long seconds = 1 + (System.nanoTime() - began) / 1_000_000_000;
            assertThat(calls)
                    .as("calls during the outage, of " + during + " commands in " + seconds + " s")
                    .isLessThanOrEqualTo((int) Math.min(during * 1.2 + PROBES * seconds, during * 6));
            orchestrator.gone();
            outage(service, carts, 100);
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            orchestrator.back();
            await("all sagas after the outage").until(() -> orchestrator.sagas.size() == carts.size());
            assertThat(orchestrator.sagas.values())
                    .extracting(saga -> saga.path("cartId").asText())
                    .containsExactlyInAnyOrderElementsOf(carts);
            assertThat(service.metrics().lines().filter(line -> line.startsWith("checkout_dead_letters_total")))
                    .isNotEmpty()
                    .allMatch(line -> line.endsWith(" 0.0"));
        }
    }

    @Test
    @Tag("long")
    void anOutageThatIsTooSmallForTheBreakerUsesUpNoRetriesEither(@TempDir Path folder) throws Exception {
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = new Service(
                        folder,
                        Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url(), "CHECKOUT_DELAYED_RETRIES", "1s"))) {
            service.start();
            orchestrator.gone();
            Set<String> carts = new HashSet<>();
            outage(service, carts, 1);
            await("taken up more often than there are retries").until(() -> retries(service, "delayed") >= 5);
            assertThat(retries(service, "immediate"))
                    .as("a refused connection is tried again in place")
                    .isPositive();
            orchestrator.back();
            await("all sagas after the outage").until(() -> orchestrator.sagas.size() == carts.size());
            assertThat(service.log()).doesNotContain("dead_lettered");
            orchestrator.answers = call -> Orchestrator.Answer.of(401);
            outage(service, carts, 1);
            double before = retries(service, "delayed");
            await("credentials are no command's fault").until(() -> retries(service, "delayed") >= before + 5);
            orchestrator.answers = call -> Orchestrator.Answer.of(201);
            await("all sagas once they are mended").until(() -> orchestrator.sagas.size() == carts.size());
            assertThat(service.log()).contains("refuses our credentials").doesNotContain("dead_lettered");
        }
    }

    /** Calls that a half-open breaker lets through. */
    private static final int PROBES = 10;

    private static double retries(Service service, String kind) throws Exception {
        return service.metrics()
                .lines()
                .filter(line -> line.startsWith("checkout_retries_total") && line.contains(kind))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static int outage(Service service, Set<String> carts, int commands) throws Exception {
        try (Queues queues = new Queues(service.brokerPort)) {
            for (int i = 0; i < commands; i++) {
                String cart = UUID.randomUUID().toString();
                assertThat(service.post("/carts/" + cart + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}")
                                .statusCode())
                        .isIn(200, 202);
                carts.add(cart);
                carts.add(send(queues, ""));
            }
        }
        return commands * 2;
    }

    @Test
    void aDestinationThatIsDownHoldsUpNoOther(@TempDir Path folder) throws Exception {
        try (Orchestrator standard = new Orchestrator();
                Orchestrator promotion = new Orchestrator();
                Service service = new Service(
                        folder,
                        Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL",
                                standard.url(),
                                "CHECKOUT_ORCHESTRATOR_PROMOTION_URL",
                                promotion.url(),
                                "CHECKOUT_BREAKER_WAIT",
                                "1s"))) {
            service.start();
            promotion.gone();
            List<String> sale;
            List<String> usual;
            try (Queues queues = new Queues(service.brokerPort)) {
                sale = send(queues, 500, ",\"promotionCode\":\"SALE\"");
                usual = send(queues, 100, "");
            }
            await("the standard destination's, meanwhile").until(() -> standard.sagas.size() == usual.size());
            assertThat(promotion.sagas).isEmpty();
            promotion.back();
            await("the promotion destination's, afterwards").until(() -> promotion.sagas.size() == sale.size());
        }
    }

    @Test
    @Tag("long")
    void aDestinationThatIsSlowLeavesTheOtherAlone(@TempDir Path folder) throws Exception {
        CountDownLatch hold = new CountDownLatch(1);
        try (Orchestrator standard = new Orchestrator();
                Orchestrator promotion = new Orchestrator();
                Service service = new Service(
                        folder,
                        Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL",
                                standard.url(),
                                "CHECKOUT_ORCHESTRATOR_PROMOTION_URL",
                                promotion.url(),
                                "CHECKOUT_RESPONSE_TIMEOUT_MS",
                                "60000",
                                "CHECKOUT_TOTAL_TIMEOUT",
                                "60s"))) {
            service.start();
            promotion.answers = call -> {
                awaitUninterruptibly(hold);
                return Orchestrator.Answer.of(201);
            };
            try (Queues queues = new Queues(service.brokerPort)) {
                send(queues, 1500, ",\"promotionCode\":\"SALE\"");
                await("promotion has all that it may have under way").until(() -> promotion.calls.size() >= 500);
                List<CompletableFuture<Integer>> sale = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    sale.add(CompletableFuture.supplyAsync(() -> checkout(service, ",\"promotionCode\":\"SALE\"")));
                    assertThat(checkout(service, "")).isEqualTo(200);
                    send(queues, "");
                }
                await("the standard destination's, meanwhile").until(() -> standard.sagas.size() == 100);
                assertThat(promotion.sagas).as("none is answered yet").isEmpty();
                assertThat(sale).extracting(CompletableFuture::join).containsOnly(202);
            }
            hold.countDown();
            await("promotion's, afterwards").until(() -> promotion.sagas.size() == 1550);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int checkout(Service service, String more) {
        try {
            return service.post(
                            "/carts/" + UUID.randomUUID() + "/checkout",
                            "{\"customerId\":\"" + CUSTOMER + "\"" + more + "}")
                    .statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aWrongSettingStopsTheStartWithOneLine(@TempDir Path folder) throws Exception {
        for (var wrong : Map.of(
                        "CHECKOUT_BROKER",
                        "carrier-pigeon",
                        "CHECKOUT_ORCHESTRATOR_URL",
                        "nowhere",
                        "CHECKOUT_DELAYED_RETRIES",
                        "10s,soon",
                        "SERVER_PORT",
                        "http")
                .entrySet()) {
            Path own = folder.resolve(wrong.getKey());
            java.nio.file.Files.createDirectories(own);
            try (Service service = new Service(own, Map.of(wrong.getKey(), wrong.getValue()))) {
                assertThat(service.launch().ended()).isNotZero();
                assertThat(service.log().lines())
                        .filteredOn(line -> !line.startsWith("WARNING:"))
                        .hasSize(1)
                        .first()
                        .asString()
                        .contains(wrong.getKey());
            }
        }
    }

    private static String send(Queues queues, String more) throws Exception {
        return send(queues, 1, more).get(0);
    }

    /** Commands of new carts, all at once; the carts. */
    private static List<String> send(Queues queues, int count, String more) throws Exception {
        List<String> carts = new ArrayList<>();
        List<byte[]> commands = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String cart = UUID.randomUUID().toString();
            carts.add(cart);
            commands.add(
                    ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"" + more + "}").getBytes(UTF_8));
        }
        queues.sendAll("checkout.commands", commands);
        return carts;
    }
}
