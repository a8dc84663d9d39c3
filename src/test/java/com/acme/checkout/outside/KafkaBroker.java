package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A real Kafka as a process of its own, from its jars: one node, KRaft, to be killed and started again. */
public final class KafkaBroker implements Broker {

    private final Path folder;
    private final int port = Service.freePort();
    private final int controllerPort = Service.freePort();
    private final int securePort = Service.freePort();
    private Process process;

    public KafkaBroker(Path folder) throws Exception {
        this(folder, null, "");
    }

    /** With a further listener by SASL_SSL, for the user shopping with this password; none without certificates. */
    KafkaBroker(Path folder, Certificates certificates, String password) throws Exception {
        this.folder = Files.createDirectories(folder.resolve("kafka"));
        List<String> secure = certificates == null
                ? List.of()
                : List.of(
                        "ssl.keystore.location=" + certificates.keyStore,
                        "ssl.keystore.password=" + Certificates.PASSWORD,
                        "ssl.keystore.type=PKCS12",
                        "sasl.enabled.mechanisms=PLAIN",
                        "listener.name.secure.plain.sasl.jaas.config="
                                + "org.apache.kafka.common.security.plain.PlainLoginModule required user_shopping=\""
                                + password + "\";");
        Files.write(this.folder.resolve("server.properties"), secure);
        Files.writeString(
                this.folder.resolve("server.properties"),
                String.join(
                        "\n",
                        "process.roles=broker,controller",
                        "node.id=1",
                        "listeners=PLAINTEXT://127.0.0.1:" + port + ",SECURE://127.0.0.1:" + securePort
                                + ",CONTROLLER://127.0.0.1:" + controllerPort,
                        "advertised.listeners=PLAINTEXT://127.0.0.1:" + port + ",SECURE://127.0.0.1:" + securePort,
                        "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT,SECURE:"
                                + (certificates == null ? "PLAINTEXT" : "SASL_SSL"),
                        "controller.listener.names=CONTROLLER",
                        "controller.quorum.voters=1@127.0.0.1:" + controllerPort,
                        "log.dirs=" + this.folder.resolve("logs"),
                        "offsets.topic.replication.factor=1",
                        "offsets.topic.num.partitions=4",
                        "auto.create.topics.enable=false",
                        "transaction.state.log.replication.factor=1",
                        "transaction.state.log.min.isr=1",
                        "group.initial.rebalance.delay.ms=0",
                        ""),
                StandardOpenOption.APPEND);
        Files.writeString(
                this.folder.resolve("logback.xml"),
                "<configuration><appender name=\"c\" "
                        + "class=\"ch.qos.logback.core.ConsoleAppender\"><encoder><pattern>%d %-5level %logger{20} %msg%n</pattern></encoder>"
                        + "</appender><root level=\"WARN\"><appender-ref ref=\"c\"/></root></configuration>");
        run(
                        "kafka.tools.StorageTool",
                        "format",
                        "-t",
                        Uuid.randomUuid().toString(),
                        "-c",
                        this.folder.resolve("server.properties").toString())
                .waitFor();
    }

    @Override
    public String name() {
        return "kafka";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("CHECKOUT_BROKER", "kafka", "KAFKA_BROKERS", "127.0.0.1:" + port);
    }

    /** Host and port of the listener by SASL_SSL. */
    String secureAddress() {
        return "127.0.0.1:" + securePort;
    }

    public KafkaBroker start() throws Exception {
        process = run("kafka.Kafka", folder.resolve("server.properties").toString());
        await("Kafka answers; its log is in " + folder).ignoreExceptions().until(() -> {
            try (Admin admin = admin()) {
                return !admin.describeCluster()
                        .nodes()
                        .get(30, TimeUnit.SECONDS)
                        .isEmpty();
            }
        });
        return this;
    }

    private Process run(String main, String... arguments) throws IOException {
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx384m",
                "-Dlogback.configurationFile=" + folder.resolve("logback.xml"),
                "-cp",
                path,
                main));
        command.addAll(1, Service.JVM);
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("kafka.log").toFile()))
                .start();
    }

    private Map<String, Object> client() {
        return new LinkedHashMap<>(Map.of(
                "bootstrap.servers", "127.0.0.1:" + port, "default.api.timeout.ms", 5000, "request.timeout.ms", 5000));
    }

    Admin admin() {
        return Admin.create(client());
    }

    @Override
    public void send(String queue, List<Message> messages) throws Exception {
        sendRecords(messages.stream()
                .map(message -> {
                    ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                            queue, message.key() == null ? null : message.key().getBytes(UTF_8), message.body());
                    message.headers()
                            .forEach((name, value) ->
                                    record.headers().add(name, value == null ? null : value.getBytes(UTF_8)));
                    return record;
                })
                .toList());
    }

    void sendRecords(List<ProducerRecord<byte[], byte[]>> records) throws Exception {
        Map<String, Object> settings = client();
        settings.remove("default.api.timeout.ms");
        settings.putAll(Map.of("acks", "all", "linger.ms", 5));
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent =
                    records.stream().map(producer::send).toList();
            for (Future<RecordMetadata> each : sent) {
                each.get();
            }
        }
    }

    /** All that the topic holds. */
    List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        Map<String, Object> settings = client();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
            while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.get(p))) {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
            }
            return records;
        }
    }

    @Override
    public List<Letter> browse(String queue) {
        return records(queue).stream()
                .map(record -> {
                    Map<String, String> headers = new LinkedHashMap<>();
                    record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
                    return new Letter(record.value() == null ? new byte[0] : record.value(), headers);
                })
                .toList();
    }

    /** How many records of the topic the group has not committed. */
    public long lag(String topic) throws ExecutionException, InterruptedException {
        try (Admin admin = admin();
                KafkaConsumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(client(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(p -> new TopicPartition(topic, p.partition()))
                    .toList();
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets("checkout-api")
                    .partitionsToOffsetAndMetadata()
                    .get();
            return consumer.endOffsets(partitions).entrySet().stream()
                    .mapToLong(end -> end.getValue()
                            - (committed.get(end.getKey()) == null
                                    ? 0
                                    : committed.get(end.getKey()).offset()))
                    .sum();
        }
    }

    @Override
    public boolean kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        return true;
    }

    @Override
    public void restart() throws Exception {
        start();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
