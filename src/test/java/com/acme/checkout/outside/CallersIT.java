package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What callers are told who are not known, too fast, or send the same key twice at once; and while the service starts. */
class CallersIT {

    private static final String CUSTOMER = "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}";

    @Test
    void withoutCredentialsNobodyChecksOut(@TempDir Path folder) throws Exception {
        try (Service service =
                new Service(folder, Map.of("CHECKOUT_HTTP_AUTH", "basic", "CHECKOUT_HTTP_PASSWORD", "s3cret"))) {
            service.start();
            String path = "/carts/" + UUID.randomUUID() + "/checkout";
            HttpResponse<String> anonymous = service.post(path, CUSTOMER);
            assertThat(anonymous.statusCode()).isEqualTo(401);
            assertThat(anonymous.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(anonymous.headers().firstValue("WWW-Authenticate")).isPresent();
            assertThat(service.post(path, CUSTOMER, "Authorization", basic("shopping:wrong"))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(service.post(path, CUSTOMER, "Authorization", basic("shopping:s3cret"))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(service.get("/openapi.yaml").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aTokenOfTheIssuerWithTheScopeChecksOut(@TempDir Path folder) throws Exception {
        try (TokenIssuer issuer = new TokenIssuer().start();
                Service service = new Service(
                        folder, Map.of("CHECKOUT_HTTP_AUTH", "jwt", "CHECKOUT_HTTP_ISSUER", issuer.url()))) {
            service.start();
            String path = "/carts/" + UUID.randomUUID() + "/checkout";
            assertThat(service.post(path, CUSTOMER).statusCode()).isEqualTo(401);
            assertThat(service.post(path, CUSTOMER, "Authorization", "Bearer nonsense")
                            .statusCode())
                    .isEqualTo(401);
            assertThat(service.post(
                                    path,
                                    CUSTOMER,
                                    "Authorization",
                                    "Bearer " + issuer.token(Map.of("scope", "profile")))
                            .statusCode())
                    .isEqualTo(403);
            assertThat(service.post(
                                    path,
                                    CUSTOMER,
                                    "Authorization",
                                    "Bearer " + issuer.token(Map.of("scope", "checkout", "iss", "http://other")))
                            .statusCode())
                    .isEqualTo(401);
            assertThat(service.post(
                                    path,
                                    CUSTOMER,
                                    "Authorization",
                                    "Bearer " + issuer.token(Map.of("scope", "profile checkout")))
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void overTheRateIs429WithRetryAfter(@TempDir Path folder) throws Exception {
        try (Service service = new Service(folder, Map.of("CHECKOUT_HTTP_RATE", "3"))) {
            service.start();
            var answers = IntStream.range(0, 20)
                    .mapToObj(i -> CompletableFuture.supplyAsync(() -> checkout(service)))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
            assertThat(answers)
                    .extracting(HttpResponse::statusCode)
                    .contains(200, 429)
                    .containsOnly(200, 429);
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 429)
                    .allMatch(
                            answer -> answer.headers().firstValue("Retry-After").isPresent());
        }
    }

    @Test
    void aKeyInFlightIs409(@TempDir Path folder) throws Exception {
        try (Orchestrator orchestrator = new Orchestrator();
                Service service = new Service(folder, Map.of("CHECKOUT_ORCHESTRATOR_URL", orchestrator.url()))) {
            service.start();
            CountDownLatch hold = new CountDownLatch(1);
            orchestrator.answers = call -> {
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return Orchestrator.Answer.of(201);
            };
            String path = "/carts/" + UUID.randomUUID() + "/checkout";
            var first = CompletableFuture.supplyAsync(() -> post(service, path));
            await().until(() -> !orchestrator.calls.isEmpty());
            HttpResponse<String> second = post(service, path);
            assertThat(second.statusCode()).as(second.body()).isEqualTo(409);
            assertThat(second.body()).contains("key-in-flight");
            hold.countDown();
            assertThat(first.join().statusCode()).isEqualTo(200);
            assertThat(post(service, path).statusCode())
                    .as("once it is answered the key is free")
                    .isEqualTo(200);
            assertThat(orchestrator.sagas).hasSize(1);
        }
    }

    @Test
    void beforeTheRoutesRunTheDoorSays503AndNever404(@TempDir Path folder) throws Exception {
        try (Service service = new Service(folder, Map.of())) {
            service.launch();
            var statuses = new java.util.TreeSet<Integer>();
            await().pollInterval(Duration.ofMillis(5)).pollDelay(Duration.ZERO).until(() -> {
                try {
                    statuses.add(service.post("/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER)
                            .statusCode());
                } catch (java.io.IOException e) {
                    return false;
                }
                return statuses.contains(200);
            });
            assertThat(statuses).isSubsetOf(200, 503);
        }
    }

    private static HttpResponse<String> post(Service service, String path) {
        try {
            return service.post(path, CUSTOMER, "Idempotency-Key", "one");
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static HttpResponse<String> checkout(Service service) {
        try {
            return service.post("/carts/" + UUID.randomUUID() + "/checkout", CUSTOMER);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String basic(String credentials) {
        return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes());
    }
}
