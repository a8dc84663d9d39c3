package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.selection.AnyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads replays, how far they are, and their entries. */
@Component
public class ReplayReader {

    private final JdbcClient jdbc;

    public ReplayReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public Optional<Replay> find(UUID replay) {
        return replays("where o.id = :id", Map.of("id", replay)).stream().findFirst();
    }

    /** Those of this id, or whose id begins so: its first 8 characters, as {@link AnyId} has them. */
    public List<UUID> named(String name, int limit) {
        UUID whole = AnyId.uuid(name);
        if (whole == null && !name.matches("[0-9a-f]{" + AnyId.BRIEF + "}")) {
            return List.of();
        }
        // Ids are compared byte by byte: a beginning is a range of them.
        return jdbc.sql("select id from operation where id between :first and :last order by id limit :limit")
                .param("first", whole != null ? whole : UUID.fromString(name + "-0000-0000-0000-000000000000"))
                .param("last", whole != null ? whole : UUID.fromString(name + "-ffff-ffff-ffff-ffffffffffff"))
                .param("limit", limit)
                .query(UUID.class)
                .list();
    }

    /** The newest first. */
    public List<Replay> latest(int limit) {
        return replays(
                "where o.id in (select id from operation order by created_at desc limit :limit)",
                Map.of("limit", limit));
    }

    private List<Replay> replays(String where, Map<String, Object> params) {
        Map<UUID, Map<String, Integer>> counts = new HashMap<>();
        jdbc.sql(
                        "select e.operation, e.state, count(*) as n from operation o join operation_entry e on e.operation = o.id "
                                + where + " group by e.operation, e.state")
                .params(params)
                .query(row -> {
                    counts.computeIfAbsent(row.getObject("operation", UUID.class), id -> new HashMap<>())
                            .put(row.getString("state"), row.getInt("n"));
                });
        return jdbc.sql("select o.* from operation o " + where + " order by o.created_at desc")
                .params(params)
                .query((row, number) -> replay(row, counts.getOrDefault(row.getObject("id", UUID.class), Map.of())))
                .list();
    }

    private static Replay replay(ResultSet row, Map<String, Integer> counts) throws SQLException {
        int resolved = counts.getOrDefault("RESOLVED", 0);
        int failedAgain = counts.getOrDefault("FAILED_AGAIN", 0);
        int underway = counts.getOrDefault("SENT", 0);
        return new Replay(
                row.getObject("id", UUID.class),
                ReplayState.valueOf(row.getString("state")),
                row.getString("actor"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("changed_at", OffsetDateTime.class).toInstant(),
                row.getString("selection"),
                row.getInt("rate"),
                row.getInt("canary"),
                row.getInt("canary_entries"),
                row.getString("why"),
                row.getInt("total"),
                underway + resolved + failedAgain,
                resolved,
                failedAgain,
                counts.getOrDefault("REFUSED", 0),
                counts.getOrDefault("FROZEN", 0),
                underway,
                counts.getOrDefault("CANCELLED", 0));
    }

    /** One entry of a replay. */
    public record Sent(int position, UUID entry, String state, java.time.Instant sentAt, String detail) {}

    /**
     * The entries of a replay, in their order.
     *
     * @param state FROZEN, SENT, RESOLVED, FAILED_AGAIN, REFUSED or CANCELLED; null: all
     * @param after the position of the last one known; 0: from the first on
     */
    public List<Sent> entries(UUID replay, String state, int after, int limit) {
        return jdbc.sql(
                        "select position, dead_letter, state, sent_at, detail from operation_entry where operation = :operation and position > :after"
                                + (state == null ? "" : " and state = :state") + " order by position limit :limit")
                .param("operation", replay)
                .param("after", after)
                .param("state", state)
                .param("limit", limit)
                .query((row, number) -> new Sent(
                        row.getInt("position"),
                        row.getObject("dead_letter", UUID.class),
                        row.getString("state"),
                        row.getObject("sent_at", OffsetDateTime.class) == null
                                ? null
                                : row.getObject("sent_at", OffsetDateTime.class).toInstant(),
                        row.getString("detail")))
                .list();
    }
}
