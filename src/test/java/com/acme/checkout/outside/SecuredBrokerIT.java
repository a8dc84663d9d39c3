package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that are reached by TLS only, with a password: settings are all that it takes, and wrong ones say so. */
@Tag("brokers")
class SecuredBrokerIT {

    private static final String PASSWORD = "s3cret-of-the-test";

    @TempDir
    Path folder;

    private Orchestrator orchestrator;
    private Certificates certificates;

    @BeforeEach
    void start() throws Exception {
        orchestrator = new Orchestrator();
        certificates = new Certificates(folder.resolve("tls"));
    }

    @AfterEach
    void stop() {
        orchestrator.close();
    }

    @Test
    void kafka() throws Exception {
        try (KafkaBroker broker = new KafkaBroker(folder, certificates, PASSWORD).start()) {
            Map<String, String> settings = Map.of(
                    "CHECKOUT_BROKER",
                    "kafka",
                    "KAFKA_BROKERS",
                    broker.secureAddress(),
                    "KAFKA_USER",
                    "shopping",
                    "KAFKA_PASSWORD",
                    PASSWORD,
                    "KAFKA_SECURITY_PROTOCOL",
                    "SASL_SSL",
                    "KAFKA_TRUSTSTORE",
                    certificates.trustStore.toString(),
                    "KAFKA_TRUSTSTORE_PASSWORD",
                    Certificates.PASSWORD);
            commandsGoThroughIt(settings);
            wrong(settings, "KAFKA_PASSWORD", "other", "KAFKA_USER");
            wrong(settings, "KAFKA_TRUSTSTORE", "/nowhere.p12", "KAFKA_");
            wrong(settings, "KAFKA_TRUSTSTORE", "", "trust store is not specified");
        }
    }

    @Test
    void rabbitmq() throws Exception {
        try (RabbitMqBroker broker = new RabbitMqBroker(folder, certificates)) {
            broker.user("shopping", PASSWORD, ".*", ".*", ".*");
            Map<String, String> settings = Map.of(
                    "CHECKOUT_BROKER",
                    "rabbitmq",
                    "RABBITMQ_URL",
                    broker.tlsAddress("shopping", PASSWORD),
                    "RABBITMQ_CA",
                    certificates.certificate.toString());
            commandsGoThroughIt(settings);
            wrong(settings, "RABBITMQ_URL", broker.tlsAddress("shopping", "other"), "RABBITMQ_URL");
        }
    }

    @Test
    void amqp() throws Exception {
        ArtemisProcess broker =
                new ArtemisProcess(Files.createDirectories(folder.resolve("broker")), certificates, PASSWORD);
        try {
            Map<String, String> settings = Map.of(
                    "CHECKOUT_BROKER",
                    "amqp",
                    "AMQP_USER",
                    "shopping",
                    "AMQP_PASSWORD",
                    PASSWORD,
                    "AMQP_URL",
                    "amqps://127.0.0.1:" + broker.amqp + "?transport.trustStoreLocation=" + certificates.trustStore
                            + "&transport.trustStorePassword=" + Certificates.PASSWORD);
            commandsGoThroughIt(settings);
            wrong(settings, "AMQP_PASSWORD", "other", "AMQP_USER");
        } finally {
            broker.kill();
        }
    }

    @Test
    void artemis() throws Exception {
        ArtemisProcess broker =
                new ArtemisProcess(Files.createDirectories(folder.resolve("broker")), certificates, PASSWORD);
        try {
            Map<String, String> settings = Map.of(
                    "CHECKOUT_BROKER",
                    "artemis",
                    "ARTEMIS_USER",
                    "shopping",
                    "ARTEMIS_PASSWORD",
                    PASSWORD,
                    "ARTEMIS_URL",
                    "tcp://127.0.0.1:" + broker.core + "?sslEnabled=true&trustStorePath=" + certificates.trustStore
                            + "&trustStorePassword=" + Certificates.PASSWORD);
            commandsGoThroughIt(settings);
            wrong(settings, "ARTEMIS_PASSWORD", "other", "ARTEMIS_USER");
        } finally {
            broker.kill();
        }
    }

    /** A command that is made durable on the broker, and started from there. */
    private void commandsGoThroughIt(Map<String, String> broker) throws Exception {
        try (Service service = service("right", broker).start()) {
            String cart = UUID.randomUUID().toString();
            var answer = service.post(
                    "/carts/" + cart + "/checkout",
                    "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}",
                    "Prefer",
                    "respond-async");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            await("the saga, from the broker")
                    .until(() -> orchestrator.callsFor(cart).size() == 1);
            assertThat(service.readiness()).doesNotContain("DEGRADED");
            assertThat(service.log()).doesNotContain(PASSWORD);
        }
    }

    private void wrong(Map<String, String> broker, String setting, String value, String named) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(broker);
        settings.put(setting, value);
        try (Service service = service("wrong", settings)) {
            assertThat(service.launch().ended()).isNotZero();
            assertThat(service.log().lines())
                    .as("one line")
                    .filteredOn(line -> !line.startsWith("WARNING:"))
                    .hasSize(1)
                    .first()
                    .asString()
                    .startsWith("Checkout API does not start. ")
                    .contains(named)
                    .doesNotContain(PASSWORD);
            // The next one's is not added to it.
            Files.delete(folder.resolve("wrong/service.log"));
        }
    }

    private Service service(String name, Map<String, String> broker) throws Exception {
        Map<String, String> settings = new LinkedHashMap<>(broker);
        settings.put("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url());
        return new Service(Files.createDirectories(folder.resolve(name)), settings);
    }
}
