package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What the contract promises besides, of a broker that is a process of its own: it and each of several instances may die. */
abstract class RemoteBrokerContract extends BrokerContract {

    /** How many commands a broker's drain is of; the profile long asks for more. */
    private static final int COMMANDS = Integer.getInteger("tests.commands", 2000);

    @Test
    void killedThreeTimesAndTheBrokerOnceEveryCommandStartsOneSaga() throws Exception {
        standard.answers = call -> new Orchestrator.Answer(201, Map.of(), 250);
        Set<String> carts = new HashSet<>(send(COMMANDS, ""));
        for (int kill = 0; kill < 4; kill++) {
            // Those that are under way are no work for whoever is killed next: they may all be at the Orchestrator.
            Set<String> waiting = new HashSet<>(carts);
            standard.calls.forEach(
                    call -> waiting.remove(call.body().path("cartId").asText()));
            if (waiting.size() < COMMANDS / 2) {
                carts.addAll(send(COMMANDS / 2, ""));
            }
            int seen = standard.calls.size();
            await("commands on the way").until(() -> standard.calls.size() > seen + COMMANDS / 10);
            if (kill == 1) {
                broker.kill();
                broker.restart();
            } else {
                service.kill();
                service.start();
            }
        }
        startedOnceEach(carts);
    }

    @Test
    void twoInstancesKilledInTurnLoseNothingAndBothMakeProgress() throws Exception {
        standard.answers = call -> new Orchestrator.Answer(201, Map.of(), 20);
        Set<String> carts = ConcurrentHashMap.newKeySet();
        int before = standard.sagas.size();
        AtomicBoolean open = new AtomicBoolean(true);
        try (Service other = service(Files.createDirectories(folder.resolve("other")), settings)
                .start()) {
            CompletableFuture<Void> shopping = CompletableFuture.runAsync(() -> {
                while (open.get()) {
                    // As much as keeps both busy, and leaves one that starts something of the processor.
                    await().pollDelay(Duration.ofMillis(500))
                            .until(() -> !open.get() || carts.size() + before - standard.sagas.size() < 500);
                    try {
                        carts.addAll(send(100, ""));
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                }
            });
            // In its long form in turn, again and again.
            for (Service killed : COMMANDS < 5000
                    ? List.of(other)
                    : Collections.nCopies(COMMANDS / 5000, List.of(service, other)).stream()
                            .flatMap(List::stream)
                            .toList()) {
                for (Service each : List.of(service, other)) {
                    double then = each.sagasStarted();
                    await("progress of both")
                            .atMost(Duration.ofMinutes(5))
                            .until(
                                    () -> {
                                        if (shopping.isDone()) {
                                            shopping.join();
                                        }
                                        return "+" + (each.sagasStarted() - then) + " of " + carts.size() + " sent and "
                                                + (standard.sagas.size() - before) + " started";
                                    },
                                    said -> Double.parseDouble(said.substring(1, said.indexOf(' '))) > 100);
                }
                killed.kill();
                killed.start();
            }
            open.set(false);
            shopping.get(5, TimeUnit.MINUTES);
            startedOnceEach(carts);
        }
    }

    private void startedOnceEach(Set<String> carts) throws Exception {
        await("all of them").until(() -> started(standard).containsAll(carts));
        Map<String, Set<String>> keysOfCart = new HashMap<>();
        standard.calls.forEach(call -> keysOfCart
                .computeIfAbsent(call.body().path("cartId").asText(), c -> new HashSet<>())
                .add(call.key()));
        assertThat(carts)
                .as("each under one key")
                .allMatch(cart -> keysOfCart.get(cart).size() == 1);
        assertThat(broker.browse("checkout.dead-letters"))
                .noneMatch(letter -> carts.contains(letter.headers().getOrDefault("cartId", "none")));
    }

    @Test
    void anOutageOfTheBrokerIsOneLineInTheLogAndItsEndAnother() throws Exception {
        int before = service.log().length();
        broker.kill();
        try {
            await("it says so").until(() -> service.readiness(), text -> text.contains("DEGRADED"));
            // Long enough for whatever tries again to say so again.
            await().pollDelay(Duration.ofSeconds(15)).until(() -> true);
        } finally {
            broker.restart();
        }
        await("it is back").until(() -> service.readiness(), text -> !text.contains("DEGRADED"));
        String cart = cart();
        send(cart, command(cart, ""), Map.of());
        await("consumption goes on").until(() -> standard.callsFor(cart).size() == 1);
        List<String> lines = service.log().substring(before).lines().toList();
        assertThat(lines)
                .filteredOn(line -> line.matches(".* (WARN|ERROR) .*") || !line.startsWith("20"))
                .hasSize(1)
                .first()
                .asString()
                .contains("Broker ");
        assertThat(lines).filteredOn(line -> line.contains(" is back")).hasSize(1);
    }

    @Test
    void withoutItsBrokerTheServiceStartsRunsAndSaysSo() throws Exception {
        broker.kill();
        try {
            await("it says so").until(() -> service.readiness(), text -> text.contains("DEGRADED"));
            assertThat(checkout().statusCode())
                    .as("straight to the Orchestrator")
                    .isEqualTo(200);
            standard.answers = call -> Orchestrator.Answer.of(503);
            long before = System.nanoTime();
            assertThat(checkout().statusCode())
                    .as("neither started nor durable")
                    .isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .as("told, and not left to the broker's own deadlines")
                    .isLessThan(Duration.ofSeconds(30));
            standard.answers = call -> Orchestrator.Answer.of(201);
            service.kill();
            startWithoutItsBroker(service);
        } finally {
            broker.restart();
        }
        await("it is back").until(() -> service.readiness(), text -> !text.contains("DEGRADED"));
        String cart = cart();
        send(cart, command(cart, ""), Map.of());
        await("consumption goes on").until(() -> standard.callsFor(cart).size() == 1);
    }

    void startWithoutItsBroker(Service service) throws Exception {
        service.start();
        assertThat(service.readiness()).contains("DEGRADED");
        await("the breaker lets it pass").until(() -> checkout().statusCode() == 200);
    }
}
