package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@link BrokerContract} on RabbitMQ, and what only a client of it can send or its node can do. */
@Tag("brokers")
class RabbitMqContractIT extends RemoteBrokerContract {
    @Override
    Broker broker(Path folder) throws Exception {
        return new RabbitMqBroker(folder, null);
    }

    /** What only a client of RabbitMQ can send. */
    @Test
    void whateverItsPropertiesHoldAMessageIsSettled() throws Exception {
        RabbitMqBroker rabbit = (RabbitMqBroker) broker;
        String mark = cart();
        List<Object> deep = List.of();
        for (int i = 0; i < 4000; i++) {
            deep = List.of(deep);
        }
        Map<String, Object> headers = Map.of(
                "due",
                99_999_999_999_999L,
                "x-delay",
                "soon",
                "retry-count",
                "often",
                "mark",
                mark,
                "deep",
                deep,
                "nested",
                Map.of("list", List.of(1L, "a"), "bytes", new byte[] {1, 2, 3}));
        AMQP.BasicProperties.Builder odd =
                new AMQP.BasicProperties.Builder().headers(headers).contentEncoding("none");
        String cart = cart();
        // The client writes what is nested by recursion, too.
        FutureTask<Void> sent = new FutureTask<>(() -> {
            rabbit.send(
                    "checkout.commands", odd.build(), ("{\"mark\":\"" + mark + "\"}").getBytes(StandardCharsets.UTF_8));
            rabbit.send("checkout.commands", odd.build(), command(cart, ""));
            return null;
        });
        new Thread(null, sent, "deep", 64 * 1024 * 1024).start();
        sent.get();
        assertThat(letter("INVALID", mark).headers().get("deadLetterHeaders"))
                .contains(
                        "\"due\":99999999999999",
                        "\"nested\":{",
                        "\"bytes\":\"data:application/octet-stream;base64,AQID\"",
                        "\"x-delay\":\"soon\"",
                        "\"deep\":\"(nested deeper than 64 levels)\"");
        await().untilAsserted(() -> assertThat(standard.callsFor(cart)).hasSize(1));
    }

    @Test
    void aCommandThatExpiredSaysSo() throws Exception {
        RabbitMqBroker rabbit = (RabbitMqBroker) broker;
        String cart = cart();
        // What another test has left there would come back with the kill, and stand before it.
        await("nothing under way")
                .until(() ->
                        rabbit.waiting("checkout.commands") == 0 && rabbit.unacknowledged("checkout.commands") == 0);
        service.kill();
        try {
            rabbit.send(
                    "checkout.commands",
                    new AMQP.BasicProperties.Builder()
                            .expiration("1")
                            .headers(Map.of("idempotencyKey", "k-" + cart))
                            .build(),
                    command(cart, ""));
            await("it expires").until(() -> rabbit.waiting("checkout.commands") == 0);
        } finally {
            service.start();
        }
        assertThat(letter("INTERNAL", cart).headers())
                .containsEntry("deadLetterSource", "checkout.commands")
                .containsEntry("idempotencyKey", "k-" + cart)
                .containsEntry("cartId", cart)
                .hasEntrySatisfying(
                        "deadLetterDetail", detail -> assertThat(detail).contains("expired"));
    }

    @Test
    void whileTheBrokerTakesNothingAWriteFailsInTimeAndWhatItHoldsIsWorkedOff() throws Exception {
        RabbitMqBroker rabbit = (RabbitMqBroker) broker;
        // One that the broker gives out when it takes nothing any more.
        CountDownLatch alarmed = new CountDownLatch(1);
        String cart = cart();
        standard.answers = call -> {
            try {
                alarmed.await(60, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return Orchestrator.Answer.of(201);
        };
        send(cart, command(cart, ""), Map.of());
        await().until(() -> !standard.callsFor(cart).isEmpty());
        rabbit.alarm(true);
        try {
            alarmed.countDown();
            List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                            () -> CompletableFuture.supplyAsync(this::durable, task -> new Thread(task).start()))
                    .limit(100)
                    .toList();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
            }
            await("readiness says why")
                    .until(
                            () -> service.readiness(),
                            text -> text.contains("DEGRADED") && text.contains("takes no messages now"));
            await("acknowledged all the same").until(() -> rabbit.unacknowledged("checkout.commands") == 0);
        } finally {
            rabbit.alarm(false);
        }
        await("it is back").until(() -> service.readiness(), text -> !text.contains("DEGRADED"));
        await("durable again").until(() -> durable().statusCode() == 202);
    }

    /** As long as a command may be: a hundred of them are more than a socket holds. */
    private HttpResponse<String> durable() {
        try {
            return service.post(
                    "/carts/" + cart() + "/checkout",
                    "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\",\"long\":\"" + "a".repeat(60_000) + "\"}",
                    "Prefer",
                    "respond-async");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aQueueThatMayNotBeCreatedStopsTheStartWithOneLine(@TempDir Path folder) throws Exception {
        RabbitMqBroker rabbit = (RabbitMqBroker) broker;
        rabbit.user("poor", "poor", "", ".*", ".*");
        try (Service service = new Service(
                folder,
                Map.of(
                        "CHECKOUT_BROKER",
                        "rabbitmq",
                        "RABBITMQ_URL",
                        rabbit.address("poor", "poor"),
                        "CHECKOUT_ORCHESTRATOR_URL",
                        "http://127.0.0.1:9",
                        "RABBITMQ_DELAYS",
                        "77s"))) {
            assertThat(service.launch().ended()).isNotZero();
            assertThat(service.log().lines())
                    .filteredOn(line -> !line.startsWith("WARNING:"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("RABBITMQ_URL: there is no queue checkout.delay.77000")
                    .contains("create it");
        }
    }
}
