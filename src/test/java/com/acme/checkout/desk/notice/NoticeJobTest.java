package com.acme.checkout.desk.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.WebhookProperties;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What is done about each answer of a webhook. */
class NoticeJobTest {

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final List<String> ids = new CopyOnWriteArrayList<>();
    private volatile int status = 200;
    private HttpServer receiver;
    private JdbcClient jdbc;
    private Outbox outbox;
    private Webhooks webhooks;
    private Notices notices;
    private WebhookProperties settings;
    private NoticeJob job;

    @BeforeEach
    void open() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        receiver.createContext("/", exchange -> {
            ids.add(exchange.getRequestHeaders().getFirst("webhook-id"));
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        receiver.start();
        begin("http://127.0.0.1:" + receiver.getAddress().getPort() + "/token?sig=secret");
    }

    private void begin(String url) {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        outbox = new Outbox(jdbc, new TransactionTemplate(new DataSourceTransactionManager(database)));
        webhooks = new Webhooks(jdbc);
        settings = TestSettings.webhooks(
                "checkout.desk.webhooks.team.url",
                url,
                "checkout.desk.webhooks.team.secret",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        notices = new Notices(jdbc, settings);
        job = new NoticeJob(
                null,
                outbox,
                webhooks,
                new WebhookClient(settings, "http://localhost:8080/ops"),
                new NoticeMetrics(meters, settings),
                settings,
                TestSettings.of());
        job.begin();
    }

    @AfterEach
    void close() {
        job.close();
        receiver.stop(0);
    }

    private void send() throws Exception {
        job.send("team", settings.webhooks().get("team"));
    }

    private double counted(String outcome) {
        return meters.get("checkout.desk.notices")
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private String states() {
        return String.join(
                " ",
                jdbc.sql("select state from notice order by seq")
                        .query(String.class)
                        .list());
    }

    @Test
    void whatIsTakenIsSentOnce() throws Exception {
        notices.discarded(1);
        send();
        send();
        assertThat(ids).hasSize(1);
        assertThat(states()).isEqualTo("SENT");
        assertThat(counted("sent")).isEqualTo(1);
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        status = 307;
        notices.discarded(1);
        send();
        assertThat(ids).hasSize(1);
        assertThat(states()).isEqualTo("WAITING");
    }

    @Test
    void whatIsRefusedIsGivenUpAndTheNextIsSent() throws Exception {
        status = 400;
        notices.discarded(1);
        send();
        assertThat(webhooks.all().get("team").failing()).isNotNull();
        status = 200;
        notices.discarded(2);
        send();
        assertThat(states()).isEqualTo("GIVEN_UP SENT");
        assertThat(counted("given_up")).isEqualTo(1);
        assertThat(webhooks.all().get("team").failing()).isNull();
    }

    @Test
    void whoAnswers410GetsNothingMoreUntilATestMessageSucceeds() throws Exception {
        status = 410;
        notices.discarded(1);
        send();
        notices.discarded(2);
        send();
        assertThat(ids).hasSize(1);
        assertThat(states()).isEqualTo("GIVEN_UP GIVEN_UP");
        status = 200;
        assertThat(job.test("team", settings.webhooks().get("team")).verdict()).isEqualTo(Attempt.Verdict.SENT);
        notices.discarded(3);
        send();
        assertThat(states()).isEqualTo("GIVEN_UP GIVEN_UP SENT");
    }

    @Test
    void anotherUrlIsAnotherWebhook() throws Exception {
        status = 410;
        notices.discarded(1);
        send();
        webhooks.known("team", settings.webhooks().get("team"), true);
        assertThat(webhooks.all().get("team").off()).as("the same URL").isNotNull();
        webhooks.known(
                "team",
                TestSettings.webhooks("checkout.desk.webhooks.team.url", "http://127.0.0.1:1/other")
                        .webhooks()
                        .get("team"),
                true);
        assertThat(webhooks.all().get("team").off()).isNull();
    }

    /** It accepts the connection, and says nothing. */
    @Test
    void whoSaysNothingIsTriedAgainLater() throws Exception {
        try (ServerSocket mute = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            begin("http://127.0.0.1:" + mute.getLocalPort() + "/token");
            notices.discarded(1);
            send();
            assertThat(states()).isEqualTo("WAITING");
            assertThat(webhooks.all().get("team").result())
                    .doesNotContain("token")
                    .containsAnyOf("no answer within 5 s", "HttpTimeoutException");
        }
    }

    @Test
    void neitherTheSecretNorTheUrlsPathIsShown() {
        assertThat(settings.toString()
                        + settings.webhooks()
                        + settings.webhooks().get("team").host())
                .contains("http://127.0.0.1:")
                .doesNotContain("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "token", "sig=");
    }
}
