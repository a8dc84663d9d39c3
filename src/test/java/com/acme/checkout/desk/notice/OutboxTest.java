package com.acme.checkout.desk.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.NoticeEvent;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What waits for a webhook, and who sends it. */
class OutboxTest {

    private JdbcClient jdbc;
    private TransactionTemplate transactions;
    private Outbox outbox;
    private Webhooks webhooks;
    private Notices notices;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        jdbc = JdbcClient.create(database);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(database));
        outbox = new Outbox(jdbc, transactions);
        webhooks = new Webhooks(jdbc);
        notices = new Notices(
                jdbc,
                TestSettings.webhooks(
                        "checkout.desk.webhooks.team.url",
                        "http://127.0.0.1:1/team",
                        "checkout.desk.webhooks.pager.url",
                        "http://127.0.0.1:1/pager",
                        "checkout.desk.webhooks.pager.events",
                        "replay-paused,replay-stopped"));
    }

    private void causes(int count) {
        for (int i = 0; i < count; i++) {
            notices.cause(1, "f" + i, "REJECTED", "settle", 409, "java.lang.IllegalStateException");
        }
    }

    @Test
    void aWebhookIsToldOfWhatItsSettingsName() {
        causes(1);
        notices.cause(0, "known", "REJECTED", "settle", 409, null);
        notices.paused(UUID.randomUUID(), "12 of the last 50 failed again");
        notices.ended(UUID.randomUUID(), ReplayState.STOPPED, "1 of the canary's 1 failed again");
        notices.discarded(0);
        notices.discarded(3);
        assertThat(outbox.take("team", 20))
                .extracting(Notice::event)
                .containsExactly(
                        NoticeEvent.NEW_CAUSE,
                        NoticeEvent.REPLAY_PAUSED,
                        NoticeEvent.REPLAY_STOPPED,
                        NoticeEvent.DISCARDED);
        assertThat(outbox.take("pager", 20))
                .extracting(Notice::event)
                .containsExactly(NoticeEvent.REPLAY_PAUSED, NoticeEvent.REPLAY_STOPPED);
    }

    @Test
    void whoEndedAReplayIsNotTold() {
        notices.ended(UUID.randomUUID(), ReplayState.CANCELLED, "cancelled by anna@example.com");
        assertThat(outbox.take("team", 20).get(0).facts().json())
                .contains("CANCELLED", "\"notSent\":0")
                .doesNotContain("anna");
    }

    @Test
    void whatIsRolledBackIsNotTold() {
        transactions.executeWithoutResult(transaction -> {
            causes(1);
            transaction.setRollbackOnly();
        });
        assertThat(outbox.waiting()).isEmpty();
    }

    @Test
    void ofAStormTheFirstAreSentAndTheRestIsOneSum() {
        causes(150);
        notices.discarded(2);
        List<Notice> first = outbox.take("team", 20);
        assertThat(first).hasSize(20);
        assertThat(first.subList(0, 19)).allMatch(notice -> notice.event() == NoticeEvent.NEW_CAUSE);
        Notice sum = first.get(19);
        assertThat(sum.facts().title()).isEqualTo("And 131 more new causes, 1 more discard");
        assertThat(sum.facts().data()).isEqualTo(Map.of("counts", Map.of("new-cause", 131, "discarded", 1)));

        first.forEach(notice -> outbox.attempted(notice, new Attempt(200, "answered 200", 0)));
        causes(1);
        assertThat(outbox.take("team", 20)).as("no room in this minute").isEmpty();
        assertThat(outbox.waiting()).isEqualTo(Map.of("team", 1));
    }

    @Test
    void aSumThatWaitsBecomesPartOfTheNext() {
        causes(5);
        outbox.take("team", 2);
        causes(5);
        assertThat(outbox.take("team", 1).get(0).facts().title()).isEqualTo("And 10 more new causes");
    }

    @Test
    void whatFailsComesAgainLaterUnderItsIdAndIsGivenUpAfterADay() {
        causes(1);
        Notice notice = outbox.take("team", 20).get(0);
        outbox.attempted(notice, new Attempt(503, "answered 503", 0));
        assertThat(outbox.take("team", 20)).isEmpty();
        jdbc.sql("update notice set due_at = created_at, attempted_at = null").update();
        Notice again = outbox.take("team", 20).get(0);
        assertThat(again.id()).isEqualTo(notice.id());
        assertThat(again.attempts()).isEqualTo(1);

        assertThat(outbox.giveUp("team", Instant.now().minus(Attempt.LONGEST))).isZero();
        assertThat(outbox.giveUp("team", Instant.now().plusSeconds(1))).isEqualTo(1);
        assertThat(outbox.take("team", 20)).isEmpty();
    }

    @Test
    void whatIsDoneIsDeletedAndWhatWaitsIsNot() {
        causes(2);
        outbox.attempted(outbox.take("team", 20).get(0), new Attempt(200, "answered 200", 0));
        notices.deleteEnded(Instant.now().plusSeconds(1));
        assertThat(jdbc.sql("select state from notice").query(String.class).list())
                .containsExactly("WAITING");
    }

    @Test
    void oneInstanceAtATimeSendsToAWebhook() {
        var team = TestSettings.webhooks("checkout.desk.webhooks.team.url", "http://127.0.0.1:1/team")
                .webhooks()
                .get("team");
        webhooks.known("team", team, false);
        assertThat(webhooks.lease("team", "one")).isTrue();
        assertThat(webhooks.lease("team", "two")).isFalse();
        assertThat(webhooks.lease("team", "one")).as("it renews its own").isTrue();
        jdbc.sql("update webhook set leased_till = ?")
                .param(com.acme.checkout.desk.DatabaseTime.now().minus(Duration.ofSeconds(1)))
                .update();
        assertThat(webhooks.lease("team", "two")).as("the other one died").isTrue();
        webhooks.release("team", "one");
        assertThat(webhooks.lease("team", "three"))
                .as("released by who has it no more")
                .isFalse();
        webhooks.release("team", "two");
        assertThat(webhooks.lease("team", "three")).isTrue();
    }
}
