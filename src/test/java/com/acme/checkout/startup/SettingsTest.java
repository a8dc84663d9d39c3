package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.settings.InvalidSettingException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.FileSystemResource;

/** A broker's settings, as they come from {@code application.yaml} and the environment. */
class SettingsTest {

    private static final String URL = "http://orchestrator.example:8090";

    @ParameterizedTest
    @ValueSource(strings = {"embedded", "rabbitmq", "amqp", "artemis"})
    void asTheyAreTheyAreRight(String broker) {
        assertThatCode(() -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
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
                "kafka    | CHECKOUT_COMMANDS | ''",
            })
    void aWrongOneIsNamed(String broker, String name, String value) {
        assertThatThrownBy(
                        () -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL, name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageNotContaining("\n")
                .hasMessageNotContaining("s3cret")
                .hasMessageNotContaining("s3cr");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rabbitmq | RABBITMQ_URL  | amqp://user:s3cr%40et@rabbit.example:5672/shop",
                "rabbitmq | RABBITMQ_URL  | amqps://[::1]:5671/%2F?heartbeat=10",
                "amqp     | AMQP_URL      | amqps://broker.example:5671?transport.trustStoreLocation=trust.p12&transport.trustStorePassword=a",
                "amqp     | AMQP_URL      | failover:(amqp://a.example,amqp://b.example:5672)?failover.maxReconnectAttempts=1",
                "artemis  | ARTEMIS_URL   | (tcp://a.example:61616,tcp://b.example:61616)?ha=true",
                "kafka    | KAFKA_BROKERS | 'kafka_1:9092, SSL://kafka-2.example:9093,[::1]:9092'",
            })
    void aRightOneIsTaken(String broker, String name, String value) {
        assertThatCode(() -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL, name, value)))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHECKOUT_DESK                      | perhaps    | CHECKOUT_DESK",
                "CHECKOUT_DESK_AUTH                 | none       | CHECKOUT_DESK_AUTH",
                "CHECKOUT_DESK_AUTH                 | jwt        | CHECKOUT_DESK_ISSUER",
                "CHECKOUT_DESK_PASSWORD             | {bcrypt}no | CHECKOUT_DESK_PASSWORD",
                "CHECKOUT_DESK_USERS_ALICE_PASSWORD | s3cret     | CHECKOUT_DESK_USERS_ALICE_ROLES",
                "CHECKOUT_DESK_USERS_ALICE_ROLES    | ops-view   | CHECKOUT_DESK_USERS_ALICE_PASSWORD",
                "CHECKOUT_DESK_WEBHOOK_RATE         | 0          | CHECKOUT_DESK_WEBHOOK_RATE",
                "CHECKOUT_DESK_WEBHOOKS_TEAM_FORMAT | slack      | checkout.desk.webhooks.team.url",
            })
    void aWrongOneOfTheDeskIsNamed(String name, String value, String blamed) {
        assertThatThrownBy(() -> check(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(blamed + ": ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void aRoleThatThereIsNotIsNamed() {
        assertThatThrownBy(() -> check(Map.of(
                        "CHECKOUT_DESK_USERS_ALICE_PASSWORD",
                        "s3cret",
                        "CHECKOUT_DESK_USERS_ALICE_ROLES",
                        "ops-view,admin")))
                .hasMessageStartingWith("CHECKOUT_DESK_USERS_ALICE_ROLES: ")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHECKOUT_BROKR                        | kafka            | did you mean CHECKOUT_BROKER?",
                "CHECKOUT_BROKER                       | memory           | keeps nothing",
                "CHECKOUT_BROKER                       | memroy           | there is no folder routes/brokers/memroy",
                "CHECKOUT_ORCHESTRATOR_ULR             | http://o.example | did you mean CHECKOUT_ORCHESTRATOR_URL?",
                "CHECKOUT_DESK_USERS_ALICE_PASSWRD     | s3cret           | there is no such setting",
                "CHECKOUT_DESTINATIONS_BULK_ULR        | http://o.example | there is no such setting",
                "CHECKOUT_NONSENSE                     | 1                | application.yaml names all that there are",
            })
    void aVariableThatNobodyKnowsIsNamed(String name, String value, String said) {
        assertThatThrownBy(() -> check(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(said)
                .hasMessageNotContaining("\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "checkout.brokr                        | did you mean checkout.broker?",
                "checkout.delivery.total-timout        | did you mean checkout.delivery.total-timeout?",
                "checkout.destinations.standard.ulr    | there is no such setting",
                "checkout.desk.users.alice.role        | there is no such setting",
                "checkout.nats.url                     | there is no such setting",
            })
    void aSettingThatNobodyKnowsIsNamed(String name, String said) {
        assertThatThrownBy(() -> check(Map.of(), Map.of(name, "1")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(name + ": ")
                .hasMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CHECKOUT_TESTS_REQUIRE_BROKERS",
                "CHECKOUT_URL",
                "CHECKOUT_JAR",
                "CHECKOUT_HTTP_TOKEN",
                "CHECKOUT_DELIVERY_TOTALTIMEOUT",
                "CHECKOUT_API_SERVICE_HOST",
                "CHECKOUT_API_SERVICE_PORT_HTTP",
                "CHECKOUT_PORT_8080_TCP_ADDR",
                "CHECKOUT_KAFKA_CLIENT_SECURITY_PROTOCOL",
                "KAFKA_ANYTHING"
            })
    void whatComesFromElsewhereIsLeftAlone(String name) {
        assertThatCode(() -> check(Map.of(name, "1s", "CHECKOUT_API_PORT", "tcp://10.0.0.1:8080")))
                .doesNotThrowAnyException();
    }

    @Test
    void aSettingIsKnownByItsOtherForms() {
        assertThatCode(() -> check(
                        Map.of(),
                        Map.of(
                                "checkout.delivery.totalTimeout",
                                "10s",
                                "checkout.destinations[standard].concurrency",
                                "5",
                                "checkout.desk.users[alice@shop.example].password",
                                "s3cret",
                                "checkout.desk.users[alice@shop.example].roles",
                                "ops-view")))
                .doesNotThrowAnyException();
    }

    @Test
    void everySettingOfApplicationYamlIsKnownAndTheOtherWayRound() throws IOException {
        Set<String> keys = new TreeSet<>();
        for (var source :
                new YamlPropertySourceLoader().load("application.yaml", new FileSystemResource("application.yaml"))) {
            Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames())
                    .filter(key -> key.startsWith("checkout."))
                    .filter(key ->
                            !key.startsWith("checkout.destinations.") && !key.startsWith("checkout.kafka.client."))
                    .forEach(keys::add);
        }
        assertThat(SettingRecords.settings().keySet().stream().filter(key -> !key.contains("*")))
                .containsExactlyInAnyOrderElementsOf(keys);
    }

    @Test
    void everyRecordOfSettingsIsCheckedAtTheStart() {
        assertThat(new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("com.acme.checkout")
                                .stream()
                                .filter(each -> each.isAnnotatedWith(ConfigurationProperties.class))
                                .map(JavaClass::getName))
                .containsExactlyInAnyOrderElementsOf(
                        SettingRecords.ALL.stream().map(Class::getName).toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHECKOUT_CONNECT_TIMEOUT_MS          | 2s       | is not a whole number from 1 to 600000; set it to one, 1 or more",
                "CHECKOUT_HTTP_RATE                   | -1       | is not a whole number; set it to one, 0 or more",
                "CHECKOUT_CONSUMERS                   | ''       | is not a whole number from 4 to 1000000; set it to one, 4 or more",
                "CHECKOUT_CONSUMERS                   | 0x10     | is not a whole number from 4 to 1000000; set it to one, 4 or more",
                "CHECKOUT_SANDBOX                     | yes      | is neither true nor false; set it to one of them",
                "CHECKOUT_HTTP_AUTH                   | BASIC    | is neither none nor basic nor jwt; set it to one of them",
                "CHECKOUT_HTTP_AUTH                   | basic    | is missing, and CHECKOUT_HTTP_AUTH is basic; set the password that callers send",
                "CHECKOUT_TOTAL_TIMEOUT               | 0s       | is not a duration of at least 1 ms; write it as in 500ms, 10s or 5m",
                "CHECKOUT_IMMEDIATE_CAP               | ''       | is not a duration; write it as in 500ms, 10s or 5m",
                "CHECKOUT_DELAYED_RETRIES             | 10s, 0s  | '0s' is not a duration of at least 1 ms; write it as in 10s,1m,10m",
                "CHECKOUT_DELAYED_RETRIES             | 10s,,1m  | '' is not a duration of at least 1 ms; write it as in 10s,1m,10m",
                "CHECKOUT_EMBEDDED_MIN_FREE           | plenty   | is not a size; write it as in 100MB or 2GB",
                "CHECKOUT_EMBEDDED_MIN_FREE           | -1MB     | is less than nothing; write it as in 100MB",
                "CHECKOUT_BREAKER_LEAST               | 101      | is more than CHECKOUT_BREAKER_WINDOW, so the breaker would never open; set it to less",
                "CHECKOUT_DESTINATIONS_BULK_URL       | o        | is not an http or https URL; set it to the Orchestrator's base URL, as in http://orchestrator.example:8090",
                "CHECKOUT_DESTINATIONS_STANDARD_CONCURRENCY | 0  | is 0, so nothing would be delivered; set it to 1 or more",
                "CHECKOUT_DESTINATIONS_STANDARD_CONCURRENCY | -1 | is not a whole number; set it to one, 0 or more",
            })
    void whatIsWrongAndTheCureAreSaid(String name, String value, String said) {
        assertThatThrownBy(() -> check(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageEndingWith(": " + said);
    }

    @Test
    void ofADestinationTheVariableIsNamedThatApplicationYamlTakesItFrom() {
        assertThatThrownBy(() -> check(Map.of("CHECKOUT_STANDARD_CONCURRENCY", "-1")))
                .hasMessage("CHECKOUT_STANDARD_CONCURRENCY: is not a whole number; set it to one, 0 or more");
        assertThatThrownBy(() -> check(Map.of("CHECKOUT_PROMOTION_CONCURRENCY", "many")))
                .hasMessage("CHECKOUT_PROMOTION_CONCURRENCY: is not a whole number; set it to one, 0 or more");
    }

    @Test
    void aListMayBeWrittenAsOneOfYaml() {
        assertThatCode(() -> check(
                        Map.of(),
                        Map.of(
                                "checkout.delivery.delayed-retries[0]",
                                "5s",
                                "checkout.delivery.delayed-retries[1]",
                                "1m")))
                .doesNotThrowAnyException();
        assertThatThrownBy(() -> check(Map.of(), Map.of("checkout.delivery.delayed-retries[0]", "0s")))
                .hasMessageStartingWith("checkout.delivery.delayed-retries[0]: ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CHECKOUT_CONNECT_TIMEOUT_MS    | 2s",
                "CHECKOUT_CONNECT_TIMEOUT_MS | 0",
                "CHECKOUT_RESPONSE_TIMEOUT_MS | -1",
                "CHECKOUT_TOTAL_TIMEOUT | soon",
                "CHECKOUT_TOTAL_TIMEOUT         | 0s",
                "CHECKOUT_IMMEDIATE_BASE    | 1x",
                "CHECKOUT_IMMEDIATE_CAP | -1s",
                "CHECKOUT_IMMEDIATE_RETRIES | many",
                "CHECKOUT_DELAYED_RETRIES       | 10s,,1m",
                "CHECKOUT_BREAKER_WINDOW | 0",
                "CHECKOUT_BREAKER_LEAST | 101",
                "CHECKOUT_BREAKER_WAIT | a while",
                "CHECKOUT_BULKHEAD_WAIT_MS      | x",
                "CHECKOUT_CONSUMERS | 0",
                "CHECKOUT_CONSUMERS | 3",
                "CHECKOUT_EMBEDDED_ACCEPTOR | 99999",
                "CHECKOUT_EMBEDDED_MIN_FREE | plenty",
                "CHECKOUT_HTTP_RATE             | 1.5",
                "CHECKOUT_HTTP_LOOKUPS | -1",
                "CHECKOUT_HTTP_PARK_GRACE | now",
                "CHECKOUT_HTTP_AUTH | digest",
                "CHECKOUT_DESK_RETENTION        | 30 days",
                "CHECKOUT_DESK_CANARY_WAIT | x",
                "CHECKOUT_REMEMBERED | 99999999999",
                "CHECKOUT_SANDBOX | maybe",
                "CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR | 1",
                "CHECKOUT_HTTP_OPEN_TO_NETWORK | 1",
                "CHECKOUT_LOG_LEVEL | LOUD",
                "CHECKOUT_LOG_FORMAT | json",
                "CHECKOUT_STANDARD_CONCURRENCY  | 0",
                "SERVER_PORT | 0",
                "SERVER_PORT | 65536",
                "MANAGEMENT_SERVER_PORT | 8080",
                "SERVER_ADDRESS | 0.0.0.0",
                "SERVER_ADDRESS                 | 192.0.2.7",
                "SERVER_ADDRESS | ::",
                "SERVER_ADDRESS | no.such.host.invalid",
                "CHECKOUT_ORCHESTRATOR_URL      | http://user:s3cr@t@o.example",
                "CHECKOUT_ORCHESTRATOR_URL | ftp://o.example",
                "CHECKOUT_ORCHESTRATOR_URL | http://o.example:99999",
                "CHECKOUT_ORCHESTRATOR_URL      | http://o.example/#a",
            })
    void aValueThatCanNotBeIsNamed(String name, String value) {
        assertThatThrownBy(() -> check(Map.of(name, value)))
                .isInstanceOf(InvalidSettingException.class)
                .message()
                .satisfies(said -> assertThat(said)
                        .doesNotContain("\n", "s3cr")
                        .matches((name.endsWith("CONCURRENCY")
                                        ? "(CHECKOUT_STANDARD_CONCURRENCY|checkout.destinations.standard.concurrency)"
                                        : name)
                                + ": .*"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka | KAFKA_PARTITIONS | none",
                "kafka | KAFKA_REPLICATION | 99999",
                "kafka | KAFKA_RETENTION_MS | 7d",
                "kafka | KAFKA_DELAYS | 0s"
            })
    void aValueOfTheBrokersThatCanNotBeIsNamed(String broker, String name, String value) {
        assertThatThrownBy(
                        () -> check(Map.of("CHECKOUT_BROKER", broker, "CHECKOUT_ORCHESTRATOR_URL", URL, name, value)))
                .hasMessageStartingWith(name + ": ");
        assertThatCode(() -> check(Map.of("CHECKOUT_BROKER", "embedded", name, value)))
                .as("where that broker is not used")
                .doesNotThrowAnyException();
    }

    @Test
    void theSandboxBesideARealOrchestratorMustBeMeant() throws IOException {
        for (Map<String, Object> real : List.<Map<String, Object>>of(
                Map.of("CHECKOUT_SANDBOX", "true", "CHECKOUT_ORCHESTRATOR_URL", URL),
                Map.of("CHECKOUT_ORCHESTRATOR_PROMOTION_URL", URL))) {
            assertThatThrownBy(() -> check(real))
                    .hasMessageStartingWith("CHECKOUT_SANDBOX: ")
                    .hasMessageContaining("CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR=true");
            Map<String, Object> meant = new HashMap<>(real);
            meant.put("CHECKOUT_SANDBOX_BESIDE_ORCHESTRATOR", "true");
            check(meant);
        }
        check(Map.of(
                "CHECKOUT_SANDBOX",
                "true",
                "CHECKOUT_ORCHESTRATOR_URL",
                "http://other.example:8080/sandbox/orchestrator"));
    }

    @Test
    void anOpenDoorToTheNetworkMustBeMeant() throws IOException {
        assertThatThrownBy(() -> check(Map.of("SERVER_ADDRESS", "0.0.0.0")))
                .hasMessageContaining("CHECKOUT_HTTP_OPEN_TO_NETWORK=true");
        check(Map.of("SERVER_ADDRESS", "0.0.0.0", "CHECKOUT_HTTP_OPEN_TO_NETWORK", "true"));
        check(Map.of("SERVER_ADDRESS", "0.0.0.0", "CHECKOUT_HTTP_AUTH", "basic", "CHECKOUT_HTTP_PASSWORD", "s3cret"));
        check(Map.of("SERVER_ADDRESS", "localhost"));
        check(Map.of("SERVER_ADDRESS", "::1"));
    }

    @Test
    void userAndPasswordAreTakenOutOfAnOrchestratorsUrl() throws IOException {
        StandardEnvironment env =
                check(Map.of("CHECKOUT_ORCHESTRATOR_URL", "https://shop:s3cr%40t@o.example:8443/base/"));
        for (String key : List.of(
                "checkout.orchestrator-url",
                "checkout.orchestrator-promotion-url",
                "checkout.destinations.standard.url",
                "checkout.destinations.promotion.url")) {
            assertThat(env.getProperty(key)).isEqualTo("https://o.example:8443/base");
        }
        assertThat(env.getProperty("checkout.destinations.standard.authorization"))
                .isEqualTo(
                        "Basic " + Base64.getEncoder().encodeToString("shop:s3cr@t".getBytes(StandardCharsets.UTF_8)));
        assertThatThrownBy(() -> check(Map.of(
                        "CHECKOUT_ORCHESTRATOR_URL",
                        "https://a:b@o.example",
                        "CHECKOUT_ORCHESTRATOR_PROMOTION_URL",
                        "https://c:d@o.example")))
                .hasMessageContaining("another user or password");
        assertThatThrownBy(() ->
                        check(Map.of("CHECKOUT_HTTP_AUTH", "jwt", "CHECKOUT_HTTP_ISSUER", "https://a:b@i.example")))
                .hasMessageStartingWith("CHECKOUT_HTTP_ISSUER: ");
    }

    @Test
    void onAnyOtherBrokerThereIsNoSandboxUnlessAskedFor() {
        assertThatThrownBy(() -> check(Map.of("CHECKOUT_BROKER", "rabbitmq")))
                .hasMessageStartingWith("CHECKOUT_ORCHESTRATOR_URL: is missing");
    }

    private static StandardEnvironment check(Map<String, Object> settings) throws IOException {
        return check(settings, Map.of());
    }

    private static StandardEnvironment check(Map<String, Object> settings, Map<String, Object> arguments)
            throws IOException {
        StandardEnvironment env = new StandardEnvironment();
        env.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        env.getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, new HashMap<>(settings)));
        new YamlPropertySourceLoader()
                .load("application.yaml", new FileSystemResource("application.yaml"))
                .forEach(env.getPropertySources()::addLast);
        env.getPropertySources().addFirst(new MapPropertySource("arguments", arguments));
        new Settings().postProcessEnvironment(env, new SpringApplication());
        return env;
    }
}
