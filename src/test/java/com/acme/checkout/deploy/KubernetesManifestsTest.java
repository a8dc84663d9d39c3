package com.acme.checkout.deploy;

import static com.acme.checkout.deploy.DeploymentFiles.KUBERNETES;
import static com.acme.checkout.deploy.DeploymentFiles.OVERLAY;
import static com.acme.checkout.deploy.DeploymentFiles.all;
import static com.acme.checkout.deploy.DeploymentFiles.known;
import static com.acme.checkout.deploy.DeploymentFiles.manifest;
import static com.acme.checkout.deploy.DeploymentFiles.manifests;
import static com.acme.checkout.deploy.DeploymentFiles.setting;
import static com.acme.checkout.deploy.DeploymentFiles.texts;
import static com.acme.checkout.deploy.DeploymentFiles.variables;
import static com.acme.checkout.deploy.DeploymentFiles.yaml;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The manifests under {@code deploy/kubernetes}, held against Kubernetes' schema, against each other and against the service. */
class KubernetesManifestsTest {

    /** A host and a port, as in kafka.kafka.svc:9092: the namespace is the second part of the name. */
    private static final Pattern ADDRESS = Pattern.compile("[\\w-]+\\.([\\w-]+)\\.svc:(\\d+)");

    @Test
    void everyManifestIsWhatKubernetesTakes() throws IOException {
        assertThat(manifests()).hasSize(6);
        for (Map.Entry<Path, JsonNode> each : manifests().entrySet()) {
            assertThat(DeploymentFiles.kubernetesFaults(each.getValue()))
                    .as("%s", each.getKey())
                    .isEmpty();
        }
    }

    @Test
    void theSchemaSeesWhatIsWrong() throws IOException {
        ObjectNode deployment = manifest("Deployment").deepCopy();
        ((ObjectNode) container(deployment).path("livenessProbe")).put("periodSecond", 10);
        assertThat(DeploymentFiles.kubernetesFaults(deployment))
                .singleElement()
                .asString()
                .contains("periodSecond");
        ObjectNode another = manifest("Deployment").deepCopy();
        ((ObjectNode) another.path("spec")).remove("selector");
        ((ObjectNode) another.path("spec")).put("replicas", "two");
        another.put("apiVersion", "apps/v1beta1");
        assertThat(DeploymentFiles.kubernetesFaults(another)).hasSize(3);
    }

    @Test
    void everyFileIsNamedByItsKustomizationAndEveryNameIsAFile() throws IOException {
        Set<Path> kustomizations = new TreeSet<>();
        Set<Path> named = new TreeSet<>();
        for (Path file : DeploymentFiles.files(KUBERNETES)) {
            if (file.endsWith("kustomization.yaml")) {
                kustomizations.add(file);
                JsonNode kustomization = yaml(file);
                List<String> names = new ArrayList<>(texts(kustomization.path("resources")));
                all(kustomization, "envs").forEach(envs -> names.addAll(texts(envs)));
                names.forEach(name -> named.add(file.resolveSibling(name).normalize()));
            }
        }
        assertThat(kustomizations).hasSize(2);
        for (Path each : named) {
            if (each.endsWith("secret.env")) {
                assertThat(Files.readAllLines(Path.of(".gitignore")))
                        .as("secrets are nobody's to commit")
                        .contains("secret.env");
                assertThat(each.resolveSibling("secret.example.env")).exists();
            } else {
                assertThat(Files.isDirectory(each) ? each.resolve("kustomization.yaml") : each)
                        .exists();
            }
        }
        assertThat(DeploymentFiles.files(KUBERNETES))
                .filteredOn(file -> !kustomizations.contains(file))
                .allSatisfy(file -> assertThat(named)
                        .contains(file.endsWith("secret.example.env") ? file.resolveSibling("secret.env") : file));
    }

    @Test
    void everySelectorChoosesThePodsAndTheAutoscalerTheDeployment() throws IOException {
        JsonNode deployment = manifest("Deployment");
        JsonNode labels = deployment.at("/spec/template/metadata/labels");
        List<JsonNode> selectors = new ArrayList<>();
        selectors.add(deployment.at("/spec/selector/matchLabels"));
        selectors.add(deployment.at("/spec/template/spec/topologySpreadConstraints/0/labelSelector/matchLabels"));
        selectors.add(manifest("Service").at("/spec/selector"));
        selectors.add(manifest("PodDisruptionBudget").at("/spec/selector/matchLabels"));
        manifests().values().stream()
                .filter(each -> each.path("kind").asText().equals("NetworkPolicy"))
                .forEach(policy -> selectors.add(policy.at("/spec/podSelector/matchLabels")));
        assertThat(selectors).hasSize(6).allSatisfy(selector -> {
            assertThat(selector).isNotEmpty();
            selector.properties()
                    .forEach(each -> assertThat(labels.path(each.getKey())).isEqualTo(each.getValue()));
        });
        JsonNode target = manifest("HorizontalPodAutoscaler").at("/spec/scaleTargetRef");
        assertThat(target.path("name")).isEqualTo(deployment.at("/metadata/name"));
        assertThat(target.path("kind")).isEqualTo(deployment.path("kind"));
        assertThat(target.path("apiVersion")).isEqualTo(deployment.path("apiVersion"));
    }

    @Test
    void portsAndProbesAreTheServices() throws IOException {
        JsonNode container = container(manifest("Deployment"));
        assertThat(container.at("/ports/0/name").asText()).isEqualTo("http");
        assertThat(container.at("/ports/0/containerPort").asText()).isEqualTo(setting("server", "port"));
        assertThat(container.at("/ports/1/name").asText()).isEqualTo("management");
        assertThat(container.at("/ports/1/containerPort").asText()).isEqualTo(setting("management", "server", "port"));
        assertThat(manifest("Service").at("/spec/ports/0/targetPort").asText()).isEqualTo("http");
        assertThat(setting("management", "endpoint", "health", "probes", "enabled"))
                .isEqualTo("true");
        assertThat(setting("management", "endpoints", "web", "exposure", "include")
                        .split(","))
                .contains("health", "prometheus");
        Map.of("startupProbe", "liveness", "livenessProbe", "liveness", "readinessProbe", "readiness")
                .forEach((probe, group) -> {
                    assertThat(container.path(probe).at("/httpGet/path").asText())
                            .isEqualTo("/actuator/health/" + group);
                    assertThat(container.path(probe).at("/httpGet/port").asText())
                            .isEqualTo("management");
                });
        JsonNode annotations = manifest("Deployment").at("/spec/template/metadata/annotations");
        assertThat(annotations.path("prometheus.io/port").asText()).isEqualTo(setting("management", "server", "port"));
        assertThat(annotations.path("prometheus.io/path").asText()).isEqualTo("/actuator/prometheus");
        List<String> byName =
                all(
                                yaml(KUBERNETES.resolve(Path.of("base", "networkpolicy.yaml")))
                                        .at("/spec/ingress"),
                                "port")
                        .stream()
                        .map(JsonNode::asText)
                        .toList();
        assertThat(byName).containsExactly("http", "management");
    }

    @Test
    void aPodHasTheTimeThatItsEndTakes() throws IOException {
        JsonNode pod = manifest("Deployment").at("/spec/template/spec");
        int pause = container(manifest("Deployment"))
                .at("/lifecycle/preStop/sleep/seconds")
                .asInt();
        int requests = Integer.parseInt(
                setting("spring", "lifecycle", "timeout-per-shutdown-phase").replace("s", ""));
        int routes = Integer.parseInt(setting("camel", "main", "shutdown-timeout"));
        assertThat(pod.path("terminationGracePeriodSeconds").asInt()).isGreaterThan(pause + requests + routes);
    }

    @Test
    void everyVariableIsOneOfTheServiceAndSecretsAreInTheSecretAlone() throws IOException {
        Set<String> known = known().keySet();
        for (Path file :
                List.of(KUBERNETES.resolve(Path.of("base", "checkout-api.env")), OVERLAY.resolve("checkout-api.env"))) {
            assertThat(variables(file)).isNotEmpty().allSatisfy((name, value) -> {
                assertThat(known).contains(name);
                assertThat(name).doesNotContain("PASSWORD").doesNotContain("SECRET");
                assertThat(value).isNotBlank().doesNotContain("@");
            });
        }
        Path secret = OVERLAY.resolve("secret.example.env");
        assertThat(variables(secret)).isNotEmpty().allSatisfy((name, value) -> {
            assertThat(known).contains(name);
            assertThat(value).as("%s: an example holds no secret", name).isEmpty();
        });
    }

    @Test
    void whatTheSettingsNameIsWhatThePodsMayReach() throws IOException {
        JsonNode egress =
                yaml(OVERLAY.resolve("networkpolicy-dependencies.yaml")).at("/spec/egress");
        Set<String> open = new TreeSet<>();
        egress.forEach(rule -> open.add(rule.at("/to/0/namespaceSelector/matchLabels/kubernetes.io~1metadata.name")
                        .asText()
                + ':'
                + rule.at("/ports/0/port").asText()));
        Set<String> used = new TreeSet<>();
        for (String value : variables(OVERLAY.resolve("checkout-api.env")).values()) {
            Matcher address = ADDRESS.matcher(value);
            while (address.find()) {
                used.add(address.group(1) + ':' + address.group(2));
            }
        }
        assertThat(open).hasSize(3).isEqualTo(used);
    }

    @Test
    void theAutoscalerStaysWithinTheBrokersPartitions() throws IOException {
        JsonNode autoscaler = manifest("HorizontalPodAutoscaler");
        assertThat(variables(OVERLAY.resolve("checkout-api.env"))).containsEntry("CHECKOUT_BROKER", "kafka");
        assertThat(autoscaler.at("/spec/maxReplicas").asInt())
                .isLessThanOrEqualTo(Integer.parseInt(known().get("KAFKA_PARTITIONS")));
        assertThat(autoscaler.at("/spec/minReplicas"))
                .isEqualTo(manifest("Deployment").at("/spec/replicas"));
    }

    @Test
    void thePodIsNobodySpecialAndWritesToItsTwoFoldersOnly() throws IOException {
        JsonNode pod = manifest("Deployment").at("/spec/template/spec");
        JsonNode container = container(manifest("Deployment"));
        Containerfile image = new Containerfile();
        assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
        assertThat(pod.at("/securityContext/runAsUser").asText()
                        + ':'
                        + pod.at("/securityContext/runAsGroup").asText())
                .isEqualTo(image.last("USER"));
        assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
        assertThat(container.at("/securityContext/readOnlyRootFilesystem").asBoolean())
                .isTrue();
        assertThat(container.at("/securityContext/allowPrivilegeEscalation").asBoolean(true))
                .isFalse();
        assertThat(texts(container.at("/securityContext/capabilities/drop"))).containsExactly("ALL");
        assertThat(all(container, "mountPath").stream().map(JsonNode::asText))
                .containsExactlyInAnyOrder("/tmp", image.last("VOLUME"));
        assertThat(all(container.path("volumeMounts"), "name")).isEqualTo(all(pod.path("volumes"), "name"));
    }

    @Test
    void theImageIsTheOneThatThisVersionBuilds() throws IOException {
        JsonNode image =
                yaml(KUBERNETES.resolve(Path.of("base", "kustomization.yaml"))).at("/images/0");
        assertThat(image.path("name"))
                .isEqualTo(container(manifest("Deployment")).path("image"));
        assertThat(image.path("newTag").asText()).isEqualTo(Containerfile.version());
    }

    private static JsonNode container(JsonNode deployment) {
        return deployment.at("/spec/template/spec/containers/0");
    }
}
