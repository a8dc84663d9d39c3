package com.acme.checkout.desk.entry;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.desk.ReplayEntryState;
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

    /** Empty where there is no such entry, or where it was filed before attempts were kept. */
    EntryPath of(UUID entry) {
        AttemptLog log = jdbc.sql(
                        "select p.attempt_log from dead_letter d join payload p on p.seq = d.seq where d.id = ? and p.attempt_log is not null")
                .param(entry)
                .query(String.class)
                .optional()
                .map(AttemptLog::of)
                .orElse(AttemptLog.NONE);
        List<EntryPath.Replay> replays =
                jdbc.sql("""
                select e.operation, o.actor, coalesce(e.sent_at, o.created_at) as at, e.state, e.detail, e.attempt_log,
                    (select max(h.at) from history h where h.operation = e.operation and h.dead_letter = e.dead_letter and h.kind = e.state) as ended_at
                from operation_entry e join operation o on o.id = e.operation where e.dead_letter = ? order by o.created_at, o.id""").param(entry).query((row, number) -> replay(row)).list();
        return new EntryPath(log.receivedAt(), EntryPath.attempts(log), replays);
    }

    private static EntryPath.Replay replay(ResultSet row) throws SQLException {
        return new EntryPath.Replay(
                row.getObject("operation", UUID.class),
                row.getString("actor"),
                instant(row, "at"),
                ReplayEntryState.valueOf(row.getString("state")),
                row.getString("detail"),
                instant(row, "ended_at"),
                EntryPath.attempts(AttemptLog.of(row.getString("attempt_log"))));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
