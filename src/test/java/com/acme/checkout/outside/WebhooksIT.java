package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a team's receiver gets of what happens at the desk, whatever the receiver answers and whoever is killed. */
class WebhooksIT {

    private static final String KEY = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final String CART = "00000000-0000-4000-8000-00000000";
    private static final String AUTHORIZATION =
            "Basic " + Base64.getEncoder().encodeToString(("operator:" + Operators.PASSWORD).getBytes(UTF_8));

    private record Got(String id, String timestamp, String signature, String body, int answered) {

        JsonNode event() throws Exception {
            return new ObjectMapper().readTree(body);
        }

        boolean isSigned() throws Exception {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(KEY), "HmacSHA256"));
            return signature.equals("v1,"
                    + Base64.getEncoder()
                            .encodeToString(mac.doFinal((id + '.' + timestamp + '.' + body).getBytes(UTF_8))));
        }
    }

    @TempDir
    private Path folder;

    private final List<Got> got = new CopyOnWriteArrayList<>();
    private volatile int answer = 503;
    private HttpServer receiver;
    private ServerSocket mute;

    @BeforeEach
    void listen() throws Exception {
        mute = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            int status = answer;
            var headers = exchange.getRequestHeaders();
            got.add(new Got(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    new String(exchange.getRequestBody().readAllBytes(), UTF_8),
                    status));
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
    }

    @AfterEach
    void close() throws Exception {
        receiver.stop(0);
        mute.close();
    }

    private Service service() {
        return new Service(
                folder,
                Operators.settings(Map.of(
                        "CHECKOUT_DESK_URL",
                        "https://checkout.example/ops/",
                        "CHECKOUT_DESK_WEBHOOKS_TEAM_URL",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/t0ken",
                        "CHECKOUT_DESK_WEBHOOKS_TEAM_SECRET",
                        "whsec_" + KEY,
                        // Takes each connection and says nothing.
                        "CHECKOUT_DESK_WEBHOOKS_MUTE_URL",
                        "http://127.0.0.1:" + mute.getLocalPort() + "/t0ken",
                        "CHECKOUT_DESK_WEBHOOKS_MUTE_SECRET",
                        "whsec_" + KEY)));
    }

    private static void fail(Service service, String cart) throws Exception {
        assertThat(service.post(
                                "/carts/" + CART + cart + "/checkout",
                                "{\"customerId\":\"" + CUSTOMER + "\"}",
                                "Prefer",
                                "respond-async",
                                "Idempotency-Key",
                                UUID.randomUUID().toString())
                        .statusCode())
                .isEqualTo(202);
    }

    private List<Got> of(int status) throws Exception {
        List<Got> found = new ArrayList<>();
        for (Got each : got) {
            if (each.event().at("/data/status").asInt() == status) {
                found.add(each);
            }
        }
        return found;
    }

    @Test
    void aNewCauseArrivesOnceSignedThoughTheReceiverFailsAndTheServiceIsKilled() throws Exception {
        try (Service service = service().start()) {
            Operators operators = new Operators(service).awaitOpen();
            fail(service, "0409");
            await("the first attempt").until(() -> !of(409).isEmpty());
            answer = 200;
            await("the second").until(() -> of(409).size() == 2);
            // Of the same cause: nothing new.
            fail(service, "0409");
            operators.awaitCount("OPEN", 2);

            answer = 503;
            fail(service, "0422");
            await("the first attempt").until(() -> !of(422).isEmpty());
            service.kill();
            assertThat(service.log()).doesNotContain(KEY, "t0ken");
        }
        answer = 200;
        try (Service service = service().start()) {
            await("what was not taken before the kill")
                    .until(() -> of(422).stream().anyMatch(each -> each.answered() == 200));
            // In their order: had the second dead letter been told of, that would be here before this one.
            assertThat(of(409)).hasSize(2);
            assertThat(of(409)).extracting(Got::answered).containsExactly(503, 200);
            for (int status : new int[] {409, 422}) {
                assertThat(of(status))
                        .extracting(Got::id)
                        .as("one notice")
                        .containsOnly(of(status).get(0).id());
            }
            for (Got each : got) {
                assertThat(each.isSigned()).as(each.toString()).isTrue();
                JsonNode event = each.event();
                assertThat(event.path("specversion").asText()).isEqualTo("1.0");
                assertThat(event.path("id").asText()).isEqualTo(each.id());
                assertThat(event.path("type").asText()).isEqualTo("com.acme.checkout.desk.cause.new");
                assertThat(event.at("/data/link").asText())
                        .isEqualTo("https://checkout.example/ops/entries?cause="
                                + event.path("subject").asText());
                assertThat(each.body()).doesNotContain(CUSTOMER, CART, "operator");
            }
            page(service);
        }
    }

    @Test
    @Tag("brokers")
    void ofTwoInstancesOnOneDatabaseOneSendsEachNotice() throws Exception {
        answer = 200;
        int causes = 40;
        try (PostgresDatabase database = new PostgresDatabase();
                Service one = service("one", database).start();
                Service other = service("other", database).start();
                Queues ones = new Queues(one.brokerPort);
                Queues others = new Queues(other.brokerPort)) {
            new Operators(one).awaitOpen();
            new Operators(other).awaitOpen();
            for (int i = 0; i < causes; i++) {
                Map<String, Object> headers = Map.of(
                        "deadLetterId", UUID.randomUUID().toString(), "deadLetterRoute", "route" + "x".repeat(i));
                ones.send("checkout.dead-letters", "{}".getBytes(UTF_8), headers);
                others.send("checkout.dead-letters", "[]".getBytes(UTF_8), headers);
            }
            await("all are told").until(() -> got.size() >= causes);
            await("nothing waits for the team")
                    .until(() ->
                            database.count("select count(*) from notice where webhook = 'team' and state = 'WAITING'")
                                    == 0);
            assertThat(got).hasSize(causes);
            assertThat(got).extracting(Got::id).doesNotHaveDuplicates();
            assertThat(database.count("select count(*) from cause")).isEqualTo(causes);
        }
    }

    private Service service(String name, PostgresDatabase database) throws Exception {
        return new Service(
                Files.createDirectory(folder.resolve(name)),
                database.settings(Map.of(
                        "CHECKOUT_DESK_WEBHOOK_RATE",
                        "1000",
                        "CHECKOUT_DESK_WEBHOOKS_TEAM_URL",
                        "http://127.0.0.1:" + receiver.getAddress().getPort() + "/",
                        "CHECKOUT_DESK_WEBHOOKS_TEAM_SECRET",
                        "whsec_" + KEY)));
    }

    /** The page shows what came of the last message, and sends one for the asking. */
    private void page(Service service) throws Exception {
        new Operators(service).awaitOpen();
        assertThat(service.get("/ops/audit", "Authorization", AUTHORIZATION).body())
                .contains("Send a test message", "answered 200", "http://127.0.0.1:" + mute.getLocalPort())
                .doesNotContain(KEY, "t0ken");
        HttpResponse<String> answered = service.post(
                "/ops/webhooks/team/test", "", "Authorization", AUTHORIZATION, "Content-Type", "application/json");
        assertThat(answered.statusCode()).isEqualTo(302);
        assertThat(got.get(got.size() - 1).event().path("type").asText()).isEqualTo("com.acme.checkout.desk.test");
        assertThat(service.post(
                                "/ops/webhooks/none/test",
                                "",
                                "Authorization",
                                AUTHORIZATION,
                                "Content-Type",
                                "application/json")
                        .statusCode())
                .isEqualTo(404);
        assertThat(service.post("/ops/webhooks/team/test", "", "Content-Type", "application/json")
                        .statusCode())
                .isEqualTo(401);
        assertThat(Alerts.sum(service.metrics(), "checkout_desk_notices_total", "webhook", "team", "outcome", "sent"))
                .isGreaterThanOrEqualTo(2);
        await("the one that says nothing is seen to fail")
                .until(() ->
                        Alerts.sum(service.metrics(), "checkout_desk_webhook_failing_seconds", "webhook", "mute") > 0);
        assertThat(service.log()).doesNotContain(KEY, "t0ken");
    }
}
