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
        "rabbitmq | RABBITMQ_DELAYS | 1s,soon",
        "rabbitmq | RABBITMQ_CA     | /no/such/file.pem",
        "amqp     | AMQP_URL        | tcp://broker.example:5672",
        "artemis  | ARTEMIS_URL     | amqp://broker.example:5672",
    })
    void aWrongOneIsNamed(String broker, String name, String value) {
        assertThatThrownBy(() -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL, name, value)))
                .isInstanceOf(WrongSetting.class).hasMessageStartingWith(name + ": ").hasMessageNotContaining("\n");
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
