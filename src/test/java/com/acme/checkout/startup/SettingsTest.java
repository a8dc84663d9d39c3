package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

/** A broker's settings, as they come from {@code application.yaml} and the environment. */
class SettingsTest {

    private static final String URL = "http://orchestrator.example:8090";

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "rabbitmq", "amqp", "artemis"})
    void asTheyAreTheyAreRight(String broker) {
        assertThatCode(() -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rabbitmq | RABBITMQ_URL    | rabbit.example",
        "rabbitmq | RABBITMQ_URL    | http://rabbit.example",
        "rabbitmq | RABBITMQ_URL    | amqp://user:s3cret@rabbit_1:5672",
        "rabbitmq | RABBITMQ_URL    | amqp://user:s3cr@et@rabbit.example",
        "rabbitmq | RABBITMQ_URL    | amqp://user:s3cret%zz@rabbit.example",
        "rabbitmq | RABBITMQ_URL    | amqp://user:5#s3cret@rabbit.example",
        "rabbitmq | RABBITMQ_URL    | amqp://user:5?s3cret@rabbit.example",
        "rabbitmq | RABBITMQ_URL    | amqp://user:s3cret:s3cret@rabbit.example",
        "rabbitmq | RABBITMQ_URL    | amqp://user:s3cret@:5672",
        "rabbitmq | RABBITMQ_URL    | amqp://:5672",
        "rabbitmq | RABBITMQ_URL    | amqp://rabbit.example:567200",
        "rabbitmq | RABBITMQ_URL    | amqp://rabbit.example:0",
        "rabbitmq | RABBITMQ_URL    | amqp://rabbit.example:s3cret",
        "rabbitmq | RABBITMQ_DELAYS | 1s,soon",
        "rabbitmq | RABBITMQ_CA     | /no/such/file.pem",
        "amqp     | AMQP_URL        | tcp://broker.example:5672",
        "amqp     | AMQP_URL        | amqp://broker_1:5672",
        "amqp     | AMQP_URL        | failover:(amqp://broker.example:5672,amqp://broker_1:5672)",
        "amqp     | AMQP_URL        | amqp://user:s3cr@et@broker.example",
        "amqp     | AMQP_URL        | amqp://broker.example:70000",
        "artemis  | ARTEMIS_URL     | amqp://broker.example:5672",
        "artemis  | ARTEMIS_URL     | tcp://broker_1:61616",
        "artemis  | ARTEMIS_URL     | tcp://:61616",
        "artemis  | ARTEMIS_URL     | (tcp://broker.example:61616,tcp://broker.example:616160)?ha=true",
        "kafka    | KAFKA_BROKERS   | kafka.example",
        "kafka    | KAFKA_BROKERS   | kafka.example:9092,,",
        "kafka    | KAFKA_BROKERS   | kafka.example:99999",
        "kafka    | KAFKA_BROKERS   | user@kafka.example:9092",
    })
    void aWrongOneIsNamed(String broker, String name, String value) {
        assertThatThrownBy(() -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL, name, value)))
                .isInstanceOf(WrongSetting.class).hasMessageStartingWith(name + ": ").hasMessageNotContaining("\n")
                .hasMessageNotContaining("s3cret").hasMessageNotContaining("s3cr");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "rabbitmq | RABBITMQ_URL  | amqp://user:s3cr%40et@rabbit.example:5672/shop",
        "rabbitmq | RABBITMQ_URL  | amqps://[::1]:5671/%2F?heartbeat=10",
        "amqp     | AMQP_URL      | amqps://broker.example:5671?transport.trustStoreLocation=trust.p12&transport.trustStorePassword=a",
        "amqp     | AMQP_URL      | failover:(amqp://a.example,amqp://b.example:5672)?failover.maxReconnectAttempts=1",
        "artemis  | ARTEMIS_URL   | (tcp://a.example:61616,tcp://b.example:61616)?ha=true",
        "kafka    | KAFKA_BROKERS | 'kafka_1:9092, SSL://kafka-2.example:9093,[::1]:9092'",
    })
    void aRightOneIsTaken(String broker, String name, String value) {
        assertThatCode(() -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL, name, value))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "CHECKOUT_DESK                      | perhaps    | CHECKOUT_DESK",
        "CHECKOUT_DESK_AUTH                 | none       | CHECKOUT_DESK_AUTH",
        "CHECKOUT_DESK_AUTH                 | jwt        | CHECKOUT_DESK_ISSUER",
        "CHECKOUT_DESK_PASSWORD             | {bcrypt}no | CHECKOUT_DESK_PASSWORD",
        "CHECKOUT_DESK_USERS_ALICE_PASSWORD | s3cret     | CHECKOUT_DESK_USERS_ALICE_ROLES",
        "CHECKOUT_DESK_USERS_ALICE_ROLES    | ops-view   | CHECKOUT_DESK_USERS_ALICE_PASSWORD",
    })
    void aWrongOneOfTheDeskIsNamed(String name, String value, String blamed) {
        assertThatThrownBy(() -> check(Map.of(name, value)))
                .isInstanceOf(WrongSetting.class).hasMessageStartingWith(blamed + ": ").hasMessageNotContaining("\n");
    }

    @Test
    void aRoleThatThereIsNotIsNamed() {
        assertThatThrownBy(() -> check(Map.of("CHECKOUT_DESK_USERS_ALICE_PASSWORD", "s3cret", "CHECKOUT_DESK_USERS_ALICE_ROLES", "ops-view,admin")))
                .hasMessageStartingWith("CHECKOUT_DESK_USERS_ALICE_ROLES: ").hasMessageNotContaining("s3cret");
    }

    @Test
    void onAnyOtherBrokerThereIsNoSandboxUnlessAskedFor() {
        assertThatThrownBy(() -> check(Map.of("CHECKOUT_BROKER", "rabbitmq"))).hasMessageStartingWith("CHECKOUT_ORCHESTRATOR_URL: is missing");
    }

    private static void check(Map<String, Object> settings) throws IOException {
        StandardEnvironment env = new StandardEnvironment();
        env.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        env.getPropertySources().addFirst(new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(settings)));
        new YamlPropertySourceLoader().load("application.yaml", new FileSystemResource("application.yaml")).forEach(env.getPropertySources()::addLast);
        new Settings().postProcessEnvironment(env, new SpringApplication());
    }
}
