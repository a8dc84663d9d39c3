package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayDestinationState;
import com.acme.checkout.desk.ReplayEntryState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.page.Advice;
import com.acme.checkout.desk.selection.AnyId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        Map<UUID, Map<String, Map<ReplayEntryState, Integer>>> counts = new HashMap<>();
        jdbc.sql(
                        "select e.operation, e.destination, e.state, count(*) as n from operation o join operation_entry e on e.operation = o.id "
                                + where + " group by e.operation, e.destination, e.state")
                .params(params)
                .query(row -> {
                    counts.computeIfAbsent(row.getObject("operation", UUID.class), id -> new TreeMap<>())
                            .computeIfAbsent(
                                    row.getString("destination"), name -> new EnumMap<>(ReplayEntryState.class))
                            .put(ReplayEntryState.valueOf(row.getString("state")), row.getInt("n"));
                });
        Map<UUID, List<ReplayDestination>> destinations = new HashMap<>();
        jdbc.sql(
                        "select d.*, o.state as replay_state from operation o join operation_destination d on d.operation = o.id "
                                + where + " order by d.destination")
                .params(params)
                .query(row -> {
                    UUID id = row.getObject("operation", UUID.class);
                    destinations
                            .computeIfAbsent(id, all -> new ArrayList<>())
                            .add(destination(
                                    row,
                                    counts.getOrDefault(id, Map.of())
                                            .getOrDefault(row.getString("destination"), Map.of())));
                });
        return jdbc.sql("select o.* from operation o " + where + " order by o.created_at desc")
                .params(params)
                .query((row, number) -> {
                    UUID id = row.getObject("id", UUID.class);
                    Map<ReplayEntryState, Integer> all = new EnumMap<>(ReplayEntryState.class);
                    counts.getOrDefault(id, Map.of())
                            .values()
                            .forEach(each -> each.forEach((state, n) -> all.merge(state, n, Integer::sum)));
                    return replay(row, all, destinations.getOrDefault(id, List.of()));
                })
                .list();
    }

    private static ReplayDestination destination(ResultSet row, Map<ReplayEntryState, Integer> counts)
            throws SQLException {
        ReplayState replay = ReplayState.valueOf(row.getString("replay_state"));
        int heldBack = counts.getOrDefault(ReplayEntryState.HELD_BACK, 0);
        int unsent = counts.getOrDefault(ReplayEntryState.FROZEN, 0);
        int underway = counts.getOrDefault(ReplayEntryState.SENT, 0);
        int cancelled = counts.getOrDefault(ReplayEntryState.CANCELLED, 0);
        boolean ended = !replay.isOpen();
        return new ReplayDestination(
                row.getString("destination"),
                ended ? ReplayDestinationState.ENDED : ReplayDestinationState.valueOf(row.getString("state")),
                ended ? null : row.getString("why"),
                counts.values().stream().mapToInt(Integer::intValue).sum() - heldBack,
                counts.getOrDefault(ReplayEntryState.RESOLVED, 0),
                counts.getOrDefault(ReplayEntryState.FAILED_AGAIN, 0),
                counts.getOrDefault(ReplayEntryState.REFUSED, 0),
                ended ? 0 : unsent,
                underway,
                ended ? cancelled + unsent : cancelled);
    }

    private static Replay replay(
            ResultSet row, Map<ReplayEntryState, Integer> counts, List<ReplayDestination> destinations)
            throws SQLException {
        ReplayState state = ReplayState.valueOf(row.getString("state"));
        int resolved = counts.getOrDefault(ReplayEntryState.RESOLVED, 0);
        int failedAgain = counts.getOrDefault(ReplayEntryState.FAILED_AGAIN, 0);
        int refused = counts.getOrDefault(ReplayEntryState.REFUSED, 0);
        int underway = counts.getOrDefault(ReplayEntryState.SENT, 0);
        int cancelled = counts.getOrDefault(ReplayEntryState.CANCELLED, 0);
        // Not claimed yet, or not given back yet, is not sent either.
        int unsent = row.getInt("total") - resolved - failedAgain - refused - underway - cancelled;
        return new Replay(
                row.getObject("id", UUID.class),
                state,
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
                refused,
                state.isOpen() ? unsent : 0,
                underway,
                state.isOpen() ? cancelled : cancelled + unsent,
                counts.getOrDefault(ReplayEntryState.HELD_BACK, 0),
                destinations);
    }

    /** What most of those that failed again in it failed of, where nothing has happened to them since. */
    Optional<Advice.Failure> failure(UUID replay) {
        return jdbc.sql("select d.reason, d.status, d.destination, d.exception, count(*) as n from operation_entry e "
                        + "join dead_letter d on d.id = e.dead_letter and d.operation = e.operation "
                        + "where e.operation = ? and e.state = 'FAILED_AGAIN' group by d.reason, d.status, d.destination, d.exception "
                        + "order by n desc limit 1")
                .param(replay)
                .query((row, number) -> new Advice.Failure(
                        row.getString("reason"),
                        row.getObject("status", Integer.class),
                        row.getString("destination"),
                        row.getString("exception"),
                        null,
                        null,
                        null))
                .optional();
    }

    /** Where it stands; locks it for the caller's transaction. */
    ReplayState state(UUID replay) {
        return jdbc.sql("select state from operation where id = ? for update")
                .param(replay)
                .query((row, number) -> ReplayState.valueOf(row.getString("state")))
                .optional()
                .orElse(null);
    }

    /** The first of those that wait for their turn at {@code destination}; {@code canary}: of those that go first, none else. */
    List<UUID> frozen(UUID replay, String destination, boolean canary, int limit) {
        return jdbc.sql("select dead_letter from operation_entry where operation = :id and destination = :destination "
                        + "and state = 'FROZEN' and (canary or not :canary) order by position limit :limit")
                .param("id", replay)
                .param("destination", destination)
                .param("canary", canary)
                .param("limit", limit)
                .query(UUID.class)
                .list();
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
