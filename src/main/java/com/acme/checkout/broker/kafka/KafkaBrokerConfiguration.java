package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.BrokerStatus;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.spi.HeaderFilterStrategy;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Kafka, beside its Kamelets: its topics, and what of a record comes in. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(KafkaProperties.class)
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "kafka")
class KafkaBrokerConfiguration implements BrokerStatus {

    private static final String COMMANDS = "checkout.commands";
    private static final long ANSWER_SECONDS = 5;

    private final KafkaClients clients;
    private final KafkaProperties kafka;

    KafkaBrokerConfiguration(KafkaClients clients, KafkaProperties kafka) {
        this.clients = clients;
        this.kafka = kafka;
    }

    @Override
    public void prepare(List<String> queues) throws Exception {
        Set<String> topics = new LinkedHashSet<>(queues);
        topics.addAll(kafka.delayTopics());
        try (Admin admin = clients.admin()) {
            Collection<TopicListing> listed = admin.listTopics().listings().get(ANSWER_SECONDS, TimeUnit.SECONDS);
            clients.topicsListed(listed);
            listed.forEach(topic -> topics.remove(topic.name()));
            for (String topic : topics) {
                create(admin, topic);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SslAuthenticationException failure) {
                throw new UnusableException(
                        "KAFKA_TRUSTSTORE",
                        "no TLS with the broker (" + failure.getMessage() + ")",
                        "name a store that holds whom to trust");
            }
            if (e.getCause() instanceof AuthenticationException refusal) {
                throw UnusableException.to("KAFKA_USER", refusal);
            }
            throw e;
        } catch (KafkaException e) {
            if (e.getCause() == null) {
                throw e;
            }
            // No client could be made, before anyone was asked anything.
            throw new UnusableException("KAFKA_BROKERS or another KAFKA_ setting", root(e).getMessage(), "fix it");
        }
    }

    /** Nothing of a record's headers becomes a header of the exchange; {@link KafkaMessageMapper} reads them as data. */
    @Bean
    static HeaderFilterStrategy noRecordHeaders() {
        return new HeaderFilterStrategy() {
            @Override
            public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
                return true;
            }

            @Override
            public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
                return true;
            }
        };
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    private void create(Admin admin, String topic) throws Exception {
        NewTopic wanted = new NewTopic(
                topic,
                Optional.of(kafka.partitions()),
                kafka.replication() < 1 ? Optional.empty() : Optional.of(kafka.replication()));
        Map<String, String> settings = new TreeMap<>();
        if (!topic.equals(COMMANDS)) {
            // What came in goes on with what we have to say of it, in headers.
            settings.put("max.message.bytes", Integer.toString(kafka.largest()));
        }
        if (topic.equals(KafkaMessageMapper.DEAD_LETTERS)) {
            // Until somebody has looked at them.
            settings.put("retention.ms", "-1");
            settings.put("retention.bytes", "-1");
        } else if (kafka.retention() != null) {
            settings.put("retention.ms", kafka.retention().toString());
        }
        try {
            admin.createTopics(List.of(wanted.configs(settings))).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return;
            }
            if (e.getCause() instanceof RetriableException || e.getCause() instanceof AuthenticationException) {
                throw e;
            }
            throw UnusableException.without(
                    topic,
                    "KAFKA_BROKERS",
                    e.getCause().getMessage(),
                    "create it: kafka-topics.sh --create --topic " + topic
                            + " --partitions " + kafka.partitions()
                            + settings.entrySet().stream()
                                    .map(setting -> " --config " + setting.getKey() + "=" + setting.getValue())
                                    .collect(Collectors.joining()));
        }
    }
}
