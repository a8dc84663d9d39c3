package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.BrokerAddress;
import com.acme.checkout.settings.InvalidSettingException;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Kafka: where it is, and the topics that are created there.
 *
 * @param brokers addresses to begin with, host:port, separated by commas
 * @param group consumer group that all instances share
 * @param user user for SASL; empty: none
 * @param password password for SASL
 * @param partitions partitions of topics that are created at the start
 * @param replication replicas of topics that are created at the start; 0: the broker's default
 * @param retention milliseconds that a record is kept in topics that are created at the start; empty: the broker's default
 * @param largest bytes of the largest record that is written, and that topics created at the start take
 * @param delays a topic for each of these delays; a retry goes through as many as make up its own
 * @param client settings of Kafka's own clients, by their own names; an empty one is left out
 */
@ConfigurationProperties("checkout.kafka")
public record KafkaProperties(
        String brokers,
        String group,
        String user,
        String password,
        @NotNull @Min(1) @Max(100_000) Integer partitions,
        @NotNull @Min(0) @Max(Short.MAX_VALUE) Short replication,
        @Min(-1) Long retention,
        @NotNull @Min(65_536) Integer largest,
        @NotEmpty List<@NotNull @DurationMin(millis = 1) Duration> delays,
        Map<String, String> client) {

    private static final Pattern ADDRESS = Pattern.compile("(\\w+://)?(\\[[\\p{XDigit}:.%]+]|[\\w.-]+):\\d{1,5}");

    /** @throws InvalidSettingException where one of the addresses is none */
    public KafkaProperties {
        for (String each : (brokers == null ? "" : brokers).split(",", -1)) {
            if (!ADDRESS.matcher(each.trim()).matches()
                    || !BrokerAddress.isPort(each.trim().replaceFirst(".*:", ""))) {
                throw new InvalidSettingException(
                        "KAFKA_BROKERS",
                        "holds what is not an address of Kafka's, host:port",
                        "write it as in kafka-1.example:9092,kafka-2.example:9092");
            }
        }
        user = user == null ? "" : user;
        password = password == null ? "" : password;
        client = client == null ? Map.of() : Map.copyOf(client);
    }

    /** Of {@link #delays}, in their order. */
    public List<String> delayTopics() {
        return delays.stream().map(DelayTopics::name).toList();
    }
}
