package com.acme.checkout.desk.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.ReplayDestinationState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.entry.Claim;
import com.acme.checkout.desk.entry.Entries;
import com.acme.checkout.desk.entry.Entry;
import com.acme.checkout.desk.entry.OriginalDoor;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.Selection;
import com.acme.checkout.guard.OutcomeGuard;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What one step of a replay sends, and what it leaves for another. */
@Timeout(300)
class ReplayJobTest {

    private final DefaultCamelContext camel = new DefaultCamelContext();
    /** The claims of what came to the door, and under which idempotency key. */
    private final List<String> sent = new CopyOnWriteArrayList<>();

    private final List<Object> keys = new CopyOnWriteArrayList<>();
    private JdbcClient jdbc;
    private Replays replays;
    private ReplayControl control;
    private ReplayScheduler runner;

    @BeforeEach
    void open() throws Exception {
        JdbcDataSource database = TestDatabase.create();
        TestReplays parts =
                new TestReplays(database, new Notices(JdbcClient.create(database), TestSettings.webhooks()));
        jdbc = parts.jdbc;
        replays = parts.replays;
        control = parts.control;
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:replay-check").process(exchange -> exchange.setProperty(Checkout.PROPERTY, turnsOut));
                from("direct:replay").process(exchange -> {
                    hang(exchange);
                    exchange.setProperty(OutcomeGuard.DONE, true);
                    sent.add(exchange.getProperty(BrokerDoor.CLAIM, String.class));
                    keys.add(String.valueOf(
                            exchange.getProperty(BrokerDoor.HEADERS, Map.class).get("idempotencyKey")));
                });
            }
        });
        camel.start();
        ObjectProvider<CamelContext> context = new ObjectProvider<>() {
            @Override
            public CamelContext getObject() {
                return camel;
            }
        };
        OriginalDoor door = new OriginalDoor(context);
        runner = new ReplayScheduler(
                null,
                jdbc,
                replays,
                control,
                null,
                parts.reader,
                TestDatabase.part(Entries.class, jdbc),
                new Settlement(jdbc, parts.transactions, parts.history, door, null, null, parts.tally),
                door,
                context,
                TestSettings.of("checkout.desk.pause-window", "10"));
    }

    /** While this is set, nothing that goes to promotion is answered. */
    private volatile CountDownLatch hanging;

    /** Which checkout the door makes of what is sent; null where it says none. */
    private volatile Checkout turnsOut;

    private void hang(Exchange exchange) throws InterruptedException {
        String claim = exchange.getProperty(BrokerDoor.CLAIM, String.class);
        CountDownLatch answer = hanging;
        if (answer != null
                && jdbc.sql("select destination from dead_letter where id = ?")
                        .param(Claim.of(claim).entry())
                        .query(String.class)
                        .single()
                        .equals("promotion")) {
            answer.await();
        }
    }

    @AfterEach
    void close() {
        camel.stop();
    }

    private UUID entry() {
        return entry("standard");
    }

    private UUID entry(String destination) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, attempts, first_at, last_at, filed_at, changed_at, source, route, destination, idempotency_key)
                values (:id, 'OPEN', '', 'EXHAUSTED', 1, :now, :now, :now, :now, 'checkout.commands', 'r', :destination, 'whole-key')""")
                .param("id", id)
                .param("destination", destination)
                .param("now", DatabaseTime.now())
                .update();
        jdbc.sql("insert into payload (seq, headers, body) select seq, :headers, :body from dead_letter where id = :id")
                .param("headers", "{\"idempotencyKey\":\"whole-\"}")
                .param("body", "{}".getBytes(UTF_8))
                .param("id", id)
                .update();
        return id;
    }

    private UUID begun(int entries) {
        for (int i = 0; i < entries; i++) {
            entry();
        }
        return replays.begin(new Selection(null, null, Filter.ALL), false, 1000, 0, "alice")
                .id();
    }

    private List<String> states() {
        return jdbc.sql("select distinct state from operation_entry order by state")
                .query(String.class)
                .list();
    }

    @Test
    void whatMayHaveReachedNobodyWaitsWhileTheReplayIsPaused() throws Exception {
        UUID replay = begun(1);
        jdbc.sql("update operation_entry set state = 'SENT', sent_at = ?")
                .param(DatabaseTime.now())
                .update();
        control.pause(replay, null, "alice");
        ReplayJob worker = new ReplayJob(replay, runner, true);
        worker.sendAgain("not kept or");
        assertThat(worker.step()).as("it goes on").isTrue();
        assertThat(worker.again()).as("still to be sent").hasSize(1);
        control.resume(replay, null, "alice");
        assertThat(worker.step()).isTrue();
        runner.close();
        assertThat(sent).hasSize(1);
    }

    @Test
    void aStepSendsAtMostHalfOfWhatTheWindowLooksAt() throws Exception {
        ReplayJob worker = new ReplayJob(begun(30), runner, false);
        worker.step();
        runner.close();
        assertThat(sent).hasSize(5);
    }

    @Test
    void whatFailedBeforeItWasSentIsFrozenAndNotSentAgain() throws Exception {
        UUID replay = begun(1);
        jdbc.sql("alter table payload rename to away").update();
        ReplayJob worker = new ReplayJob(replay, runner, false);
        worker.step();
        runner.close();
        assertThat(states()).containsExactly("FROZEN");
        assertThat(worker.again()).isEmpty();
    }

    /** What could not be read was nobody's. */
    @Test
    void whatWasRepairedIsFoundByTheCheckoutThatItTurnsOutToBe() throws Exception {
        UUID repaired = entry();
        jdbc.sql("update dead_letter set repaired = true").update();
        jdbc.sql("update payload set repaired = body").update();
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        checkout.checkoutId("5f0c2a4e-0000-5000-8000-000000000001");
        checkout.cartId(TextNode.valueOf("7d1e3b5f-0000-4000-8000-000000000002"));
        turnsOut = checkout;
        UUID replay =
                replays.begin(Selection.of(repaired), false, 50, 0, "alice").id();
        new ReplayJob(replay, runner, false).step();
        runner.close();
        assertThat(sent).hasSize(1);
        for (String id : List.of("5f0c2a4e", "5f0c2a4e-0000-5000-8000-000000000001", "7d1e3b5f")) {
            assertThat(new Entries(jdbc)
                            .page(Filter.of(Map.of("id", List.of(id))), null, 9)
                            .entries())
                    .as(id)
                    .singleElement()
                    .returns(repaired, Entry::id);
        }
    }

    @Test
    void whatWasCutIsNotSentUnlessItIsRepaired() throws Exception {
        UUID cut = entry();
        jdbc.sql("update dead_letter set body_bytes = 100000 where id = ?")
                .param(cut)
                .update();
        DryRun dry = replays.dryRun(Selection.of(cut), false, "alice");
        assertThat(dry.refused()).containsExactly(Map.entry("its body was cut: it must be repaired first", 1));
        assertThat(dry.token()).as("even by its id").isNull();
        jdbc.sql("update dead_letter set repaired = true").update();
        UUID replay = replays.begin(Selection.of(cut), false, 50, 0, "alice").id();
        // As if the repair were gone when its turn comes.
        jdbc.sql("update dead_letter set repaired = false").update();
        new ReplayJob(replay, runner, false).step();
        runner.close();
        assertThat(sent).isEmpty();
        assertThat(new ReplayReader(jdbc).entries(replay, "REFUSED", 0, 9))
                .singleElement()
                .satisfies(each -> assertThat(each.detail()).contains("its body was cut: of 100000 bytes"));
    }

    @Test
    void aKeyThatWasCutIsTakenFromWhereItIsWhole() throws Exception {
        UUID replay = begun(1);
        jdbc.sql("update dead_letter set headers_cut = true").update();
        new ReplayJob(replay, runner, false).step();
        runner.close();
        assertThat(keys).containsExactly("whole-key");
    }

    @Test
    void theOldestGoFirstAndNoDestinationWaitsForAnother() {
        List<UUID> standard = List.of(entry(), entry(), entry());
        List<UUID> promotion = List.of(entry("promotion"), entry("promotion"));
        Replay begun = replays.begin(new Selection(null, null, Filter.ALL), false, 50, 1, "alice");
        assertThat(new ReplayReader(jdbc).entries(begun.id(), null, 0, 9))
                .extracting(ReplayReader.Sent::entry)
                .containsExactly(standard.get(0), promotion.get(0), standard.get(1), promotion.get(1), standard.get(2));
    }

    @Test
    void oneThatEndedWithFailuresIsNoSuccess() throws Exception {
        UUID replay = begun(2);
        jdbc.sql("update operation_entry set state = case when position = 1 then 'RESOLVED' else 'FAILED_AGAIN' end")
                .update();
        new ReplayJob(replay, runner, false).step();
        runner.close();
        assertThat(new ReplayReader(jdbc).find(replay)).hasValueSatisfying(ended -> {
            assertThat(ended.state()).isEqualTo(ReplayState.DONE);
            assertThat(ended.incomplete()).isTrue();
        });
    }

    @Test
    void theCanaryIsCountedOnce() {
        entry();
        entry();
        Replay begun = replays.begin(new Selection(null, null, Filter.ALL), false, 50, 1, "alice");
        assertThat(begun.canaryEntries()).isEqualTo(1);
        assertThat(new ReplayReader(jdbc).latest(9)).singleElement().returns(1, Replay::canaryEntries);
    }

    private Replay replay(UUID id) {
        return new ReplayReader(jdbc).find(id).orElseThrow();
    }

    private ReplayDestination destination(UUID replay, String name) {
        return replay(replay).destinations().stream()
                .filter(each -> each.destination().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** What has been sent to {@code destination} comes to {@code outcome}. */
    private void becomes(String destination, String outcome) {
        jdbc.sql("update operation_entry set state = ? where destination = ? and state = 'SENT'")
                .param(outcome)
                .param(destination)
                .update();
    }

    private UUID begunForTwo(int each) {
        for (int i = 0; i < each; i++) {
            entry("standard");
            entry("promotion");
        }
        return replays.begin(new Selection(null, null, Filter.ALL), false, 1000, 0, "alice")
                .id();
    }

    /** One step, and all that it sent has gone. */
    private static void step(ReplayJob job) throws InterruptedException {
        assertThat(job.step()).isTrue();
        job.settle();
    }

    @Test
    void aDestinationThatFailsPausesAloneAndTheOtherGoesOn() throws Exception {
        UUID replay = begunForTwo(40);
        ReplayJob job = new ReplayJob(replay, runner, false);
        while (destination(replay, "standard").remaining() > 0) {
            step(job);
            becomes("standard", "RESOLVED");
            becomes("promotion", "FAILED_AGAIN");
            if (destination(replay, "standard").remaining() > 0) {
                assertThat(replay(replay).state()).isEqualTo(ReplayState.RUNNING);
            }
        }
        assertThat(destination(replay, "standard").resolved()).isEqualTo(40);
        assertThat(destination(replay, "promotion")).satisfies(paused -> {
            assertThat(paused.state()).isEqualTo(ReplayDestinationState.PAUSED);
            assertThat(paused.why()).contains(" failed again: it pauses by itself");
            assertThat(paused.failedAgain()).isLessThanOrEqualTo(15);
        });
        assertThat(replay(replay).why()).startsWith("promotion: ");
        step(job);
        assertThat(replay(replay).state()).as("nothing else is left").isEqualTo(ReplayState.PAUSED);
        control.resume(replay, "promotion", "alice");
        assertThat(jdbc.sql("select detail from audit where action = 'RESUME'")
                        .query(String.class)
                        .single())
                .isEqualTo("destination promotion");
        int failed = destination(replay, "promotion").failedAgain();
        step(job);
        assertThat(replay(replay).state()).isEqualTo(ReplayState.RUNNING);
        assertThat(replay(replay).why()).isNull();
        becomes("promotion", "RESOLVED");
        assertThat(destination(replay, "promotion").resolved()).isPositive();
        assertThat(destination(replay, "promotion").failedAgain()).isEqualTo(failed);
    }

    @Test
    void aDestinationWhoseCircuitBreakerIsOpenWaitsAloneAndSaysSo() throws Exception {
        CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
        camel.getRegistry().bind("breakers", breakers);
        breakers.circuitBreaker("promotion").transitionToForcedOpenState();
        for (int i = 0; i < 8; i++) {
            entry("standard");
            entry("promotion");
        }
        UUID replay = replays.begin(new Selection(null, null, Filter.ALL), false, 1000, 2, "alice")
                .id();
        ReplayJob job = new ReplayJob(replay, runner, false);
        while (destination(replay, "standard").remaining() > 0) {
            step(job);
            becomes("standard", "RESOLVED");
        }
        assertThat(destination(replay, "promotion")).satisfies(waiting -> {
            assertThat(waiting.state()).isEqualTo(ReplayDestinationState.WAITING);
            assertThat(waiting.remaining()).as("not even its canary").isEqualTo(8);
            assertThat(waiting.told()).isEqualTo(ReplayDestinationState.WAITING);
        });
        assertThat(destination(replay, "standard").told()).isEqualTo(ReplayDestinationState.ENDED);
        assertThat(replay(replay)).returns("promotion: waits: its circuit breaker is open", Replay::why);
        breakers.circuitBreaker("promotion").transitionToClosedState();
        step(job);
        assertThat(destination(replay, "promotion")).satisfies(going -> {
            assertThat(going.state()).isEqualTo(ReplayDestinationState.SENDING);
            assertThat(going.underway()).as("its canary").isEqualTo(2);
        });
        becomes("promotion", "FAILED_AGAIN");
        step(job);
        assertThat(destination(replay, "promotion"))
                .as("the other has gone: this one pauses alone")
                .returns(ReplayDestinationState.PAUSED, ReplayDestination::state);
    }

    @Test
    void oneCanaryThatFailsStopsAllBeforeAnythingElseIsSent() throws Exception {
        for (int i = 0; i < 8; i++) {
            entry("standard");
            entry("promotion");
        }
        UUID replay = replays.begin(new Selection(null, null, Filter.ALL), false, 1000, 2, "alice")
                .id();
        ReplayJob job = new ReplayJob(replay, runner, false);
        step(job);
        becomes("standard", "RESOLVED");
        step(job);
        assertThat(sent).as("the other canary is not known yet").hasSize(4);
        becomes("promotion", "FAILED_AGAIN");
        step(job);
        assertThat(replay(replay)).satisfies(stopped -> {
            assertThat(stopped.state()).isEqualTo(ReplayState.STOPPED);
            assertThat(stopped.why()).isEqualTo("promotion: 2 of the canary's 2 failed again; the rest was not sent");
        });
        assertThat(replay(replay).destinations())
                .as("nothing is sent any more")
                .hasSize(2)
                .allSatisfy(each -> {
                    assertThat(each.told()).isEqualTo(ReplayDestinationState.ENDED);
                    assertThat(each.remaining()).isZero();
                });
        assertThat(MvcConfiguration.strictJson().valueToTree(replay(replay)).at("/destinations/0/state"))
                .hasToString("\"ENDED\"");
        assertThat(sent).hasSize(4);
    }

    @Test
    void aDestinationThatHangsHoldsNoOther() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        hanging = answer;
        UUID replay = begunForTwo(100);
        ReplayJob job = new ReplayJob(replay, runner, false);
        try {
            while (destination(replay, "standard").remaining() > 0) {
                assertThat(job.step()).isTrue();
            }
            assertThat(destination(replay, "promotion").remaining()).isPositive();
        } finally {
            answer.countDown();
        }
    }

    @Test
    void aKeyThatCameAsBytesIsTakenFromWhereItIsText() throws Exception {
        UUID replay = begun(1);
        jdbc.sql("update payload set headers = ?")
                .param("{\"idempotencyKey\":\"d2hvbGUta2V5\"}")
                .update();
        new ReplayJob(replay, runner, false).step();
        runner.close();
        assertThat(keys).as("in base64 it would be another checkout").containsExactly("whole-key");
    }

    @Test
    void afterACancelNothingIsSentThoughItIsNotGivenBackYet() {
        UUID replay = begun(ReplayPreparation.AT_ONCE + 9);
        while (replay(replay).state() == ReplayState.PREPARING) {
            replays.prepare(replay);
        }
        List<UUID> first = new ReplayReader(jdbc).frozen(replay, "standard", false, 2);
        assertThat(runner.settlement().sending(new Claim(replay, first.get(0)), false))
                .as("it runs")
                .isTrue();
        control.cancel(replay, "alice");
        assertThat(runner.settlement().sending(new Claim(replay, first.get(1)), false))
                .as("it is cancelled")
                .isFalse();
        assertThat(runner.settlement().sending(new Claim(replay, first.get(0)), true))
                .as("what may have reached somebody goes on to its outcome")
                .isTrue();
    }

    @Test
    void aLongCanaryIsNoSingleStep() throws Exception {
        for (int i = 0; i < 20; i++) {
            entry();
        }
        UUID replay = replays.begin(new Selection(null, null, Filter.ALL), false, 8, 10, "alice")
                .id();
        step(new ReplayJob(replay, runner, false));
        assertThat(sent).as("half a second's").hasSize(4);
    }
}
