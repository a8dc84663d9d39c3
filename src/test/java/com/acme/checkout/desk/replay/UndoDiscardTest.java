package com.acme.checkout.desk.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.desk.TestSettings;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.AuditFilter;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.audit.HistoryLine;
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

/** Undoing a discard restores what just that discard discarded, and nobody has restored since. */
class UndoDiscardTest {

    private JdbcClient jdbc;
    private Discards discards;
    private Audit audit;
    private History history;

    @BeforeEach
    void open() {
        JdbcDataSource database = TestDatabase.create();
        Notices notices = new Notices(JdbcClient.create(database), TestSettings.webhooks());
        TestReplays parts = new TestReplays(database, notices);
        jdbc = parts.jdbc;
        audit = parts.audit;
        history = parts.history;
        discards = new Discards(jdbc, parts.transactions, parts.history, audit, parts.previews, notices);
    }

    private UUID entry(String destination) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into dead_letter (id, state, fingerprint, reason, attempts, first_at, last_at, filed_at, changed_at, source, route, destination)
                values (:id, 'OPEN', 'f', 'EXHAUSTED', 1, now(), now(), now(), now(), 's', 'r', :destination)""").param("id", id).param("destination", destination).update();
        return id;
    }

    private List<UUID> discarded() {
        return jdbc.sql("select id from dead_letter where state = 'DISCARDED' order by seq")
                .query(UUID.class)
                .list();
    }

    private static Selection filter(String name, Object value) {
        return new Selection(null, null, Filter.of(Map.of(name, List.of(value.toString()))));
    }

    @Test
    void itLeavesWhatOthersDiscardedAlone() {
        UUID before = entry("standard");
        UUID first = entry("standard");
        UUID again = entry("standard");
        discards.discard(Selection.of(before), "alone", "bob");
        UUID batch = discards.discard(filter("destination", "standard"), "all of it", "alice")
                .id();
        assertThat(discarded()).containsExactly(before, first, again);

        // Somebody has undone one of them, and it was discarded once more, for another reason.
        discards.restore(Selection.of(again), "bob");
        discards.discard(Selection.of(again), "really", "bob");

        Discards.Preview preview = discards.previewRestore(filter("discard", batch), "alice");
        assertThat(preview.count()).isEqualTo(1);
        assertThat(discards.restore(preview.token(), "alice").count()).isEqualTo(1);
        assertThat(discarded()).containsExactly(before, again);
        assertThat(discards.restore(filter("discard", batch), "alice")).isZero();
    }

    @Test
    void whatTouchesNothingIsNoActionOfAnybody() {
        UUID open = entry("standard");
        assertThat(discards.restore(Selection.of(open), "alice")).isZero();
        discards.discard(Selection.of(open), "once", "alice");
        Discards.Done again = discards.discard(Selection.of(open), "twice", "alice");
        assertThat(again.count()).isZero();
        assertThat(again.id()).isNull();
        UUID token = discards.previewDiscard(Selection.of(open), "alice").token();
        assertThat(discards.discard(token, "thrice", "alice").count()).isZero();
        assertThat(audit.latest(AuditFilter.ALL, null, 9).lines())
                .extracting(Audit.Line::action, Audit.Line::detail)
                .containsExactly(tuple("DISCARD", "once"));
    }

    @Test
    void eachEntrysHistoryHasIt() {
        UUID one = entry("standard");
        UUID token = discards.previewDiscard(Selection.of(one), "alice").token();
        discards.discard(token, "once", "alice");
        discards.restore(discards.previewRestore(Selection.of(one), "bob").token(), "bob");
        assertThat(history.of(one))
                .extracting(HistoryLine::kind, HistoryLine::actor, HistoryLine::detail)
                .containsExactly(tuple("DISCARDED", "alice", "once"), tuple("RESTORED", "bob", null));
    }

    @Test
    void theAuditsLineNamesIt() {
        entry("standard");
        UUID batch = discards.discard(filter("destination", "standard"), "all of it", "alice")
                .id();
        discards.restore(filter("discard", batch), "alice");
        assertThat(audit.latest(AuditFilter.ALL, null, 9).lines())
                .extracting(Audit.Line::action, Audit.Line::discard)
                .containsExactly(tuple("RESTORE", null), tuple("DISCARD", batch));
    }
}
