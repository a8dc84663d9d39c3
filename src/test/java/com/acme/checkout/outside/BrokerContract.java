package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.acme.checkout.command.AttemptLog;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the contract promises of the broker door, whichever broker is behind it. One service for all of a broker's tests. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class BrokerContract {

    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final String STATE = "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE";
    private static final String COMMANDS = "checkout.commands";
    private static final String PARTNER = "checkout.partner";
    /** What its rule in {@link Project#withPartner} needs. */
    static final Map<String, String> PARTNERS = Map.of(
            "CHECKOUT_DESTINATIONS_PARTNER_SINK", "broker-queue",
            "CHECKOUT_DESTINATIONS_PARTNER_QUEUE", PARTNER,
            "CHECKOUT_DESTINATIONS_PARTNER_CONCURRENCY", "64");

    private static final int IN_FLIGHT = 500;

    Broker broker;
    Orchestrator standard;
    Orchestrator promotion;
    Service service;
    Path folder;
    final Map<String, String> settings = new LinkedHashMap<>();

    abstract Broker broker(Path folder) throws Exception;

    /** The shipped files with one more destination, whose sagas are started by messages on a queue of the broker. */
    Service service(Path folder, Map<String, String> settings) throws Exception {
        Path project = folder.resolve("project");
        Project.copy(project);
        return new Service(folder, settings).in(Project.withPartner(project));
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        broker = broker(Files.createDirectories(folder.resolve("broker")));
        standard = new Orchestrator();
        promotion = new Orchestrator();
        this.folder = folder;
        settings.putAll(Map.of(
                "CHECKOUT_ORCHESTRATOR_URL",
                standard.url(),
                "CHECKOUT_ORCHESTRATOR_PROMOTION_URL",
                promotion.url(),
                "CHECKOUT_DELAYED_RETRIES",
                "200ms,300ms",
                "CHECKOUT_BREAKER_WAIT",
                "1s"));
        settings.putAll(PARTNERS);
        settings.putAll(broker.settings());
        service = service(folder, settings).start();
    }

    @AfterAll
    void stop() {
        for (AutoCloseable each : new AutoCloseable[] {service, broker, standard, promotion}) {
            try {
                if (each != null) {
                    each.close();
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @BeforeEach
    void everyoneIsWell() {
        standard.answers = call -> Orchestrator.Answer.of(201);
        promotion.answers = call -> Orchestrator.Answer.of(201);
    }

    @Test
    void aCommandStartsItsSagaWithAllThatItCarries() throws Exception {
        String cart = cart();
        byte[] body = ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER
                        + "\",\"gift\":{\"n\":1.50,\"to\":\"Zoë\"}}")
                .getBytes(UTF_8);
        Map<String, String> headers = Map.of("idempotencyKey", "k-" + cart, "traceparent", TRACE, "tracestate", STATE);
        send(cart, body, headers);
        send(cart, command(cart, ",\"second\":true"), headers);
        List<Orchestrator.Call> calls = await().until(() -> standard.callsFor(cart), seen -> seen.size() == 2);
        assertThat(calls).anySatisfy(call -> {
            assertThat(call.path()).isEqualTo("/sagas");
            assertThat(call.text()).contains("\"gift\":{\"n\":1.50,\"to\":\"Zoë\"}");
            assertThat(call.body().path("checkoutId").asText()).isEqualTo(call.key());
            assertThat(call.headers().get("Traceparent")).containsExactly(TRACE);
            assertThat(call.headers().get("Tracestate")).containsExactly(STATE);
        });
        assertThat(calls)
                .as("one idempotency key, one checkoutId")
                .extracting(Orchestrator.Call::key)
                .containsOnly(calls.get(0).key());
    }

    @Test
    void aDestinationOnAQueueIsStartedByAMessageThatTheBrokerHolds() throws Exception {
        String cart = cart();
        send(
                cart,
                command(cart, ",\"partnerCode\":\"P\",\"gift\":{\"n\":1.50}"),
                Map.of("idempotencyKey", "k-" + cart, "traceparent", TRACE));
        String mine = cart();
        HttpResponse<String> answer = service.post(
                "/carts/" + mine + "/checkout",
                "{\"customerId\":\"" + CUSTOMER + "\",\"partnerCode\":\"P\"}",
                "Prefer",
                "wait=30");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(service.get("/checkouts/" + UUID.randomUUID()).statusCode())
                .as("one destination can't be asked, so nobody can say that there is no such checkout")
                .isEqualTo(503);
        List<Broker.Letter> starts = await().until(
                        () -> broker.browse(PARTNER).stream()
                                .filter(each -> Set.of(cart, mine)
                                        .contains(each.headers().get("cartId")))
                                .toList(),
                        all -> all.size() == 2);
        assertThat(starts)
                .allSatisfy(start -> assertThat(new String(start.body(), UTF_8))
                        .startsWith("{\"checkoutId\":\"" + start.headers().get("checkoutId") + "\""))
                .allSatisfy(start -> assertThat(start.headers())
                        .containsEntry("idempotencyKey", start.headers().get("checkoutId"))
                        .containsEntry("contentType", "application/json"))
                .anySatisfy(start -> {
                    assertThat(new String(start.body(), UTF_8)).contains("\"gift\":{\"n\":1.50}");
                    assertThat(start.headers()).containsEntry("traceparent", TRACE);
                });
        assertThat(answer.body())
                .contains(starts.stream()
                        .filter(each -> mine.equals(each.headers().get("cartId")))
                        .findFirst()
                        .orElseThrow()
                        .headers()
                        .get("checkoutId"));
    }

    @Test
    void aCloudEventIsOneInBothModes() throws Exception {
        String structured = cart();
        String binary = cart();
        send(
                structured,
                ("{\"specversion\":\"1.0\",\"type\":\"acme.shopping.checkout-cart.v1\",\"source\":\"/shop\",\"id\":\"1\",\"data\":"
                                + new String(command(structured, ""), UTF_8) + "}")
                        .getBytes(UTF_8),
                Map.of("contentType", "application/cloudevents+json"));
        send(
                binary,
                command(binary, ""),
                Map.of(
                        "ce_specversion",
                        "1.0",
                        "ce_type",
                        "acme.shopping.checkout-cart.v1",
                        "ce_source",
                        "/shop",
                        "ce_id",
                        "2",
                        "contentType",
                        "application/json"));
        await().untilAsserted(() -> assertThat(standard.callsFor(structured)).hasSize(1));
        await().untilAsserted(() -> assertThat(standard.callsFor(binary)).hasSize(1));
        String other = cart();
        send(
                other,
                command(other, ""),
                Map.of("ce_specversion", "1.0", "ce_type", "acme.shopping.other.v1", "ce_source", "/s", "ce_id", "3"));
        assertThat(letter("UNROUTABLE", other).headers().get("deadLetterDetail"))
                .contains("acme.shopping.checkout-cart.v1");
    }

    @Test
    void aMalformedMessageIsADeadLetterWithItsBytesAndItsNeighboursPass() throws Exception {
        String before = cart();
        String after = cart();
        byte[] malformed = "{\"cartId\": oops \u00e9 \u0000\uD83D\uDED2".getBytes(UTF_8);
        malformed[3] = (byte) 0xFF;
        broker.send(
                COMMANDS,
                List.of(
                        new Broker.Message(before, command(before, ""), Map.of()),
                        new Broker.Message(
                                "x", malformed, Map.of("shop", "web-1", "contentType", "text/plain; charset=utf-8")),
                        new Broker.Message(after, command(after, ""), Map.of())));
        Broker.Letter letter = letter(
                "UNREADABLE",
                letters -> letters.headers().get("deadLetterHeaders").contains("web-1"));
        assertThat(letter.body()).isEqualTo(malformed);
        assertThat(letter.headers())
                .containsKeys(
                        "deadLetterId",
                        "deadLetterDetail",
                        "deadLetterException",
                        "deadLetterAttempts",
                        "deadLetterFirstAt",
                        "deadLetterLastAt",
                        "deadLetterSource",
                        "deadLetterRoute",
                        "traceparent");
        assertThat(letter.headers().get("deadLetterSource")).contains(COMMANDS);
        assertThat(letter.headers().get("deadLetterHeaders")).contains("\"shop\":\"web-1\"");
        assertThat(letter.headers()).as("data, never live headers again").doesNotContainKey("shop");
        await().untilAsserted(() -> assertThat(standard.callsFor(before)).hasSize(1));
        await().untilAsserted(() -> assertThat(standard.callsFor(after)).hasSize(1));
    }

    @Test
    void everyReasonSaysWhatHappened() throws Exception {
        String rejected = cart();
        String refused = cart();
        String exhausted = cart();
        Map<String, Integer> statuses = Map.of(rejected, 409, refused, 422, exhausted, 503);
        standard.answers = call -> Orchestrator.Answer.of(
                statuses.getOrDefault(call.body().path("cartId").asText(), 201));
        for (String cart : statuses.keySet()) {
            send(
                    cart,
                    command(cart, ""),
                    Map.of("idempotencyKey", "k-" + cart, "traceparent", TRACE, "tracestate", STATE));
        }
        String invalid = cart();
        send(invalid, "{\"cartId\":\"1\"}".getBytes(UTF_8), Map.of("mark", invalid));
        assertThat(letter("REJECTED", rejected).headers())
                .containsEntry("deadLetterStatus", "409")
                .containsEntry("cartId", rejected)
                .containsEntry("idempotencyKey", "k-" + rejected)
                .containsEntry("traceparent", TRACE);
        assertThat(letter("REFUSED", refused).headers()).containsEntry("deadLetterStatus", "422");
        assertThat(letter(
                                "INVALID",
                                letter -> letter.headers()
                                        .get("deadLetterHeaders")
                                        .contains(invalid))
                        .headers()
                        .get("deadLetterDetail"))
                .contains("cartId")
                .contains("customerId");
        // One try and two delayed retries, each with three immediate retries.
        Broker.Letter letter = letter("EXHAUSTED", exhausted);
        assertThat(letter.headers())
                .containsEntry("deadLetterAttempts", "12")
                .containsEntry("deadLetterStatus", "503")
                .containsEntry("idempotencyKey", "k-" + exhausted)
                .containsEntry("traceparent", TRACE)
                .containsEntry("tracestate", STATE)
                .containsEntry("checkoutId", standard.callsFor(exhausted).get(0).key());
        assertThat(AttemptLog.of(letter.headers().get("deadLetterAttemptLog")).attempts())
                .as("each attempt, whatever the broker had of the command between")
                .extracting(AttemptLog.Attempt::number, AttemptLog.Attempt::status, AttemptLog.Attempt::parked)
                .isEqualTo(IntStream.rangeClosed(1, 12)
                        .mapToObj(i -> tuple(i, 503, i == 5 || i == 9))
                        .toList());
        assertThat(letter.body()).as("byte for byte").isEqualTo(command(exhausted, ""));
        assertThat(letter.headers().get("deadLetterSource"))
                .as("where it came from, not where it waited")
                .contains(COMMANDS);
        assertThat(standard.callsFor(exhausted))
                .hasSize(12)
                .extracting(Orchestrator.Call::key)
                .containsOnly(standard.callsFor(exhausted).get(0).key());
    }

    @Test
    void aDelayedRetryComesNoEarlierThanItIsDue() throws Exception {
        String cart = cart();
        String behind = cart();
        AtomicInteger before = new AtomicInteger(-1);
        List<Long> at = new java.util.concurrent.CopyOnWriteArrayList<>();
        standard.answers = call -> {
            if (!call.body().path("cartId").asText().equals(cart)) {
                if (call.body().path("cartId").asText().equals(behind)) {
                    before.set(at.size());
                }
                return Orchestrator.Answer.of(201);
            }
            at.add(System.nanoTime());
            return at.size() > 1
                    ? Orchestrator.Answer.of(201)
                    : new Orchestrator.Answer(503, Map.of("Retry-After", "4"), 0);
        };
        send(cart, command(cart, ""), Map.of());
        send(behind, command(behind, ""), Map.of());
        await("the retry").until(() -> at.size() == 2);
        assertThat(TimeUnit.NANOSECONDS.toMillis(at.get(1) - at.get(0))).isGreaterThanOrEqualTo(4000);
        assertThat(before.get())
                .as("calls for the first when its neighbour's came, which does not wait")
                .isBetween(0, 1);
    }

    @Test
    void hostileHeadersChangeNothing() throws Exception {
        String cart = cart();
        Map<String, String> hostile = new HashMap<>(Map.of(
                "replyTo",
                "checkout.dead-letters",
                "CamelHttpUri",
                "http://127.0.0.1:9/x",
                "cAmelHttpPath",
                "/evil",
                "CamelHttpQuery",
                "a=b",
                "CamelJmsDestinationName",
                "elsewhere",
                "JMSDestination_",
                "elsewhere",
                "CamelSpringRabbitmqRoutingOverrideKey",
                "elsewhere",
                "CamelSpringRabbitmqExchangeOverrideName",
                "elsewhere",
                "due",
                "99999999999999",
                "CamelRedeliveryDelay",
                "99999999"));
        hostile.put("cartId", "not this one");
        hostile.put("checkoutId", "nor this");
        hostile.put("destination", "promotion");
        hostile.put("deadLetterReason", "NONE");
        send(cart, command(cart, ""), hostile);
        Orchestrator.Call call = await().until(() -> standard.callsFor(cart), calls -> calls.size() == 1)
                .get(0);
        assertThat(call.path()).isEqualTo("/sagas");
        assertThat(call.headers().keySet())
                .noneMatch(name -> name.toLowerCase().contains("camel") || name.equalsIgnoreCase("due"));
        assertThat(broker.browse("checkout.dead-letters"))
                .as("no answer was sent to anywhere")
                .noneMatch(letter -> !letter.headers().containsKey("deadLetterId")
                        || cart.equals(letter.headers().get("cartId")));
        String rejected = cart();
        standard.answers = each -> Orchestrator.Answer.of(409);
        send(rejected, command(rejected, ""), hostile);
        assertThat(letter("REJECTED", rejected).headers())
                .containsEntry("cartId", rejected)
                .doesNotContainKeys("CamelHttpUri", "cAmelHttpPath", "destination", "due");
    }

    @Test
    void aParkedCommandWhoseHeadersCanNotBeReadIsADeadLetter() throws Exception {
        for (String header :
                List.of("pendingAttempts", "pendingRound", "pendingFirstAt", "pendingStatus", "pendingEvent")) {
            String cart = cart();
            broker.send(
                    "checkout.pending.standard",
                    List.of(new Broker.Message(cart, command(cart, ""), Map.of(header, "NaN"))));
            assertThat(letter("INTERNAL", cart).headers().get("deadLetterDetail"))
                    .contains(header);
            assertThat(standard.callsFor(cart)).isEmpty();
        }
    }

    /** It is for operators alone, and no reason to give up a checkout or to go round with it. */
    @Test
    void aParkedCommandWhoseLogOfAttemptsCanNotBeReadIsStartedAllTheSame() throws Exception {
        for (String log : List.of("NaN", "x".repeat(20_000))) {
            String cart = cart();
            broker.send(
                    "checkout.pending.standard",
                    List.of(new Broker.Message(cart, command(cart, ""), Map.of("pendingAttemptLog", log))));
            await().untilAsserted(() -> assertThat(standard.callsFor(cart)).hasSize(1));
        }
    }

    @Test
    void whatOnlyThisServiceWritesIsDataInASendersMessage() throws Exception {
        for (String value : List.of("tomorrow", "32503680000000", "NaN")) {
            String cart = cart();
            Map<String, String> headers = new HashMap<>();
            for (String name : List.of(
                    "due",
                    "delayedUntil",
                    "delayedDue",
                    "delayedQueue",
                    "pendingAttempts",
                    "pendingRound",
                    "pendingMessageId",
                    "pendingAttemptLog")) {
                headers.put(name, value);
            }
            send(cart, command(cart, ""), headers);
            await("the command of " + value).until(() -> standard.callsFor(cart).size() == 1);
            String bad = cart();
            send(bad, ("{\"cartId\":\"" + bad + "\"}").getBytes(UTF_8), headers);
            assertThat(letter("INVALID", bad).headers().get("deadLetterHeaders"))
                    .contains("\"delayedUntil\":\"" + value + '"');
        }
    }

    @Test
    void aHeaderThatIsNullIsAbsent() throws Exception {
        Map<String, String> nothing = new HashMap<>();
        nothing.put("idempotencyKey", null);
        nothing.put("contentType", null);
        nothing.put("traceparent", null);
        String cart = cart();
        send(cart, command(cart, ",\"n\":1"), nothing);
        send(cart, command(cart, ",\"n\":2"), nothing);
        await().untilAsserted(() -> assertThat(standard.callsFor(cart))
                .as("the content decides")
                .extracting(Orchestrator.Call::key)
                .hasSize(2)
                .doesNotHaveDuplicates());
        String invalid = cart();
        send(invalid, ("{\"cartId\":\"1\",\"mark\":\"" + invalid + "\"}").getBytes(UTF_8), nothing);
        assertThat(letter("INVALID", invalid).headers())
                .doesNotContainKey("idempotencyKey")
                .hasEntrySatisfying(
                        "deadLetterHeaders", data -> assertThat(data).doesNotContain("\"null\""));
    }

    @Test
    void oneBodyUnderThreeKeysIsThreeDeadLetters() throws Exception {
        String mark = cart();
        byte[] invalid = ("{\"cartId\":\"1\",\"mark\":\"" + mark + "\"}").getBytes(UTF_8);
        for (int i = 0; i < 3; i++) {
            send(mark, invalid, Map.of("idempotencyKey", "k-" + i));
        }
        await().untilAsserted(() -> assertThat(broker.browse("checkout.dead-letters"))
                .filteredOn(letter -> new String(letter.body(), UTF_8).contains(mark))
                .extracting(letter -> letter.headers().get("deadLetterId"))
                .hasSize(3)
                .doesNotHaveDuplicates());
    }

    @Test
    void howeverLongAHeaderIsItsMessageIsSettled() throws Exception {
        Set<String> unlucky = ConcurrentHashMap.newKeySet();
        standard.answers = call -> Orchestrator.Answer.of(
                unlucky.contains(call.body().path("cartId").asText()) ? 503 : 201);
        for (String value : List.of(
                "\"".repeat(broker.longestHeader()), "\u0001".repeat(Math.min(25_000, broker.longestHeader() / 3)))) {
            String invalid = cart();
            send(
                    invalid,
                    ("{\"cartId\":\"1\",\"mark\":\"" + invalid + "\"}").getBytes(UTF_8),
                    Map.of("long", value, "mark", invalid));
            assertThat(letter("INVALID", invalid).headers()).containsEntry("deadLetterHeadersCut", "true");
            // Among good ones: an outage would use up no retries.
            Set<String> good = send(60, "");
            await("good ones").until(() -> started(standard).containsAll(good));
            String exhausted = cart();
            unlucky.add(exhausted);
            send(exhausted, command(exhausted, ""), Map.of("long", value));
            Broker.Letter letter = letter("EXHAUSTED", exhausted);
            assertThat(letter.headers())
                    .containsEntry("deadLetterHeadersCut", "true")
                    .containsEntry("deadLetterAttempts", "12");
            assertThat(letter.headers().get("deadLetterHeaders").getBytes(UTF_8))
                    .hasSizeLessThanOrEqualTo(16 * 1024);
            assertThat(letter.body()).isEqualTo(command(exhausted, ""));
        }
    }

    @Test
    void fiveHundredDeliveriesAreUnderWayAtOnce() throws Exception {
        AtomicInteger underway = new AtomicInteger();
        CountDownLatch together = new CountDownLatch(1);
        standard.answers = call -> {
            if (underway.incrementAndGet() >= IN_FLIGHT) {
                together.countDown();
            }
            try {
                // Within the deadline of an answer: one that comes before the others, where they are slow to come, is
                // answered all the same.
                together.await(5, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            underway.decrementAndGet();
            return Orchestrator.Answer.of(201);
        };
        Set<String> carts = send(4 * IN_FLIGHT, "");
        await(IN_FLIGHT + " calls at once").until(together::getCount, left -> left == 0);
        await("all of them").until(() -> started(standard).containsAll(carts));
    }

    @Test
    void aDestinationThatIsDownHoldsUpNoOtherAndUsesUpNoRetries() throws Exception {
        promotion.answers = call -> Orchestrator.Answer.of(503);
        int before = promotion.calls.size();
        Set<String> sale = send(1000, ",\"promotionCode\":\"SALE\"");
        Set<String> usual = send(100, "");
        await("the other destination's").until(() -> started(standard).containsAll(usual));
        await("the backlog rests on the broker")
                .pollInterval(Duration.ofSeconds(1))
                .until(
                        new java.util.concurrent.Callable<Integer>() {
                            private int last = promotion.calls.size();

                            @Override
                            public Integer call() {
                                int more = promotion.calls.size() - last;
                                last += more;
                                return more;
                            }
                        },
                        more -> more <= 40);
        assertThat(promotion.calls.size() - before)
                .as("calls for 1000 commands")
                .isLessThanOrEqualTo(1200);
        anOutageShowsBeforeAnythingIsDead("promotion");
        promotion.answers = call -> Orchestrator.Answer.of(201);
        await("all once it is back").until(() -> started(promotion).containsAll(sale));
        await("nobody waits any more").until(() -> service.metrics(), all -> !(waiting(all, "promotion") > 0));
        assertThat(broker.browse("checkout.dead-letters"))
                .noneMatch(letter -> sale.contains(letter.headers().get("cartId")));
    }

    /** How many wait is what each broker can tell: AMQP 1.0 counts no further than 200, a folder without Java not at all. */
    private void anOutageShowsBeforeAnythingIsDead(String destination) throws Exception {
        String metrics = await("it says how many wait, and since when")
                .until(
                        () -> service.metrics(),
                        all -> Alerts.sum(all, "checkout_destination_failing_seconds", "destination", destination) > 0
                                && switch (broker.name()) {
                                    case "embedded", "artemis", "kafka", "rabbitmq" -> waiting(all, destination) >= 900;
                                    case "amqp" -> waiting(all, destination) >= 200;
                                    default -> Double.isNaN(waiting(all, destination));
                                });
        assertThat(Alerts.sum(metrics, "checkout_pending_oldest_age_seconds", "destination", destination))
                .as("known by this process at least")
                .isPositive();
        assertThat(Alerts.sum(metrics, "checkout_destination_failing_seconds", "destination", "standard"))
                .isZero();
    }

    private static double waiting(String metrics, String destination) {
        return Alerts.sum(metrics, "checkout_pending_messages", "destination", destination);
    }

    final void send(String cart, byte[] body, Map<String, String> headers) throws Exception {
        broker.send(COMMANDS, List.of(new Broker.Message(cart, body, headers)));
    }

    /** The dead letter of a cart, or of a message whose body or headers hold the mark. */
    final Broker.Letter letter(String reason, String cart) {
        return letter(
                reason,
                letter ->
                        cart.equals(letter.headers().get("cartId")) || new String(letter.body(), UTF_8).contains(cart));
    }

    final Broker.Letter letter(String reason, Predicate<Broker.Letter> which) {
        // After a kill -9 a broker may hold back what the dead had for as long as it takes them for alive.
        return await("a dead letter " + reason)
                .until(
                        () -> broker.browse("checkout.dead-letters").stream()
                                .filter(letter -> reason.equals(letter.headers().get("deadLetterReason")))
                                .filter(which)
                                .findFirst()
                                .orElse(null),
                        letter -> letter != null);
    }

    final Set<String> send(int count, String more) throws Exception {
        List<Broker.Message> messages = new ArrayList<>();
        Set<String> carts = new HashSet<>();
        for (int i = 0; i < count; i++) {
            String cart = cart();
            carts.add(cart);
            messages.add(new Broker.Message(cart, command(cart, more), Map.of()));
        }
        broker.send(COMMANDS, messages);
        return carts;
    }

    static Set<String> started(Orchestrator orchestrator) {
        Set<String> carts = ConcurrentHashMap.newKeySet();
        orchestrator
                .sagas
                .values()
                .forEach(saga -> carts.add(saga.path("cartId").asText()));
        return carts;
    }

    final HttpResponse<String> checkout() throws Exception {
        return service.post("/carts/" + cart() + "/checkout", "{\"customerId\":\"" + CUSTOMER + "\"}");
    }

    static String cart() {
        return UUID.randomUUID().toString();
    }

    static byte[] command(String cart, String more) {
        return ("{\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"" + more + "}").getBytes(UTF_8);
    }
}
