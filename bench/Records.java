import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Commands on Kafka, needs Kafka's clients on its class path: {@code Records publish <brokers> <count>} returns once the
 * broker holds them all; {@code Records lag <brokers>} prints partitions, and how many records the service has not committed.
 */
public final class Records {

    private static final String TOPIC = "checkout.commands";
    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";

    private Records() {
    }

    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        settings.put("bootstrap.servers", args[1]);
        if (args[0].equals("publish")) {
            publish(settings, Integer.parseInt(args[2]));
        } else {
            lag(settings);
        }
    }

    private static void publish(Properties settings, int count) {
        settings.putAll(Map.of("acks", "all", "linger.ms", "20"));
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(settings, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < count; i++) {
                String cart = UUID.randomUUID().toString();
                producer.send(new ProducerRecord<>(TOPIC, cart, "{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"}"),
                        (sent, failure) -> {
                            if (failure != null) {
                                throw new IllegalStateException(failure);
                            }
                        });
            }
        }
    }

    private static void lag(Properties settings) throws Exception {
        try (Admin admin = Admin.create(settings)) {
            List<TopicPartition> partitions = admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC).partitions().stream()
                    .map(partition -> new TopicPartition(TOPIC, partition.partition())).toList();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets("checkout-api").partitionsToOffsetAndMetadata().get();
            long lag = 0;
            for (TopicPartition partition : partitions) {
                OffsetAndMetadata offset = committed.get(partition);
                lag += admin.listOffsets(Map.of(partition, OffsetSpec.latest())).partitionResult(partition).get().offset()
                        - (offset == null ? 0 : offset.offset());
            }
            System.out.println(partitions.size() + " " + lag);
        }
    }
}
