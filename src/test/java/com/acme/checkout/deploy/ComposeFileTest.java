package com.acme.checkout.deploy;

import static com.acme.checkout.deploy.DeploymentFiles.known;
import static com.acme.checkout.deploy.DeploymentFiles.names;
import static com.acme.checkout.deploy.DeploymentFiles.setting;
import static com.acme.checkout.deploy.DeploymentFiles.texts;
import static com.acme.checkout.deploy.DeploymentFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code compose.yaml} and what it mounts, held against the Compose Specification, the service and each other. */
class ComposeFileTest {

    private static final String SCHEMA = "compose-spec.json";

    private final JsonNode compose = yaml(Path.of("compose.yaml"));
    private final JsonNode service = compose.at("/services/checkout-api");
    private final JsonNode prometheus = yaml(Path.of("deploy", "observability", "prometheus.yml"));

    ComposeFileTest() throws IOException {
        // Reads the files.
    }

    @Test
    void itIsWhatComposeTakes() throws IOException {
        assertThat(DeploymentFiles.faults(SCHEMA, VersionFlag.V7, compose)).isEmpty();
        ObjectNode wrong = compose.deepCopy();
        ((ObjectNode) wrong.at("/services/kafka")).put("port", "9092:9092");
        assertThat(DeploymentFiles.faults(SCHEMA, VersionFlag.V7, wrong)).isNotEmpty();
    }

    @Test
    void everyServiceIsPinnedKeepsToThisMachineAndMountsWhatIsThere() {
        assertThat(names(compose.path("services")))
                .contains("checkout-api", "kafka", "postgresql", "prometheus", "grafana");
        compose.path("services").forEach(each -> {
            assertThat(each.path("image").asText()).matches("[\\w/-]+:v?\\d+\\.\\d+.*");
            assertThat(texts(each.path("ports")))
                    .isNotEmpty()
                    .allSatisfy(port -> assertThat(port).startsWith("127.0.0.1:"));
            assertThat(names(compose.path("services"))).containsAll(texts(each.path("depends_on")));
            for (String volume : texts(each.path("volumes"))) {
                String source = volume.split(":")[0];
                if (source.startsWith(".")) {
                    assertThat(Path.of(source).normalize()).exists();
                } else {
                    assertThat(names(compose.path("volumes"))).contains(source);
                }
            }
        });
    }

    @Test
    void theServicesSettingsAreItsOwnAndItsNeighboursAreWhereTheyAre() throws IOException {
        JsonNode environment = service.path("environment");
        assertThat(known().keySet()).containsAll(names(environment));
        assertThat(environment.path("KAFKA_BROKERS").asText()).isEqualTo("kafka:19092");
        assertThat(compose.at("/services/kafka/environment/KAFKA_ADVERTISED_LISTENERS")
                        .asText())
                .contains("PLAINTEXT://kafka:19092", "HOST://localhost:9092");
        assertThat(environment.path("CHECKOUT_DATABASE_URL").asText())
                .isEqualTo("jdbc:postgresql://postgresql:5432/"
                        + compose.at("/services/postgresql/environment/POSTGRES_DB")
                                .asText());
        assertThat(environment.path("CHECKOUT_DATABASE_USER"))
                .isEqualTo(compose.at("/services/postgresql/environment/POSTGRES_USER"));
        assertThat(environment.path("CHECKOUT_DATABASE_PASSWORD"))
                .isEqualTo(compose.at("/services/postgresql/environment/POSTGRES_PASSWORD"));
        assertThat(texts(service.path("ports")))
                .containsExactly(
                        "127.0.0.1:8080:" + setting("server", "port"),
                        "127.0.0.1:8081:" + setting("management", "server", "port"));
    }

    @Test
    void theServiceRunsAsItDoesElsewhere() throws IOException {
        Containerfile image = new Containerfile();
        assertThat(Path.of(service.at("/build/dockerfile").asText())).exists();
        assertThat(service.path("image").asText()).isEqualTo("checkout-api:" + Containerfile.version());
        assertThat(service.path("read_only").asBoolean()).isTrue();
        assertThat(texts(service.path("volumes"))).containsExactly("checkout:" + image.last("VOLUME"));
        assertThat(texts(service.path("tmpfs"))).containsExactly("/tmp");
        int requests = Integer.parseInt(
                setting("spring", "lifecycle", "timeout-per-shutdown-phase").replace("s", ""));
        int routes = Integer.parseInt(setting("camel", "main", "shutdown-timeout"));
        assertThat(Integer.parseInt(service.path("stop_grace_period").asText().replace("s", "")))
                .isGreaterThan(requests + routes);
    }

    @Test
    void prometheusReadsTheServiceUnderTheNameThatTheAlertsTake() throws IOException {
        String job = prometheus.at("/scrape_configs/0/job_name").asText();
        assertThat(Files.readString(Path.of("docs", "alerts.yaml"))).contains("job=\"" + job + '"');
        assertThat(prometheus.at("/scrape_configs/0/metrics_path").asText()).isEqualTo("/actuator/prometheus");
        assertThat(texts(prometheus.at("/scrape_configs/0/static_configs/0/targets")))
                .containsExactly("checkout-api:" + setting("management", "server", "port"));
        List<String> mounts = texts(compose.at("/services/prometheus/volumes"));
        assertThat(texts(prometheus.path("rule_files")))
                .allSatisfy(file -> assertThat(mounts).anyMatch(mount -> mount.contains(':' + file + ':')));
    }

    @Test
    void grafanaKnowsPrometheus() throws IOException {
        JsonNode source = yaml(Path.of("deploy", "observability", "grafana", "datasources", "prometheus.yaml"))
                .at("/datasources/0");
        assertThat(source.path("type").asText()).isEqualTo("prometheus");
        assertThat(source.path("url").asText()).isEqualTo("http://prometheus:9090");
        assertThat(texts(compose.at("/services/prometheus/ports"))).containsExactly("127.0.0.1:9090:9090");
    }

    @Test
    void grafanaShowsEachDashboardOfTheDocs() throws IOException {
        List<String> mounts = texts(compose.at("/services/grafana/volumes"));
        String folder = yaml(Path.of("deploy", "observability", "grafana", "dashboards", "checkout.yaml"))
                .at("/providers/0/options/path")
                .asText();
        assertThat(mounts).contains("./docs/dashboards:" + folder + ":ro");
        for (String name : List.of("service", "desk")) {
            JsonNode dashboard = new ObjectMapper()
                    .readTree(Path.of("docs", "dashboards", name + ".json").toFile());
            assertThat(dashboard.path("uid").asText()).isEqualTo("checkout-" + name);
            Set<Integer> ids = new HashSet<>();
            for (JsonNode panel : dashboard.path("panels")) {
                assertThat(ids.add(panel.path("id").asInt()))
                        .as(panel.toString())
                        .isTrue();
                if (!panel.path("type").asText().equals("row")) {
                    assertThat(panel.path("description").asText())
                            .as(panel.toString())
                            .isNotBlank();
                    assertThat(panel.at("/datasource/uid").asText()).isEqualTo("prometheus");
                    assertThat(panel.path("targets")).as(panel.toString()).isNotEmpty();
                }
            }
        }
    }
}
