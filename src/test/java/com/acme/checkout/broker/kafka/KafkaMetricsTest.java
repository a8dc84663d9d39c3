package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** What Kafka's consumers show, under the names that Prometheus gets. */
class KafkaMetricsTest {

    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final KafkaClients clients = new KafkaClients(new MockEnvironment().withProperty("checkout.kafka.brokers", "127.0.0.1:1"), meters);

    @Test
    void theLagOfATopicIsShownFromTheFirstReaderOnUnderTheNameThatTheAutoscalerTakes() throws IOException {
        JsonNode metric = new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("deploy", "kubernetes", "overlays", "kafka-postgresql", "horizontalpodautoscaler.yaml").toFile()).at("/spec/metrics/0/pods/metric");
        String topic = metric.at("/selector/matchLabels/topic").asText();
        try (Consumer<byte[], byte[]> first = subscribe("checkout.commands"); Consumer<byte[], byte[]> second = subscribe("checkout.commands")) {
            assertThat(meters.scrape().lines()).filteredOn(line -> line.startsWith("checkout_kafka_lag{"))
                    .containsExactly(metric.path("name").asText() + "{topic=\"" + topic + "\"} 0.0");
        }
    }

    private Consumer<byte[], byte[]> subscribe(String topic) {
        Properties settings = new Properties();
        settings.setProperty("bootstrap.servers", "127.0.0.1:1");
        settings.setProperty("group.id", "checkout-api");
        settings.setProperty("key.deserializer", ByteArrayDeserializer.class.getName());
        settings.setProperty("value.deserializer", ByteArrayDeserializer.class.getName());
        settings.setProperty("default.api.timeout.ms", "1000");
        settings.setProperty("request.timeout.ms", "500");
        settings.setProperty(ParallelConsumer.IN_FLIGHT, "10");
        Consumer<byte[], byte[]> consumer = clients.getConsumer(settings);
        consumer.subscribe(List.of(topic), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // Never assigned.
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                // Never assigned.
            }
        });
        return consumer;
    }
}
