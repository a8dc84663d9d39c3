package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.settings.TestSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.ssl.SSLContextBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client that calls the Orchestrator, against one that sends any bytes. */
class DeadlinesTest {

    private static final String ID = "963bcda8-dbd7-5c7b-af0d-06a511427cbf";
    private static final String EMPTY = "Content-Length: 0\r\n\r\n";

    private final ResponseTimes times = new ResponseTimes();
    private final Deadlines deadlines = deadlines("30000", new DestinationProperties(Map.of()));
    private final HttpClientBuilder builder = HttpClientBuilder.create()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                    .setConnectionFactory(HttpConnections.FACTORY)
                    .build());
    private RawOrchestrator orchestrator;
    private CloseableHttpClient client;

    private Deadlines deadlines(String responseMillis, DestinationProperties destinations) {
        return new Deadlines(
                new CallMetrics(new SimpleMeterRegistry(), destinations),
                times,
                new OrchestratorCredentials(destinations),
                TestSettings.of(
                        DeliveryProperties.class,
                        "checkout.delivery.response-timeout-ms=" + responseMillis,
                        "checkout.delivery.total-timeout=40s"));
    }

    @BeforeEach
    void start() throws IOException {
        orchestrator = new RawOrchestrator();
        deadlines.configureHttpClient(builder);
        client = builder.build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        orchestrator.close();
        deadlines.stop();
    }

    private Checkout checkout() {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        checkout.checkoutId(ID);
        return checkout;
    }

    private ClassicHttpResponse call(Checkout checkout, HttpUriRequestBase request) throws IOException {
        Exchange exchange = new DefaultExchange(new DefaultCamelContext());
        exchange.setProperty(Checkout.PROPERTY, checkout);
        exchange.setProperty("destination", "standard");
        HttpClientContext context = HttpClientContext.create();
        context.setAttribute("org.apache.camel.Exchange", exchange);
        return client.executeOpen(HttpHost.create(URI.create(orchestrator.url())), request, context);
    }

    private int post(Checkout checkout) throws IOException {
        return call(checkout, request(ID, 20)).getCode();
    }

    private HttpPost request(String key, int size) {
        HttpPost post = new HttpPost(orchestrator.url() + "/sagas");
        post.addHeader("Idempotency-Key", key);
        post.setEntity(new ByteArrayEntity(new byte[size], ContentType.APPLICATION_JSON));
        return post;
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                        "201 Created",
                        "204 No Content",
                        "304 Not Modified",
                        "404 Not Found",
                        "409 Conflict",
                        "503 Busy")
                .flatMap(status -> Stream.of(
                                "Content-Encoding: gzip\r\n" + EMPTY,
                                "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain",
                                "Content-Encoding: zstd, gzip\r\nContent-Length: 5\r\n\r\nplain",
                                "Content-Type: text/plain; charset=no-such\r\nContent-Length: 5\r\n\r\nplain",
                                "Content-Type: application/x-java-serialized-object\r\nContent-Length: 5\r\n\r\nplain",
                                "Content-Length: 100\r\n\r\ncut",
                                "Content-Length: 100\r\n\r\n",
                                "Content-Length: nonsense\r\n\r\nx",
                                "Content-Length: -5\r\n\r\nx",
                                "Content-Length: 1\r\nContent-Length: 2\r\n\r\nx",
                                "Content-Length: 99999999999999999999999999\r\n\r\nx",
                                "Content-Length: 4000000000\r\n\r\nx",
                                "Transfer-Encoding: chunked\r\n\r\nzz\r\nx",
                                "Transfer-Encoding: chunked\r\n\r\n-5\r\nx",
                                "Transfer-Encoding: chunked\r\n\r\n5\r\nab",
                                "Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\nab",
                                "Transfer-Encoding: gzip\r\n\r\nplain",
                                "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
                                "\r\nuntil the end",
                                "\r\n",
                                // What breaks off within the headers, or is none.
                                "",
                                "Content-Le",
                                "Content-Length: 0\r\n",
                                "abc\r\n" + EMPTY,
                                ": x\r\n" + EMPTY,
                                "  folded\r\n" + EMPTY,
                                "X y: z\r\n" + EMPTY)
                        .map(rest -> Arguments.of(status, rest)));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void theStatusLineDecidesWhateverBodyFollows(String status, String rest) throws Exception {
        // Without its end a head is waited for, until the deadline.
        boolean ends = rest.equals("\r\n") || rest.contains("\r\n\r\n");
        for (boolean close : ends ? List.of(true, false) : List.of(true)) {
            CountDownLatch over = new CountDownLatch(1);
            orchestrator.behaviour = (request, line) -> {
                line.write("HTTP/1.1 " + status + "\r\n" + rest);
                if (close) {
                    line.close();
                } else {
                    over.await();
                }
            };
            Checkout checkout = checkout();
            ClassicHttpResponse response = call(checkout, request(ID, 20));
            over.countDown();
            assertThat(response.getCode()).isEqualTo(Integer.parseInt(status.substring(0, 3)));
            assertThat(response.getEntity()).isNull();
            assertThat(response.getHeaders())
                    .extracting(header -> header.getName().toLowerCase())
                    .doesNotContain("content-encoding", "content-length", "content-type", "transfer-encoding");
            assertThat(checkout.settlement().confirmed()).isEqualTo(status.startsWith("2"));
        }
        assertThat(orchestrator.requests).hasSize(ends ? 2 : 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\r\nabcde\r\n", "0", "1;x=\r\n"})
    void aBodyWithoutAnEndIsDropped(String piece) throws Exception {
        orchestrator.behaviour = (request, line) -> {
            line.write("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n");
            while (true) {
                line.write(piece.repeat(1000));
            }
        };
        assertThat(post(checkout())).isEqualTo(201);
        assertThat(post(checkout())).isEqualTo(201);
        assertThat(orchestrator.lines).hasValue(2);
    }

    @Test
    void headersWithoutAnEndFillNoMemory() throws Exception {
        orchestrator.behaviour = (request, line) -> {
            line.write("HTTP/1.1 201 Created\r\nX: ");
            while (true) {
                line.write("y".repeat(10_000));
            }
        };
        assertThat(post(checkout())).isEqualTo(201);
        assertThat(post(checkout())).isEqualTo(201);
        assertThat(orchestrator.lines).hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 000 C",
                "HTTP/1.1 -1 C",
                "HTTP/1.1 99999999999 C",
                "HTTP/1.1 abc",
                "HTTP/9.9 201 C",
                "GARBAGE"
            })
    void whatHasNoStatusIsNoAnswer(String line) {
        orchestrator.behaviour =
                (request, connection) -> connection.write(line + "\r\n" + EMPTY).close();
        Checkout checkout = checkout();
        assertThatThrownBy(() -> post(checkout)).isInstanceOf(NoAnswerException.class);
        assertThat(checkout.settlement().confirmed()).isFalse();
    }

    @Test
    void informationIsNoAnswer() throws Exception {
        orchestrator.behaviour = (request, line) ->
                line.write("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n"
                        + "HTTP/1.1 201 Created\r\n" + EMPTY);
        assertThat(post(checkout())).isEqualTo(201);
        assertThat(post(checkout())).isEqualTo(201);
        assertThat(orchestrator.lines).as("one connection for both").hasValue(1);
    }

    @Test
    void anOrdinaryBodyIsReadAndItsConnectionUsedAgain() throws Exception {
        orchestrator.behaviour = (request, line) ->
                line.write("HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n");
        for (int i = 0; i < 5; i++) {
            assertThat(post(checkout())).isEqualTo(201);
        }
        assertThat(orchestrator.lines).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 60_000})
    void whatCameUnaskedAnswersNobody(int size) throws Exception {
        String busy = "HTTP/1.1 503 Busy\r\n" + EMPTY;
        // Together with the answer, so in the connection's buffer; and for itself, so at its socket.
        for (boolean together : List.of(true, false)) {
            Semaphore answered = new Semaphore(0);
            Semaphore sent = new Semaphore(0);
            orchestrator.behaviour = (request, line) -> {
                if (together) {
                    line.write(busy + "HTTP/1.1 201 Created\r\n" + EMPTY);
                } else {
                    line.write(busy);
                    answered.acquire();
                    line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
                }
                sent.release();
            };
            for (int i = 0; i < 10; i++) {
                assertThat(call(checkout(), request(ID, size)).getCode()).isEqualTo(503);
                answered.release();
                sent.acquire();
            }
        }
    }

    @Test
    void bothHoldOverTls(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("key.p12");
        assertThat(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keyalg",
                                "RSA",
                                "-dname",
                                "CN=127.0.0.1",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-storetype",
                                "PKCS12",
                                "-storepass",
                                "changeit",
                                "-keystore",
                                store.toString())
                        .start()
                        .waitFor())
                .isZero();
        SSLContext tls = SSLContextBuilder.create()
                .loadKeyMaterial(store, "changeit".toCharArray(), "changeit".toCharArray())
                .loadTrustMaterial(store, "changeit".toCharArray())
                .build();
        orchestrator.close();
        orchestrator = new RawOrchestrator(
                tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        client.close();
        client = builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(HttpConnections.FACTORY)
                        .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                        .build())
                .build();
        for (int i = 0; i < 5; i++) {
            assertThat(post(checkout())).isEqualTo(201);
        }
        assertThat(orchestrator.lines).as("one connection for all").hasValue(1);
        Semaphore sent = new Semaphore(0);
        orchestrator.behaviour = (request, line) -> {
            line.write("HTTP/1.1 503 Busy\r\n" + EMPTY);
            line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
            sent.release();
        };
        for (int i = 0; i < 5; i++) {
            assertThat(post(checkout())).isEqualTo(503);
            sent.acquire();
        }
        orchestrator.behaviour = (request, line) -> {
            line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
            line.close();
        };
        for (int i = 0; i < 5; i++) {
            assertThat(post(checkout())).isEqualTo(201);
        }
    }

    @Test
    void aConnectionThatTheServerHadClosedIsNobodysFailure() throws Exception {
        orchestrator.behaviour = (request, line) -> {
            line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
            line.close();
        };
        for (int i = 0; i < 10; i++) {
            Checkout checkout = checkout();
            assertThat(post(checkout)).isEqualTo(201);
            assertThat(checkout.settlement().confirmed()).isTrue();
        }
        assertThat(orchestrator.requests).hasSize(10);
    }

    @Test
    void aConnectionThatTheServerClosesOnItsSecondRequestIsTriedAgainOnce() throws Exception {
        orchestrator.behaviour = (request, line) -> {
            if (request.ofLine() > 1) {
                line.close();
            } else {
                line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
            }
        };
        for (int i = 0; i < 10; i++) {
            assertThat(post(checkout())).isEqualTo(201);
        }
        orchestrator.behaviour = (request, line) -> line.close();
        int before = orchestrator.requests.size();
        assertThatThrownBy(() -> post(checkout())).isInstanceOf(NoAnswerException.class);
        assertThat(orchestrator.requests.size() - before)
                .as("a used connection, then a new one")
                .isBetween(1, 2);
    }

    /** Its Orchestrator has seen two: who compares that with the path of an entry is to find both. */
    @Test
    void anAttemptOfTwoCallsSaysSo() throws Exception {
        orchestrator.behaviour = (request, line) -> {
            if (request.ofLine() > 1) {
                line.close();
            } else {
                line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
            }
        };
        Checkout first = checkout();
        Checkout second = checkout();
        for (Checkout each : List.of(first, second)) {
            each.attempts().begin();
            each.attempts().answered(post(each), null);
        }
        assertThat(first.attempts().log().attempts())
                .extracting(AttemptLog.Attempt::calls)
                .containsExactly(1);
        assertThat(second.attempts().log().attempts())
                .extracting(AttemptLog.Attempt::calls)
                .containsExactly(2);
        assertThat(orchestrator.requests).hasSize(3);
    }

    @Test
    void theCallThatIsMadeOnceMoreCarriesTheCredentialsToo() throws Exception {
        Deadlines known = deadlines(
                "30000",
                new DestinationProperties(
                        Map.of("standard", DestinationProperties.Destination.of(orchestrator.url(), 1, "Basic dTpw"))));
        HttpClientBuilder other = HttpClientBuilder.create();
        known.configureHttpClient(other);
        client.close();
        client = other.build();
        orchestrator.behaviour = (request, line) -> {
            if (request.ofLine() > 1) {
                line.close();
            } else {
                line.write("HTTP/1.1 201 Created\r\n" + EMPTY);
            }
        };
        for (int i = 0; i < 5; i++) {
            assertThat(post(checkout())).isEqualTo(201);
        }
        known.stop();
        assertThat(orchestrator.requests)
                .hasSizeGreaterThan(5)
                .extracting(RawOrchestrator.Request::authorization)
                .containsOnly("Basic dTpw");
    }

    @Test
    void anErrorInOneCallIsNotTheEndOfTheOthers() throws Exception {
        HttpPost broken = new HttpPost(orchestrator.url() + "/sagas");
        broken.setEntity(new AbstractHttpEntity(ContentType.APPLICATION_JSON, null) {
            @Override
            public void writeTo(OutputStream out) {
                throw new OutOfMemoryError("of a test");
            }

            @Override
            public boolean isRepeatable() {
                return false;
            }

            @Override
            public boolean isStreaming() {
                return false;
            }

            @Override
            public long getContentLength() {
                return 1;
            }

            @Override
            public InputStream getContent() {
                throw new OutOfMemoryError("of a test");
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
        assertThatThrownBy(() -> call(checkout(), broken)).isInstanceOf(NoAnswerException.class);
        assertThat(post(checkout())).isEqualTo(201);
    }

    @Test
    void aNewConnectionThatIsClosedIsNoAnswer() {
        orchestrator.behaviour = (request, line) -> line.close();
        assertThatThrownBy(() -> post(checkout())).isInstanceOf(NoAnswerException.class);
        assertThat(orchestrator.requests).hasSize(1);
    }

    @Test
    void whatTheCallerCutShortSaysNothingOfTheOrchestrator() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        orchestrator.behaviour = (request, line) -> over.await();
        Checkout checkout = new Checkout(Checkout.Door.HTTP);
        checkout.checkoutId(ID);
        checkout.waitAtMost(Duration.ofMillis(300));
        assertThatThrownBy(() -> post(checkout)).isInstanceOfSatisfying(NoAnswerException.class, e -> {
            assertThat(e.callerGone()).isTrue();
            assertThat(CircuitBreakers.saysNothing(e)).isTrue();
        });
        over.countDown();
        assertThat(checkout.settlement().confirmed()).isFalse();
    }

    @Test
    void anAnswerThatIsOverdueByItselfIsAFailure() throws Exception {
        Deadlines impatient = deadlines("200", new DestinationProperties(Map.of()));
        HttpClientBuilder other = HttpClientBuilder.create();
        impatient.configureHttpClient(other);
        client = other.build();
        CountDownLatch over = new CountDownLatch(1);
        orchestrator.behaviour = (request, line) -> over.await();
        Checkout checkout = new Checkout(Checkout.Door.HTTP);
        checkout.checkoutId(ID);
        checkout.waitAtMost(Duration.ofSeconds(30));
        assertThatThrownBy(() -> post(checkout)).isInstanceOfSatisfying(NoAnswerException.class, e -> {
            assertThat(e.callerGone()).isFalse();
            assertThat(CircuitBreakers.saysNothing(e)).isFalse();
        });
        over.countDown();
        impatient.stop();
    }

    @Test
    void onlyAPostUnderItsOwnKeyConfirmsACheckout() throws Exception {
        Checkout checkout = checkout();
        HttpGet get = new HttpGet(orchestrator.url() + "/sagas/" + ID);
        get.addHeader("Idempotency-Key", ID);
        call(checkout, get);
        call(checkout, request("another", 20));
        HttpPost twice = request(ID, 20);
        twice.addHeader("Idempotency-Key", ID);
        call(checkout, twice);
        HttpPost none = request(ID, 20);
        none.removeHeaders("Idempotency-Key");
        call(checkout, none);
        call(new Checkout(Checkout.Door.BROKER), request(ID, 20));
        orchestrator.behaviour = (request, line) -> line.write("HTTP/1.1 302 Found\r\nLocation: /\r\n" + EMPTY);
        call(checkout, request(ID, 20));
        assertThat(checkout.settlement().confirmed()).isFalse();
        orchestrator.behaviour = (request, line) -> line.write("HTTP/1.1 200 OK\r\n" + EMPTY);
        call(checkout, request(ID, 20));
        assertThat(checkout.settlement().confirmed()).isTrue();
    }
}
