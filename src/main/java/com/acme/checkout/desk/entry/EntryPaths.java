package com.acme.checkout.desk.entry;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.desk.ReplayEntryState;
import com.acme.checkout.desk.audit.HistoryLine;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the path of one entry. */
@Component
public class EntryPaths {

    private final JdbcClient jdbc;

    public EntryPaths(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** As a column {@code attempt_log} holds it; null where nothing is known. */
    public static String column(AttemptLog log) {
        return log.equals(AttemptLog.NONE) ? null : log.json();
    }

    /**
     * Empty where there is no such entry, or where it was filed before attempts were kept.
     *
     * @param history what happened to the entry
     */
    EntryPath of(UUID entry, List<HistoryLine> history) {
        AttemptLog log = jdbc.sql(
                        "select p.attempt_log from dead_letter d join payload p on p.seq = d.seq where d.id = ? and p.attempt_log is not null")
                .param(entry)
                .query(String.class)
                .optional()
                .map(AttemptLog::of)
                .orElse(AttemptLog.NONE);
        List<EntryPath.Replay> replays = jdbc.sql("""
                select e.operation, o.actor, coalesce(e.sent_at, o.created_at) as at, e.state, e.detail, e.attempt_log
                from operation_entry e join operation o on o.id = e.operation where e.dead_letter = ? order by o.created_at, o.id""")
                .param(entry)
                .query((row, number) -> replay(row, history))
                .list();
        return new EntryPath(log.receivedAt(), EntryPath.attempts(log), replays);
    }

    private static EntryPath.Replay replay(ResultSet row, List<HistoryLine> history) throws SQLException {
        UUID id = row.getObject("operation", UUID.class);
        String state = row.getString("state");
        Instant ended = history.stream()
                .filter(line -> id.equals(line.replay()) && state.equals(line.kind()))
                .map(HistoryLine::at)
                .reduce((first, last) -> last)
                .orElse(null);
        return new EntryPath.Replay(
                id,
                row.getString("actor"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                ReplayEntryState.valueOf(state),
                row.getString("detail"),
                ended,
                EntryPath.attempts(AttemptLog.of(row.getString("attempt_log"))));
    }
}
