package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.settings.TestSettings;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** What the clients are given, what they are told of topics, and what they show, under the names that Prometheus gets. */
class KafkaClientsTest {

    private static final TopicPartition COMMANDS = new TopicPartition("checkout.commands", 0);
    private static final ConsumerRebalanceListener NO_LISTENER = new ConsumerRebalanceListener() {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            // Camel does nothing.
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            // Camel does nothing.
        }
    };
    private static final Uuid FIRST = Uuid.randomUuid();
    private static final Uuid SECOND = Uuid.randomUuid();

    private final MockConsumer<byte[], byte[]> client = new MockConsumer<>(OffsetResetStrategy.EARLIEST);
    private Properties given;
    private KafkaClients clients;
    private Consumer<byte[], byte[]> camel;

    @BeforeEach
    void subscribe() {
        clients = clients(new MockEnvironment().withProperty("checkout.kafka.brokers", "127.0.0.1:1"));
        camel = consumer(clients);
        camel.subscribe(List.of(COMMANDS.topic()), NO_LISTENER);
        client.updateBeginningOffsets(Map.of(COMMANDS, 0L));
        client.rebalance(List.of(COMMANDS));
        client.seek(COMMANDS, 7);
    }

    @Test
    void aTopicThatIsListedUnderANewIdIsReadFromItsBeginningOnce() {
        assertThat(positionAfter(topic(COMMANDS.topic(), FIRST)))
                .as("seen for the first time")
                .isEqualTo(7);
        assertThat(positionAfter(topic(COMMANDS.topic(), FIRST))).as("the same").isEqualTo(7);
        assertThat(positionAfter(topic(COMMANDS.topic(), SECOND)))
                .as("made again")
                .isZero();
        client.seek(COMMANDS, 7);
        assertThat(positionAfter(topic(COMMANDS.topic(), FIRST)))
                .as("of a broker that knows only the old one yet")
                .isEqualTo(7);
        assertThat(positionAfter(topic(COMMANDS.topic(), SECOND))).as("known").isEqualTo(7);
        assertThat(positionAfter(topic(COMMANDS.topic(), Uuid.randomUuid())))
                .as("made a third time")
                .isZero();
    }

    @Test
    void aListingWithoutAnIdOrOfAnotherTopicChangesNothing() {
        assertThat(positionAfter(topic(COMMANDS.topic(), FIRST))).isEqualTo(7);
        assertThat(positionAfter(topic(COMMANDS.topic(), Uuid.ZERO_UUID))).isEqualTo(7);
        assertThat(positionAfter(topic("checkout.pending.standard", FIRST))).isEqualTo(7);
        assertThat(positionAfter(topic("checkout.pending.standard", SECOND))).isEqualTo(7);
        assertThat(positionAfter()).isEqualTo(7);
    }

    @Test
    void theClientsHaveTheSameCredentials() {
        MockEnvironment env = new MockEnvironment()
                .withProperty("checkout.kafka.brokers", "127.0.0.1:1")
                .withProperty("checkout.kafka.user", "checkout")
                .withProperty("checkout.kafka.password", "a\"b\\c")
                .withProperty("checkout.kafka.client.security.protocol", "SASL_SSL")
                .withProperty("checkout.kafka.client.ssl.truststore.location", "");
        consumer(clients(env));
        assertThat(given)
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("sasl.mechanism", "PLAIN")
                .doesNotContainKey("ssl.truststore.location")
                .containsEntry(
                        "sasl.jaas.config",
                        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"checkout\""
                                + " password=\"a\\\"b\\\\c\";");
        consumer(clients(env.withProperty("checkout.kafka.client.sasl.mechanism", "SCRAM-SHA-512")));
        assertThat(given.getProperty("sasl.jaas.config"))
                .startsWith("org.apache.kafka.common.security.scram.ScramLoginModule ");
    }

    @Test
    void theLagOfATopicIsShownFromTheFirstReaderOnUnderTheNameThatTheAutoscalerTakes() throws IOException {
        Path autoscaler =
                Path.of("deploy", "kubernetes", "overlays", "kafka-postgresql", "horizontalpodautoscaler.yaml");
        JsonNode metric = new ObjectMapper(new YAMLFactory())
                .readTree(autoscaler.toFile())
                .at("/spec/metrics/0/pods/metric");
        String topic = metric.at("/selector/matchLabels/topic").asText();
        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        KafkaClients clients =
                new KafkaClients(TestSettings.of(KafkaProperties.class, "checkout.kafka.brokers=127.0.0.1:1"), meters);
        try (Consumer<byte[], byte[]> first = subscribe(clients, "checkout.commands");
                Consumer<byte[], byte[]> second = subscribe(clients, "checkout.commands")) {
            assertThat(meters.scrape().lines())
                    .filteredOn(line -> line.startsWith("checkout_kafka_lag{"))
                    .containsExactly(metric.path("name").asText() + "{topic=\"" + topic + "\"} 0.0");
        }
    }

    private long positionAfter(TopicListing... listed) {
        clients.topicsListed(List.of(listed));
        camel.poll(Duration.ZERO);
        return client.position(COMMANDS);
    }

    private static TopicListing topic(String name, Uuid id) {
        return new TopicListing(name, id, false);
    }

    private KafkaClients clients(MockEnvironment env) {
        return new KafkaClients(TestSettings.of(KafkaProperties.class, env), new SimpleMeterRegistry()) {
            @Override
            Consumer<byte[], byte[]> newClient(Properties settings) {
                given = settings;
                return client;
            }
        };
    }

    private static Consumer<byte[], byte[]> consumer(KafkaClients clients) {
        Properties settings = new Properties();
        settings.setProperty(ParallelConsumer.IN_FLIGHT, "10");
        return clients.getConsumer(settings);
    }

    private static Consumer<byte[], byte[]> subscribe(KafkaClients clients, String topic) {
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", "127.0.0.1:1");
        settings.setProperty("group.id", "checkout-api");
        settings.setProperty("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.setProperty("value.deserializer", ByteArrayDeserializer.class.getName());
        settings.setProperty("default.api.timeout.ms", "1000");
        settings.setProperty("request.timeout.ms", "500");
        settings.setProperty(ParallelConsumer.IN_FLIGHT, "10");
        Consumer<byte[], byte[]> consumer = clients.getConsumer(settings);
        consumer.subscribe(List.of(topic), NO_LISTENER);
        return consumer;
    }
}
