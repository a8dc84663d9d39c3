package com.acme.checkout.outside;

import static org.awaitility.Awaitility.await;

import com.rabbitmq.client.AMQP;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same promises, kept on every broker: real ones. */
class BrokerContractIT {

    /** {@link NothingLostIT} kills it, with the service that it is part of. */
    @Nested
    class Embedded extends BrokerContract {
        @Override
        Broker broker(Path folder) {
            return JmsBroker.embedded();
        }

    }

    @Nested
    @Tag("brokers")
    class Kafka extends RemoteBrokerContract {
        @Override
        Broker broker(Path folder) throws Exception {
            return new KafkaBroker(folder).start();
        }
    }

    @Nested
    @Tag("brokers")
    class RabbitMq extends RemoteBrokerContract {
        @Override
        Broker broker(Path folder) throws Exception {
            return new RabbitMqBroker(folder, null);
        }

        /** What only a client of RabbitMQ can send. */
        @Test
        void whateverItsPropertiesHoldAMessageIsSettled() throws Exception {
            RabbitMqBroker rabbit = (RabbitMqBroker) broker;
            String mark = cart();
            Map<String, Object> headers = Map.of("due", 99_999_999_999_999L, "x-delay", "soon", "retry-count", "often", "mark", mark,
                    "nested", Map.of("list", List.of(1L, "a"), "bytes", new byte[] {1, 2, 3}));
            AMQP.BasicProperties.Builder odd = new AMQP.BasicProperties.Builder().headers(headers).contentEncoding("none");
            rabbit.send("checkout.commands", odd.build(), ("{\"mark\":\"" + mark + "\"}").getBytes(StandardCharsets.UTF_8));
            Assertions.assertThat(letter("INVALID", mark).headers().get("deadLetterHeaders")).contains("\"due\":99999999999999",
                    "\"nested\":{", "\"bytes\":\"AQID\"", "\"x-delay\":\"soon\"");
            String cart = cart();
            rabbit.send("checkout.commands", odd.build(), command(cart, ""));
            await().untilAsserted(() -> Assertions.assertThat(standard.callsFor(cart)).hasSize(1));
        }

        @Test
        void aCommandThatExpiredSaysSo() throws Exception {
            RabbitMqBroker rabbit = (RabbitMqBroker) broker;
            String cart = cart();
            service.kill();
            try {
                rabbit.send("checkout.commands", new AMQP.BasicProperties.Builder().expiration("1").headers(Map.of("idempotencyKey", "k-" + cart)).build(),
                        command(cart, ""));
                await("it expires").until(() -> rabbit.waiting("checkout.commands") == 0);
            } finally {
                service.start();
            }
            Assertions.assertThat(letter("INTERNAL", cart).headers()).containsEntry("deadLetterSource", "checkout.commands")
                    .containsEntry("idempotencyKey", "k-" + cart).containsEntry("cartId", cart)
                    .hasEntrySatisfying("deadLetterDetail", detail -> Assertions.assertThat(detail).contains("expired"));
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
                List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(() -> CompletableFuture.supplyAsync(this::durable,
                        task -> new Thread(task).start())).limit(100).toList();
                for (CompletableFuture<HttpResponse<String>> answer : answers) {
                    Assertions.assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(503);
                }
                await("readiness says why").until(() -> service.readiness(), text -> text.contains("DEGRADED") && text.contains("takes no messages now"));
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
                return service.post("/carts/" + cart() + "/checkout", "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\",\"long\":\""
                        + "a".repeat(60_000) + "\"}", "Prefer", "respond-async");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Test
        void aQueueThatMayNotBeCreatedStopsTheStartWithOneLine(@TempDir Path folder) throws Exception {
            RabbitMqBroker rabbit = (RabbitMqBroker) broker;
            rabbit.user("poor", "poor", "", ".*", ".*");
            try (Service service = new Service(folder, Map.of("CHECKOUT_BROKER", "rabbitmq", "RABBITMQ_URL", rabbit.address("poor", "poor"),
                    "CHECKOUT_ORCHESTRATOR_URL", "http://127.0.0.1:9", "RABBITMQ_DELAYS", "77s"))) {
                Assertions.assertThat(service.launch().ended()).isNotZero();
                Assertions.assertThat(service.log().lines()).filteredOn(line -> !line.startsWith("WARNING:")).hasSize(1).first().asString()
                        .contains("RABBITMQ_URL: there is no queue checkout.delay.77000").contains("create it");
            }
        }
    }

    @Nested
    @Tag("brokers")
    class Artemis extends OverJms {
        @Override
        Broker broker(Path folder) throws Exception {
            return JmsBroker.artemis(folder);
        }
    }

    @Nested
    @Tag("brokers")
    class Amqp extends OverJms {
        @Override
        Broker broker(Path folder) throws Exception {
            return JmsBroker.amqp(folder);
        }
    }

    /** What only a JMS client can do to us. */
    abstract static class OverJms extends RemoteBrokerContract {
        @Test
        void aSerializedObjectIsKeptAsBytesAndNeverOpened() {
            ((JmsBroker) broker).sendObject("checkout.commands", new ArrayList<>(List.of("serialized-marker")));
            Assertions.assertThat(letter("UNREADABLE", letter -> new String(letter.body(), StandardCharsets.ISO_8859_1)
                    .contains("serialized-marker"))).isNotNull();
        }
    }
}
