package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.selection.EntryQuery;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What happens to entries and replays; written in the caller's transaction. */
@Component
public class History {

    /** Whoever acts where no operator does. */
    public static final String DESK = "desk";

    private static final int LONGEST = 1000;

    private final JdbcClient jdbc;

    public History(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * @param entry null: of the replay as a whole
     * @param replay null: of no replay
     * @param kind a word in capitals, at most 30 characters
     */
    public void record(String actor, UUID entry, UUID replay, String kind, String detail) {
        jdbc.sql("insert into history (at, actor, dead_letter, operation, kind, detail) values (?, ?, ?, ?, ?, ?)")
                .param(OffsetDateTime.now(ZoneOffset.UTC))
                .param(actor)
                .param(entry)
                .param(replay)
                .param(kind)
                .param(detail == null || detail.length() <= LONGEST ? detail : detail.substring(0, LONGEST))
                .update();
    }

    /** The same for all entries that {@code condition} (over {@code dead_letter d}) chooses. */
    public void recordAll(String actor, EntryQuery condition, UUID replay, String kind, String detail) {
        jdbc.sql("insert into history (at, actor, dead_letter, operation, kind, detail) "
                        + "select :at, :actor, d.id, cast(:operation as uuid), :kind, :detail from " + condition.from()
                        + " where " + condition.where())
                .params(condition.params())
                .param("at", OffsetDateTime.now(ZoneOffset.UTC))
                .param("actor", actor)
                .param("operation", replay == null ? null : replay.toString())
                .param("kind", kind)
                .param("detail", detail)
                .update();
    }

    /** What happened to an entry, the oldest first. */
    public List<HistoryLine> of(UUID entry) {
        return lines("dead_letter = ?", entry);
    }

    /** What happened to a replay as a whole, the oldest first. */
    public List<HistoryLine> ofReplay(UUID replay) {
        return lines("operation = ? and dead_letter is null", replay);
    }

    private List<HistoryLine> lines(String condition, UUID id) {
        return jdbc.sql("select at, actor, dead_letter, operation, kind, detail from history where " + condition
                        + " order by id")
                .param(id)
                .query((row, number) -> new HistoryLine(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getObject("dead_letter", UUID.class),
                        row.getObject("operation", UUID.class),
                        row.getString("kind"),
                        row.getString("detail")))
                .list();
    }
}
