package com.acme.checkout.desk.replay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.entry.DeadLetterIngest;
import com.acme.checkout.desk.entry.Discards;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.Selection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which of the desk's doings are told to webhooks, and what of them is not. */
class NoticesOfDeskTest {

    private JdbcClient jdbc;
    private DeadLetterIngest ingest;
    private Discards discards;
    private Replays replays;
    private ReplayControl control;

    @BeforeEach
    void open() throws Exception {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        Notices notices =
                new Notices(jdbc, TestSettings.webhooks("checkout.desk.webhooks.team.url", "http://127.0.0.1:1/"));
        TestReplays parts = new TestReplays(database, notices);
        ingest = new DeadLetterIngest(jdbc, parts.transactions, parts.history, parts.tally, notices);
        discards = new Discards(jdbc, parts.transactions, parts.history, parts.audit, parts.previews, notices);
        replays = parts.replays;
        control = parts.control;
    }

    private void dies(String exception) {
        ingest.ingest(
                Map.of(
                        "deadLetterId",
                        UUID.randomUUID().toString(),
                        "deadLetterReason",
                        "REFUSED",
                        "cartId",
                        "5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f",
                        "checkoutId",
                        "963bcda8-dbd7-5c7b-af0d-06a511427cbf",
                        "deadLetterDetail",
                        "of Anna",
                        "deadLetterException",
                        exception),
                "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}".getBytes(UTF_8),
                UUID.randomUUID().toString());
    }

    private List<String> told() {
        return jdbc.sql("select event from notice order by seq")
                .query(String.class)
                .list();
    }

    private UUID replay() {
        return replays.begin(new Selection(null, null, Filter.ALL), false, 50, 0, "anna@example.com")
                .id();
    }

    @Test
    void aCauseIsToldOnceAndWithoutWhatIsACustomers() {
        dies(
                "java.lang.IllegalStateException: no stock for 5f0c2a4e-7d1b-4c3a-9e8f-0a1b2c3d4e5f of \"Anna\" at anna@example.com");
        dies(
                "java.lang.IllegalStateException: no stock for 7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11 of \"Anna\" at anna@example.com");
        dies("java.lang.IllegalArgumentException");
        assertThat(told()).containsExactly("NEW_CAUSE", "NEW_CAUSE");
        assertThat(jdbc.sql("select facts from notice order by seq")
                        .query(String.class)
                        .list())
                .noneMatch(facts -> facts.matches(".*([Aa]nna|5f0c2a4e|7f3e1f7e|963bcda8).*"))
                .first()
                .asString()
                .contains("no stock for <id> of <quoted> at <e-mail>");
    }

    @Test
    void aReplayThatPausesByItselfAndItsEndAreTold() {
        dies("a");
        UUID paused = replay();
        control.pauseItself(paused, "", "6 of the last 10 failed again");
        control.pauseItself(paused, "", "once more");
        control.resume(paused, null, "anna@example.com");
        control.pause(paused, null, "anna@example.com");
        control.cancel(paused, "anna@example.com");
        assertThat(control.end(replay(), ReplayState.STOPPED, "its canary failed", "desk", null))
                .isTrue();
        assertThat(told()).containsExactly("NEW_CAUSE", "REPLAY_PAUSED", "REPLAY_ENDED", "REPLAY_STOPPED");
        assertThat(String.join(
                        "\n",
                        jdbc.sql("select facts from notice").query(String.class).list()))
                .contains("6 of the last 10 failed again", "\"notSent\":1", "its canary failed")
                .doesNotContain("anna");
    }

    @Test
    void aDiscardIsToldWithItsCountAndARestoreIsNot() {
        dies("a");
        dies("b");
        discards.discard(new Selection(null, null, Filter.ALL), "as Anna asked", "anna@example.com");
        discards.restore(new Selection(null, null, Filter.ALL), "anna@example.com");
        assertThat(told()).containsExactly("NEW_CAUSE", "NEW_CAUSE", "DISCARDED");
        assertThat(jdbc.sql("select facts from notice where event = 'DISCARDED'")
                        .query(String.class)
                        .single())
                .contains("2 entries were discarded", "\"count\":2")
                .doesNotContainIgnoringCase("anna");
    }
}
