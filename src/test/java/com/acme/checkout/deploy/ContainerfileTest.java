package com.acme.checkout.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The image's recipe, held against the files that it takes and the service that it starts. */
class ContainerfileTest {

    private final Containerfile image = new Containerfile();

    ContainerfileTest() throws IOException {
        // Reads the file.
    }

    @Test
    void basesHaveFullVersions() {
        assertThat(image.all("ARG"))
                .hasSize(2)
                .allSatisfy(base -> assertThat(base).matches("[A-Z_]+=[\\w/-]+:\\d+\\.\\d+\\.\\d+.*"));
        assertThat(image.all("FROM"))
                .containsExactly("${BUILD_IMAGE} AS build", "${RUNTIME_IMAGE} AS cache", "${RUNTIME_IMAGE}");
    }

    @Test
    void whatItCopiesIsThereAndIsSentToTheBuilder() throws IOException {
        List<String> sent = Files.readAllLines(Path.of(".containerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        List<String> copied = image.all("COPY").stream()
                .filter(text -> !text.startsWith("--from"))
                .flatMap(text -> Stream.of(text.split("\\s+")).limit(text.split("\\s+").length - 1L))
                .distinct()
                .toList();
        assertThat(copied)
                .isNotEmpty()
                .allSatisfy(each -> assertThat(Path.of(each)).exists());
        assertThat(sent).containsExactlyInAnyOrderElementsOf(copied);
        assertThat(image.all("LABEL").get(0)).contains("image.version=\"" + Containerfile.version() + '"');
    }

    @Test
    void theServiceStartsAsItsUserFromItsFolderWithItsCache() {
        assertThat(image.last("USER")).matches("[1-9]\\d+:[1-9]\\d+");
        assertThat(image.last("WORKDIR")).isEqualTo("/app");
        String start = image.last("ENTRYPOINT");
        assertThat(start)
                .startsWith("[\"java\"")
                .contains("-XX:AOTCache=/app/checkout-api.aot")
                .contains("\"-jar\", \"/app/checkout-api.jar\"");
        assertThat(image.all("COPY"))
                .contains(
                        "--from=cache /app/checkout-api.jar /app/checkout-api.aot ./",
                        "application.yaml ./",
                        "routes/ routes/");
        assertThat(image.all("ENV")).containsExactly("CHECKOUT_DATA=" + image.last("VOLUME"));
        assertThat(image.all("RUN"))
                .anySatisfy(training -> assertThat(training).endsWith("bin/train-cache target/checkout-api.jar /app"))
                .anySatisfy(check -> assertThat(check)
                        .contains("-XX:AOTMode=on", "-XX:AOTCache=/app/checkout-api.aot", "-cp /app/checkout-api.jar"));
    }

    @Test
    void itsHealthIsAskedWhereTheServiceTellsIt() throws IOException {
        assertThat(image.last("HEALTHCHECK"))
                .contains("GET /actuator/health/readiness ")
                .contains("${MANAGEMENT_SERVER_PORT:-" + DeploymentFiles.setting("management", "server", "port") + '}');
        assertThat(image.last("EXPOSE"))
                .isEqualTo(DeploymentFiles.setting("server", "port")
                        + ' '
                        + DeploymentFiles.setting("management", "server", "port"));
    }
}
