package com.acme.checkout.broker.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.component.kafka.KafkaClientFactory;
import org.apache.camel.component.kafka.KafkaConfiguration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Creates Kafka's clients, all with the same address and credentials; each consumer is wrapped by a {@link ParallelConsumer}.
 * Thread-safe: its collections are concurrent ones, the rest does not change.
 */
@Component("kafkaClients")
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "kafka")
public class KafkaClients implements KafkaClientFactory {

    private final List<ParallelConsumer> consumers = new CopyOnWriteArrayList<>();
    /** Of each topic all ids that were seen: of a cluster's brokers, one may still tell of the old topic when another tells of the new. */
    private final Map<String, Set<Uuid>> ids = new ConcurrentHashMap<>();

    private final String brokers;
    private final Properties security = new Properties();
    private final ConsumerMetrics metrics;

    KafkaClients(KafkaProperties kafka, MeterRegistry meters) {
        Counter commitFailures = Counter.builder("checkout.kafka.commit.failures")
                .description(
                        "Offsets that could not be committed; what was settled since the last commit may come again")
                .register(meters);
        Counter redeliveries = Counter.builder("checkout.redeliveries")
                .description("Messages that failed and are given out again")
                .register(meters);
        Set<String> shown = ConcurrentHashMap.newKeySet();
        metrics = new ConsumerMetrics() {
            @Override
            public void commitFailed() {
                commitFailures.increment();
            }

            @Override
            public void redelivered() {
                redeliveries.increment();
            }

            @Override
            public void subscribed(Collection<String> topics) {
                topics.stream()
                        .filter(shown::add)
                        .forEach(topic -> Gauge.builder(
                                        "checkout.kafka.lag",
                                        consumers,
                                        all -> all.stream()
                                                .mapToLong(each -> each.lag(topic))
                                                .sum())
                                .description("Records of this instance's partitions that are not settled yet")
                                .tag("topic", topic)
                                .register(meters));
            }
        };
        Gauge.builder(
                        "checkout.kafka.stalled.partitions",
                        consumers,
                        all -> all.stream()
                                .mapToInt(ParallelConsumer::stalledPartitions)
                                .sum())
                .description("Partitions that have had something to do for a minute and made no progress")
                .register(meters);
        brokers = kafka.brokers();
        kafka.client().forEach((name, value) -> {
            if (!value.isBlank()) {
                security.setProperty(name, value);
            }
        });
        String user = kafka.user();
        if (!user.isBlank()) {
            // Kafka's own default is Kerberos, which has neither user nor password.
            String mechanism = (String) security.computeIfAbsent("sasl.mechanism", name -> "PLAIN");
            security.setProperty(
                    "sasl.jaas.config",
                    (mechanism.startsWith("SCRAM")
                                    ? "org.apache.kafka.common.security.scram.ScramLoginModule"
                                    : "org.apache.kafka.common.security.plain.PlainLoginModule")
                            + " required username=\"" + quoted(user)
                            + "\" password=\"" + quoted(kafka.password()) + "\";");
        }
    }

    private static String quoted(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    @Override
    public String getBrokers(KafkaConfiguration configuration) {
        return brokers;
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Properties settings) {
        settings.putAll(security);
        consumers.removeIf(ParallelConsumer::isClosed);
        int limit = Integer.parseInt(settings.getProperty(ParallelConsumer.IN_FLIGHT));
        ParallelConsumer consumer = new ParallelConsumer(newClient(settings), limit, metrics);
        consumers.add(consumer);
        return consumer.asConsumer();
    }

    /** Kafka's own consumer; in tests, its mock. */
    Consumer<byte[], byte[]> newClient(Properties settings) {
        return new KafkaConsumer<>(settings);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Properties settings) {
        settings.putAll(security);
        return new KafkaProducer<>(settings);
    }

    /**
     * To be told the topics that there are, now and then: one whose id is another than any it had before was deleted and made
     * again, and is read from its beginning. A broker that knows no ids says nothing by it.
     */
    void topicsListed(Collection<TopicListing> listed) {
        for (TopicListing topic : listed) {
            if (topic.topicId().equals(Uuid.ZERO_UUID)) {
                continue;
            }
            Set<Uuid> seen = ids.computeIfAbsent(topic.name(), name -> ConcurrentHashMap.newKeySet());
            if (seen.add(topic.topicId()) && seen.size() > 1) {
                consumers.forEach(consumer -> consumer.topicRecreated(topic.name()));
            }
        }
    }

    Admin admin() {
        Properties settings = new Properties();
        settings.putAll(security);
        settings.setProperty("bootstrap.servers", brokers);
        settings.setProperty("default.api.timeout.ms", "3000");
        settings.setProperty("request.timeout.ms", "3000");
        return Admin.create(settings);
    }

    /** The record with these very headers, which the calling thread has just polled; null where it has not. */
    TrackedRecord polledRecord(Headers headers) {
        for (ParallelConsumer consumer : consumers) {
            TrackedRecord record = consumer.polledRecord(headers);
            if (record != null) {
                return record;
            }
        }
        return null;
    }
}
