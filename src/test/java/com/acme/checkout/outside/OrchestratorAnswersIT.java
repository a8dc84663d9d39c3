package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.acme.checkout.delivery.RawOrchestrator;
import com.acme.checkout.delivery.RawOrchestrator.Behaviour;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the Orchestrator's answer means is decided by its status line, whatever bytes it sends with it, before it or after it. */
class OrchestratorAnswersIT {

    private static final Pattern CART = Pattern.compile("\"cartId\":\"([^\"]+)\"");
    private static final String EMPTY = "Content-Length: 0\r\n\r\n";

    private static RawOrchestrator orchestrator;
    private static Service service;
    /** By cart; every other one is started. */
    private static final Map<String, Behaviour> CARTS = new ConcurrentHashMap<>();

    private static volatile Behaviour ordinary;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        orchestrator = new RawOrchestrator();
        Behaviour started = orchestrator.behaviour;
        ordinary = started;
        orchestrator.behaviour = (request, line) -> {
            Matcher cart = CART.matcher(request.body());
            (cart.find() ? CARTS.getOrDefault(cart.group(1), ordinary) : started).answer(request, line);
        };
        service = new Service(
                        folder,
                        Map.of(
                                "CHECKOUT_ORCHESTRATOR_URL",
                                orchestrator.url(),
                                "CHECKOUT_SANDBOX",
                                "false",
                                "CHECKOUT_DELAYED_RETRIES",
                                "1s,1s,1s,1s,1s,1s,1s,1s,1s,1s",
                                // What these tests make fail is no outage.
                                "CHECKOUT_BREAKER_WINDOW",
                                "1000",
                                "CHECKOUT_BREAKER_LEAST",
                                "1000"))
                .start();
    }

    @AfterAll
    static void stop() throws Exception {
        service.close();
        orchestrator.close();
    }

    private static HttpResponse<String> checkout(String cart, String... more) throws Exception {
        return service.post(
                "/carts/" + cart + "/checkout",
                "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"" + String.join("", more) + "}",
                "Prefer",
                "wait=10");
    }

    private static String saga(HttpResponse<String> answer) {
        return answer.body().replaceFirst("(?s).*\"checkoutId\":\"([^\"]+)\".*", "$1");
    }

    private static long calls(String cart) {
        return orchestrator.requests.stream()
                .filter(request -> request.body().contains(cart))
                .count();
    }

    private static double failedCalls(String destination) throws Exception {
        return service.metrics()
                .lines()
                .filter(line -> line.startsWith("resilience4j_circuitbreaker_calls_seconds_count{")
                        && line.contains("kind=\"failed\"")
                        && line.contains("name=\"" + destination + "\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    @ParameterizedTest
    @CsvSource({"201 Created, 200", "404 Not Found, 404", "409 Conflict, 409", "422 No, 502", "503 Busy, 202"})
    void aBodyThatCantBeReadChangesNothing(String status, int answered) throws Exception {
        for (String rest : List.of(
                "Content-Encoding: gzip\r\n" + EMPTY,
                "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
                "Content-Type: application/json; charset=no-such\r\nContent-Length: 2\r\n\r\n{}",
                "Content-Length: 50\r\n\r\ncut",
                "Content-Length: nonsense\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
                "Transfer-Encoding: gzip\r\n\r\nplain")) {
            String cart = UUID.randomUUID().toString();
            CARTS.put(cart, (request, line) -> {
                line.write("HTTP/1.1 " + status + "\r\n" + rest);
                line.close();
            });
            assertThat(checkout(cart).statusCode()).as(rest).isEqualTo(answered);
            if (answered != 202) {
                assertThat(calls(cart)).as(rest).isEqualTo(1);
            }
            CARTS.remove(cart);
        }
        String cart = UUID.randomUUID().toString();
        CARTS.put(cart, (request, line) -> {
            line.write("HTTP/1.1 " + status + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                line.write("400\r\n" + "x".repeat(1024) + "\r\n");
            }
        });
        assertThat(checkout(cart).statusCode()).as("chunks without an end").isEqualTo(answered);
        CARTS.remove(cart);
    }

    @Test
    void whatWasSentUnaskedIsNobodysAnswer() throws Exception {
        List<String> carts = new ArrayList<>();
        List<String> sagas = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String cart = UUID.randomUUID().toString();
            carts.add(cart);
            CARTS.put(
                    cart,
                    (request, line) ->
                            line.write("HTTP/1.1 503 Busy\r\n" + EMPTY + "HTTP/1.1 201 Created\r\n" + EMPTY));
            HttpResponse<String> answer = checkout(cart);
            assertThat(answer.statusCode()).isEqualTo(202);
            sagas.add(saga(answer));
        }
        assertThat(service.get("/checkouts/" + sagas.get(0)).body()).contains("ACCEPTED");
        carts.forEach(CARTS::remove);
        await().untilAsserted(() -> {
            for (String saga : sagas) {
                assertThat(service.get("/checkouts/" + saga).body()).contains("STARTED");
            }
        });
    }

    @Test
    void aConnectionThatTheOrchestratorHasClosedIsNobodysFailure() throws Exception {
        double failed = failedCalls("standard");
        List<String> carts = new ArrayList<>();
        ordinary = (request, line) -> {
            line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
            TimeUnit.MILLISECONDS.sleep(50);
            line.close();
        };
        try {
            for (int i = 0; i < 80; i++) {
                carts.add(UUID.randomUUID().toString());
                assertThat(checkout(carts.get(i)).statusCode()).isEqualTo(200);
                // Sooner, as soon as, and later than it closes.
                TimeUnit.MILLISECONDS.sleep(40 + i % 20);
            }
        } finally {
            ordinary = (request, line) -> line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
        }
        assertThat(failedCalls("standard")).isEqualTo(failed);
        assertThat(carts).allSatisfy(cart -> assertThat(calls(cart)).isEqualTo(1));
    }

    /** The other destination, which no other test here calls. */
    @Test
    void aSlowOrchestratorIsCalledAboutOnceForEachCommandAndItsBreakerStaysClosed() throws Exception {
        List<String> carts = new ArrayList<>();
        List<Future<HttpResponse<String>>> answers = new ArrayList<>();
        ExecutorService callers = Executors.newCachedThreadPool();
        try {
            for (int i = 0; i < 250; i++) {
                String cart = UUID.randomUUID().toString();
                carts.add(cart);
                CARTS.put(cart, (request, line) -> {
                    TimeUnit.MILLISECONDS.sleep(2500);
                    line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
                });
                answers.add(callers.submit(() -> service.post(
                        "/carts/" + cart + "/checkout",
                        "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\",\"promotionCode\":\"SALE\"}")));
                TimeUnit.MILLISECONDS.sleep(100);
            }
            List<String> sagas = new ArrayList<>();
            for (Future<HttpResponse<String>> answer : answers) {
                assertThat(answer.get().statusCode()).isEqualTo(202);
                sagas.add(saga(answer.get()));
            }
            await().untilAsserted(() -> assertThat(sagas)
                    .allSatisfy(saga ->
                            assertThat(service.get("/checkouts/" + saga).body()).contains("STARTED")));
        } finally {
            callers.shutdownNow();
        }
        double calls = orchestrator.requests.stream()
                .filter(request -> request.body().contains("SALE"))
                .count();
        assertThat(calls / carts.size()).as("calls a command").isBetween(1.0, 1.2);
        assertThat(failedCalls("promotion")).isZero();
        assertThat(service.metrics())
                .containsPattern(
                        "resilience4j_circuitbreaker_state\\{[^}]*name=\"promotion\"[^}]*state=\"closed\"[^}]*} 1\\.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"EEE, dd MMM uuuu HH:mm:ss 'GMT'", "EEEE, dd-MMM-uu HH:mm:ss 'GMT'", "EEE MMM ppd HH:mm:ss uuuu"
            })
    void eachFormOfADateIsWaitedFor(String form) throws Exception {
        String cart = UUID.randomUUID().toString();
        Instant due = Instant.now().plusSeconds(6).truncatedTo(ChronoUnit.SECONDS);
        String date = DateTimeFormatter.ofPattern(form, Locale.US).format(due.atOffset(ZoneOffset.UTC));
        List<Instant> called = new ArrayList<>();
        CARTS.put(cart, (request, line) -> {
            called.add(Instant.now());
            line.write(
                    called.size() == 1
                            ? "HTTP/1.1 429 Slowly\r\nRetry-After: " + date + "\r\n" + EMPTY
                            : "HTTP/1.1 201 Created\r\n" + EMPTY);
        });
        HttpResponse<String> answer = service.post(
                "/carts/" + cart + "/checkout", "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}");
        assertThat(answer.statusCode()).isEqualTo(202);
        await().untilAsserted(() ->
                assertThat(service.get("/checkouts/" + saga(answer)).body()).contains("STARTED"));
        assertThat(called).hasSize(2);
        assertThat(called.get(1)).isAfterOrEqualTo(due);
    }
}
