package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Camel's console: with the profile dev, on the management port of this machine, and nowhere else. */
class DevConsoleIT {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";

    @TempDir
    private Path folder;

    @Test
    void withTheProfileDevItShowsWhatRunsAndNoMessage() throws Exception {
        String cart = UUID.randomUUID().toString();
        try (Service service = new Service(folder, Map.of("SPRING_PROFILES_ACTIVE", "dev")).start()) {
            assertThat(service.post("/carts/" + cart + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(get(service.managementPort, "").body()).contains("route-structure", "resilience4j");
            assertThat(get(service.managementPort, "/route").body())
                    .contains(
                            "\"routeId\":\"deliver-standard\"", "\"exchangesTotal\":1,", "routes/delivery.camel.yaml:");
            assertThat(get(service.managementPort, "/resilience4j").body()).contains("\"successfulCalls\":1");
            for (String page : new String[] {
                "consumer", "context", "inflight", "platform-http", "processor", "producer", "route", "route-structure"
            }) {
                HttpResponse<String> answer = get(service.managementPort, "/" + page);
                assertThat(answer.statusCode()).as(page).isEqualTo(200);
                assertThat(answer.body()).as(page).doesNotContain(cart, CUSTOMER);
            }
            // These would send a message, show one, or show settings.
            for (String page : new String[] {"send", "browse", "trace", "properties", "jvm", "all", "route,send"}) {
                assertThat(get(service.managementPort, "/" + page).statusCode())
                        .as(page)
                        .isEqualTo(404);
            }
            assertThat(get(service.port, "").statusCode())
                    .as("the callers' port")
                    .isEqualTo(404);
        }
    }

    @Test
    void withoutTheProfileThereIsNone() throws Exception {
        try (Service service = new Service(folder, Map.of()).start()) {
            assertThat(get(service.managementPort, "").statusCode()).isEqualTo(404);
            assertThat(get(service.managementPort, "/route").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whereOthersReachTheManagementPortItStaysClosed() throws Exception {
        try (Service service = new Service(
                        folder, Map.of("SPRING_PROFILES_ACTIVE", "dev", "MANAGEMENT_SERVER_ADDRESS", "0.0.0.0"))
                .start()) {
            assertThat(get(service.managementPort, "/route").statusCode()).isEqualTo(404);
            assertThat(service.log()).contains("Camel's console stays closed");
        }
    }

    private static HttpResponse<String> get(int port, String page) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/camel" + page))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}
