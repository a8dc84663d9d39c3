package com.acme.checkout.broker;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Configuration;

/** Kafka, beside its Kamelets: its topics. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "checkout.broker", havingValue = "kafka")
class KafkaBroker implements BrokerStatus {

    private static final String DEAD_LETTERS = "checkout.dead-letters";
    private static final long ANSWER_SECONDS = 5;

    private final KafkaClients clients;
    private final List<Duration> delays;
    private final int partitions;
    private final short replication;
    private final String retention;

    KafkaBroker(KafkaClients clients, @Value("${checkout.kafka.delays}") List<Duration> delays,
                @Value("${checkout.kafka.partitions}") int partitions, @Value("${checkout.kafka.replication}") short replication,
                @Value("${checkout.kafka.retention}") String retention) {
        this.clients = clients;
        this.delays = delays;
        this.partitions = partitions;
        this.replication = replication;
        this.retention = retention;
    }

    @Override
    public void prepare(List<String> queues) throws Exception {
        Set<String> topics = new LinkedHashSet<>(queues);
        delays.forEach(delay -> topics.add(KafkaEdge.delayTopic(delay)));
        try (Admin admin = clients.admin()) {
            topics.removeAll(admin.listTopics().names().get(ANSWER_SECONDS, TimeUnit.SECONDS));
            for (String topic : topics) {
                create(admin, topic);
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SslAuthenticationException failure) {
                throw new Unusable("KAFKA_TRUSTSTORE", "no TLS with the broker (" + failure.getMessage() + ")", "name a store that holds whom to trust");
            }
            if (e.getCause() instanceof AuthenticationException refusal) {
                throw Unusable.to("KAFKA_USER", refusal);
            }
            throw e;
        } catch (KafkaException e) {
            if (e.getCause() == null) {
                throw e;
            }
            // No client could be made, before anyone was asked anything.
            throw new Unusable("KAFKA_BROKERS or another KAFKA_ setting", root(e).getMessage(), "mend it");
        }
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    private void create(Admin admin, String topic) throws Exception {
        NewTopic wanted = new NewTopic(topic, Optional.of(partitions), replication < 1 ? Optional.empty() : Optional.of(replication));
        Map<String, String> settings = new HashMap<>();
        if (topic.equals(DEAD_LETTERS)) {
            // Until somebody has looked at them.
            settings.put("retention.ms", "-1");
            settings.put("retention.bytes", "-1");
        } else if (!retention.isBlank()) {
            settings.put("retention.ms", retention);
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
            throw Unusable.without(topic, "KAFKA_BROKERS", e.getCause().getMessage(), "create it: kafka-topics.sh --create --topic " + topic
                    + " --partitions " + partitions + (settings.containsKey("retention.ms") ? " --config retention.ms=" + settings.get("retention.ms") : ""));
        }
    }
}
