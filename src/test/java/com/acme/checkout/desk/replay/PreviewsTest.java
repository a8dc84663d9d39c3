package com.acme.checkout.desk.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.ReplayDestinationState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.entry.Discards;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.Selection;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What an operator was shown is what is done, or nothing is. */
class PreviewsTest {

    private static final Selection OPEN = new Selection(null, null, Filter.of(Map.of("state", List.of("OPEN"))));

    private JdbcClient jdbc;
    private Discards discards;
    private Replays replays;
    private ReplayReader reader;
    private ReplayControl control;

    @BeforeEach
    void open() throws Exception {
        JdbcDataSource database = TestDatabase.create();
        Notices notices = new Notices(JdbcClient.create(database), TestSettings.webhooks());
        TestReplays parts = new TestReplays(database, notices);
        jdbc = parts.jdbc;
        reader = parts.reader;
        replays = parts.replays;
        control = parts.control;
        discards = new Discards(jdbc, parts.transactions, parts.history, parts.audit, parts.previews, notices);
    }

    private UUID entry(String state, int failures, String destination) {
        UUID id = UUID.randomUUID();
        OffsetDateTime now = DatabaseTime.now();
        jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, attempts, first_at, last_at, filed_at, changed_at, source, route, destination, failures)
                values (:id, :state, :cause, 'EXHAUSTED', 1, :now, :now, :now, :now, 's', 'r', :destination, :failures)""")
                .param("id", id)
                .param("state", state)
                .param("cause", "0".repeat(32))
                .param("now", now)
                .param("destination", destination)
                .param("failures", failures)
                .update();
        return id;
    }

    private void entries(int count) {
        for (int i = 0; i < count; i++) {
            entry("OPEN", 0, "standard");
        }
    }

    private int in(String state) {
        return jdbc.sql("select count(*) from dead_letter where state = ?")
                .param(state)
                .query(Integer.class)
                .single();
    }

    @Test
    void whatComesAfterItWasShownIsLeftAlone() {
        entries(71);
        UUID discard = discards.previewDiscard(OPEN, "alice").token();
        DryRun dry = replays.dryRun(OPEN, false, "alice");
        entries(120);
        assertThat(discards.discard(discard, "tests", "alice").count()).isEqualTo(71);
        assertThat(in("OPEN")).isEqualTo(120);
        assertThat(dry.going()).isEqualTo(71);
        assertThatThrownBy(() -> replays.begin(dry.token(), false, 50, 5, "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("71 then, and now 0: 71 discarded");
        assertThat(in("REPLAYING")).isZero();
    }

    @Test
    void whereSomethingHasHappenedMeanwhileNothingIsDoneAndItSaysWhat() {
        entries(70);
        UUID one = entry("OPEN", 0, "standard");
        UUID token = discards.previewDiscard(OPEN, "alice").token();
        jdbc.sql("update dead_letter set state = 'RESOLVED', changed_at = ? where id = ?")
                .param(DatabaseTime.now().plusSeconds(1))
                .param(one)
                .update();
        assertThatThrownBy(() -> discards.discard(token, "tests", "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("71 then, and now 70: 1 resolved");
        assertThat(in("OPEN")).isEqualTo(70);
        assertThat(jdbc.sql("select count(*) from history").query(Integer.class).single()
                        + jdbc.sql("select count(*) from audit")
                                .query(Integer.class)
                                .single())
                .isZero();
    }

    @Test
    void aTokenIsGoodForOneOperatorOneActionOnceAndAnHour() {
        entries(3);
        UUID token = discards.previewDiscard(OPEN, "alice").token();
        assertThatThrownBy(() -> discards.discard(token, "tests", "bob")).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> discards.restore(token, "alice")).isInstanceOf(ConflictException.class);
        assertThatThrownBy(() -> replays.begin(token, false, 50, 5, "alice")).isInstanceOf(ConflictException.class);
        assertThat(discards.discard(token, "tests", "alice").selection()).isEqualTo(OPEN);
        assertThatThrownBy(() -> discards.discard(token, "tests", "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("already");
        UUID old = discards.previewRestore(new Selection(null, null, Filter.ALL), "alice")
                .token();
        jdbc.sql("update preview set created_at = ? where token = ?")
                .param(DatabaseTime.now().minusMinutes(61))
                .param(old)
                .update();
        assertThatThrownBy(() -> discards.restore(old, "alice")).isInstanceOf(ConflictException.class);
        assertThat(in("DISCARDED")).isEqualTo(3);
        assertThat(discards.restore(new Selection(null, null, Filter.ALL), "alice"))
                .isEqualTo(3);
    }

    @Test
    void twentyConfirmedWhileMoreArrivesEachRunWhatTheySaid() {
        int rounds = 20;
        int eachRound = 50;
        Semaphore arriving = new Semaphore(0);
        CompletableFuture<Void> arrivals = CompletableFuture.runAsync(() -> {
            for (int i = 0; i < rounds * eachRound; i++) {
                arriving.acquireUninterruptibly();
                entries(1);
            }
        });
        entries(10);
        for (int i = 0; i < rounds; i++) {
            arriving.release(eachRound);
            DryRun dry = replays.dryRun(OPEN, false, "alice");
            entries(1);
            assertThat(replays.begin(dry.token(), false, 50, 5, "alice").frozen())
                    .isEqualTo(dry.going());
        }
        arrivals.join();
    }

    @Test
    void whatIsHeldBackGoesWhereThatIsSaidAndIsShownBefore() {
        entries(2);
        UUID held = entry("FAILED_AGAIN", 2, "standard");
        Selection all = new Selection(null, null, Filter.ALL);
        DryRun dry = replays.dryRun(all, false, "alice");
        assertThat(List.of(dry.total(), dry.going(), dry.heldBack())).isEqualTo(List.of(3, 2, 1));
        assertThat(dry.refused()).containsExactly(Map.entry("held back after failing again twice", 1));
        assertThat(replays.dryRun(all, true, "alice").going()).isEqualTo(3);
        assertThat(replays.begin(dry.token(), true, 50, 5, "alice").frozen()).isEqualTo(3);
        jdbc.sql("update dead_letter set state = 'FAILED_AGAIN' where id = ?")
                .param(held)
                .update();
        assertThatThrownBy(() -> replays.begin(all, false, 50, 5, "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("1 held back");
        assertThatThrownBy(
                        () -> replays.begin(replays.dryRun(all, false, "alice").token(), false, 50, 5, "alice"))
                .isInstanceOf(ConflictException.class);
        assertThat(replays.begin(
                                replays.dryRun(Selection.of(held), false, "alice")
                                        .token(),
                                false,
                                50,
                                5,
                                "alice")
                        .frozen())
                .as("by its id")
                .isEqualTo(1);
    }

    @Test
    void aCanaryIsTakenOfEachDestination() {
        for (int i = 0; i < 30; i++) {
            entry("OPEN", 0, "standard");
        }
        for (int i = 0; i < 20; i++) {
            entry("OPEN", 0, "promotion");
        }
        entry("OPEN", 0, "");
        Replay begun = replays.begin(OPEN, false, 50, 3, "alice");
        assertThat(begun.canaryEntries()).isEqualTo(7);
        assertThat(jdbc.sql(
                                "select d.destination, count(*) as n from operation_entry e join dead_letter d on d.id = e.dead_letter where e.canary group by d.destination")
                        .query((row, number) -> row.getString(1) + row.getInt(2))
                        .list())
                .containsExactlyInAnyOrder("standard3", "promotion3", "1");
        assertThat(jdbc.sql("select max(position) from operation_entry where canary")
                        .query(Integer.class)
                        .single())
                .as("they go first")
                .isEqualTo(7);
    }

    @Test
    void aReplayWhoseEntriesKeepFailingHasToPause() {
        FailureWindow window = new FailureWindow(50, 20);
        window.begin(at(5, 0));
        assertThat(window.exceeded(at(505, 50))).as("one of eleven").isFalse();
        assertThat(window.exceeded(at(505, 57))).isTrue();
        window.begin(at(505, 57));
        assertThat(window.exceeded(at(505, 67))).as("ten since it went on").isFalse();
        assertThat(window.exceeded(at(505, 68))).as("eleven of at most fifty").isTrue();
        assertThat(window).asString().contains("11 of the last 11 failed again");
    }

    private static ReplayDestination at(int resolved, int failedAgain) {
        return new ReplayDestination(
                "standard", ReplayDestinationState.SENDING, null, 1000, resolved, failedAgain, 0, 0, 0, 0);
    }

    private void prepare(Replay begun) {
        do {
            replays.prepare(begun.id());
        } while (reader.find(begun.id()).orElseThrow().state() == ReplayState.PREPARING);
    }

    private static final int MANY = ReplayPreparation.AT_ONCE + 1;

    @Test
    void manyAreClaimedAfterTheAnswerAndOnlyAsTheyWereShown() {
        entries(MANY);
        UUID token = replays.dryRun(OPEN, false, "alice").token();
        Replay begun = replays.begin(token, false, 50, 5, "alice");
        assertThat(begun.state()).isEqualTo(ReplayState.PREPARING);
        assertThat(begun.remaining()).isEqualTo(MANY);
        assertThat(in("REPLAYING")).isZero();
        assertThatThrownBy(() -> replays.begin(token, false, 50, 5, "alice"))
                .as("once")
                .isInstanceOf(ConflictException.class);
        jdbc.sql("update dead_letter set state = 'DISCARDED', changed_at = :now where seq = 1")
                .param("now", DatabaseTime.now().plusSeconds(1))
                .update();
        prepare(begun);
        Replay prepared = reader.find(begun.id()).orElseThrow();
        assertThat(prepared.state()).isEqualTo(ReplayState.RUNNING);
        assertThat(prepared.frozen()).isEqualTo(MANY - 1);
        assertThat(prepared.destinations())
                .singleElement()
                .returns("standard", ReplayDestination::destination)
                .returns(MANY - 1, ReplayDestination::remaining);
        assertThat(in("DISCARDED")).isEqualTo(1);
    }

    @Test
    void ofManyToo_whatIsNotAsItWasShownIsNotBegun() {
        entries(MANY);
        UUID token = replays.dryRun(OPEN, false, "alice").token();
        jdbc.sql("update dead_letter set state = 'DISCARDED', changed_at = :now where seq <= 3")
                .param("now", DatabaseTime.now().plusSeconds(1))
                .update();
        assertThatThrownBy(() -> replays.begin(token, false, 50, 5, "alice"))
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("3 discarded");
        assertThat(reader.latest(9)).isEmpty();
    }

    @Test
    void whatAReplayHasBeenConfirmedWithAndHasNotClaimedYetIsNobodyElses() {
        entries(MANY);
        UUID shownBefore = replays.dryRun(OPEN, false, "bob").token();
        Replay begun = replays.begin(OPEN, false, 50, 5, "alice");
        assertThatThrownBy(() -> replays.begin(OPEN, false, 50, 5, "bob"))
                .as("chosen anew")
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining("already replaying");
        assertThatThrownBy(() -> replays.begin(shownBefore, false, 50, 5, "bob"))
                .as("shown before")
                .isInstanceOf(ConflictException.class)
                .hasMessageContaining(MANY + " being replayed");
        UUID later = entry("OPEN", 0, "standard");
        assertThat(replays.dryRun(OPEN, false, "bob"))
                .returns(Map.of("standard", 1), DryRun::byDestination)
                .returns(Map.of("already replaying", MANY), DryRun::refused);
        Replay other = replays.begin(OPEN, false, 50, 5, "bob");
        assertThat(reader.find(other.id()).orElseThrow().frozen()).isEqualTo(1);
        prepare(begun);
        assertThat(reader.find(begun.id()).orElseThrow().frozen()).isEqualTo(MANY);
        assertThat(jdbc.sql("select operation from dead_letter where id = ?")
                        .param(later)
                        .query(UUID.class)
                        .single())
                .isEqualTo(other.id());
    }

    @Test
    void oneThatIsCancelledWhileItIsPreparedClaimsNothing() {
        entries(MANY);
        Replay begun = replays.begin(OPEN, false, 50, 5, "alice");
        control.cancel(begun.id(), "alice");
        assertThatThrownBy(() -> replays.prepare(begun.id())).isInstanceOf(ConflictException.class);
        assertThat(in("OPEN")).isEqualTo(MANY);
        assertThat(reader.find(begun.id())).hasValueSatisfying(ended -> {
            assertThat(ended.state()).isEqualTo(ReplayState.CANCELLED);
            assertThat(ended.cancelled()).isEqualTo(MANY);
            assertThat(ended.remaining()).isZero();
        });
        assertThat(jdbc.sql("select count(*) from preview_entry")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void oneThatIsCancelledHalfPreparedGivesBackWhatItHasClaimed() {
        entries(MANY);
        Replay begun = replays.begin(OPEN, false, 50, 5, "alice");
        replays.prepare(begun.id());
        assertThat(in("REPLAYING")).isPositive().isLessThan(MANY);
        assertThat(reader.find(begun.id()).orElseThrow().why()).contains(" of " + MANY + " entries claimed");
        control.cancel(begun.id(), "alice");
        while (replays.giveBack(begun.id())) {
            assertThat(in("OPEN")).isPositive();
        }
        assertThat(in("OPEN")).isEqualTo(MANY);
    }

    @Test
    void theCanaryOfManyIsTheOldestOfEachDestination() {
        for (int i = 0; i < MANY; i++) {
            entry("OPEN", 0, i % 2 == 0 ? "standard" : "promotion");
        }
        Replay begun = replays.begin(OPEN, false, 50, 3, "alice");
        prepare(begun);
        assertThat(reader.find(begun.id()).orElseThrow().canaryEntries()).isEqualTo(6);
        assertThat(reader.frozen(begun.id(), "standard", true, 9))
                .containsExactlyElementsOf(
                        jdbc.sql("select id from dead_letter where destination = 'standard' order by seq limit 3")
                                .query(UUID.class)
                                .list());
    }

    @Test
    void manyThatAreNotSentAreGivenBackAfterTheAnswer() {
        entries(MANY);
        Replay begun = replays.begin(OPEN, false, 50, 5, "alice");
        prepare(begun);
        control.cancel(begun.id(), "alice");
        assertThat(reader.find(begun.id()))
                .hasValueSatisfying(ended -> assertThat(ended.cancelled()).isEqualTo(MANY));
        while (replays.giveBack(begun.id())) {
            assertThat(in("REPLAYING")).isLessThan(MANY);
        }
        assertThat(in("OPEN")).isEqualTo(MANY);
    }

    @Test
    void whatIsLeftOutCanBeTakenUpByTheReplay() {
        entry("OPEN", 0, "standard");
        UUID held = entry("FAILED_AGAIN", 2, "standard");
        Replay begun = replays.begin(new Selection(null, null, Filter.ALL), false, 50, 5, "alice");
        assertThat(begun.heldBack()).isEqualTo(1);
        assertThat(begun.frozen()).isEqualTo(1);
        Filter left =
                Filter.strictly(Map.of("replay", List.of(begun.id().toString()), "replayState", List.of("HELD_BACK")));
        assertThat(replays.begin(new Selection(null, null, left), true, 50, 5, "alice")
                        .frozen())
                .isEqualTo(1);
        assertThat(jdbc.sql("select operation from dead_letter where id = ?")
                        .param(held)
                        .query(UUID.class)
                        .single())
                .isNotEqualTo(begun.id());
        assertThatThrownBy(() -> Filter.strictly(Map.of("replayState", List.of("SENT"))))
                .hasMessageContaining("needs replay");
    }

    /** Through all that a replay has claimed, for each part of it, it would take a minute to give back a hundred thousand. */
    @Test
    void whatIsGivenBackIsLookedUpByItsId() {
        String plan = jdbc.sql("explain " + ReplayPreparation.BACK)
                .param("ids", List.of(UUID.randomUUID(), UUID.randomUUID()))
                .param("id", UUID.randomUUID())
                .param("now", OffsetDateTime.now())
                .query(String.class)
                .single();
        assertThat(plan).doesNotContain("dead_letter_operation").containsPattern("/\\* public\\.\\S+: id IN");
    }
}
