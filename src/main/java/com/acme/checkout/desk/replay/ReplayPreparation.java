package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Previews;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Claims what a replay was begun with, and gives back what it has not sent. A few entries at once, as part of what the
 * operator asks for; many of them afterwards, by the replay's job.
 */
@Component
class ReplayPreparation {

    /** So many entries are claimed, or given back, while the operator waits. */
    static final int AT_ONCE = 2000;

    /** Of those that are claimed, or given back, afterwards: in one transaction. */
    private static final int CHUNK = 2000;

    /** Gives back those of {@code :ids} that the replay {@code :id} holds. */
    static final String BACK =
            "update dead_letter set state = case when failures > 0 then 'FAILED_AGAIN' else 'OPEN' end, changed_at = :now "
                    + "where id in (:ids) and operation = :id and state = 'REPLAYING'";

    private final JdbcClient jdbc;
    private final History history;
    private final Previews previews;
    private final DeskMetrics tally;

    ReplayPreparation(JdbcClient jdbc, History history, Previews previews, DeskMetrics tally) {
        this.jdbc = jdbc;
        this.history = history;
        this.previews = previews;
        this.tally = tally;
    }

    private record Confirmed(UUID replay, UUID preview, boolean heldBack, int canary, int total, String actor) {}

    /**
     * In the caller's transaction: claims all that the replay was begun with, as the operator saw it. From then on the replay
     * sends.
     *
     * @throws ConflictException it is not as it was shown
     */
    void claim(UUID replay) {
        Confirmed confirmed = confirmed(replay);
        OffsetDateTime now = DatabaseTime.now();
        int claimed = claim(confirmed, previews.unchanged(confirmed.preview(), confirmed.heldBack()), 0, now);
        previews.check(confirmed.preview(), confirmed.heldBack(), claimed, now);
        finish(confirmed, claimed);
    }

    /**
     * In the caller's transaction: claims some of what the replay was begun with and that is as the operator saw it; with
     * the last of it, the replay sends.
     *
     * @throws ConflictException it is not being prepared any more
     */
    void claimSome(UUID replay) {
        Confirmed confirmed = confirmed(replay);
        int before = entries(replay);
        Map<String, Object> some = previews.some(confirmed.preview(), confirmed.heldBack(), CHUNK);
        if (some.isEmpty()) {
            if (before < confirmed.total()) {
                history.record(
                        History.DESK,
                        null,
                        replay,
                        "PREPARED",
                        confirmed.total() - before + " had changed since they were confirmed, and are no part of it");
            }
            finish(confirmed, before);
            return;
        }
        int claimed = claim(confirmed, some, before, DatabaseTime.now());
        previews.dropSome(some);
        goesOn(jdbc.sql("update operation set why = :why where id = :id and state = 'PREPARING'")
                .param("why", (before + claimed) + " of " + confirmed.total() + " entries claimed")
                .param("id", replay)
                .update());
    }

    private Confirmed confirmed(UUID replay) {
        return jdbc.sql(
                        "select preview, held_back, canary, total, actor from operation where id = ? and state = 'PREPARING'")
                .param(replay)
                .query((row, number) -> new Confirmed(
                        replay,
                        row.getObject("preview", UUID.class),
                        row.getBoolean("held_back"),
                        row.getInt("canary"),
                        row.getInt("total"),
                        row.getString("actor")))
                .optional()
                .orElseThrow(() -> new ConflictException("The replay is not being prepared any more."));
    }

    private int entries(UUID replay) {
        return jdbc.sql("select count(*) from operation_entry where operation = ?")
                .param(replay)
                .query(Integer.class)
                .single();
    }

    /** How many of {@code some} are as they were shown; {@code before}: so many were claimed before. */
    private int claim(Confirmed confirmed, Map<String, Object> some, int before, OffsetDateTime now) {
        int claimed = jdbc.sql(
                        "update dead_letter set state = 'REPLAYING', operation = :operation, changed_at = :now where "
                                + Previews.UNCHANGED)
                .params(some)
                .param("operation", confirmed.replay())
                .param("now", now)
                .update();
        Map<String, Object> range =
                Map.of("id", confirmed.replay(), "first", some.get("first"), "last", some.get("last"));
        jdbc.sql("""
                insert into operation_entry (operation, position, dead_letter, state, canary, destination)
                select operation, :before + row_number() over (order by turn, seq), id, 'FROZEN', turn <= :canary, destination
                from (select d.operation, d.seq, d.id, d.destination,
                        row_number() over (partition by d.destination order by d.seq) + coalesce(b.n, 0) as turn
                    from dead_letter d left join (select destination, count(*) as n from operation_entry where operation = :id group by destination) b
                        on b.destination = d.destination
                    where d.operation = :id and d.state = 'REPLAYING' and d.seq between :first and :last) claimed""")
                .params(range)
                .param("before", before)
                .param("canary", confirmed.canary())
                .update();
        history.recordAll(
                confirmed.actor(),
                new EntryQuery("dead_letter d", "d.operation = :id and d.seq between :first and :last", range),
                confirmed.replay(),
                "CLAIMED",
                null);
        return claimed;
    }

    private void finish(Confirmed confirmed, int claimed) {
        jdbc.sql(
                        "insert into operation_destination (operation, destination, state) select distinct operation, destination, 'SENDING' from operation_entry where operation = ?")
                .param(confirmed.replay())
                .update();
        holdBack(confirmed, claimed);
        previews.drop(confirmed.preview());
        goesOn(jdbc.sql(
                        "update operation set state = 'RUNNING', why = null, preview = null, total = :total, changed_at = :now, canary_entries = "
                                + "(select count(*) from operation_entry e where e.operation = :id and e.canary) where id = :id and state = 'PREPARING'")
                .param("total", claimed)
                .param("now", DatabaseTime.now())
                .param("id", confirmed.replay())
                .update());
    }

    private static void goesOn(int rows) {
        if (rows == 0) {
            throw new ConflictException("The replay was cancelled while it was being prepared.");
        }
    }

    /** Those that are left out can be found, and taken up, by the replay. They are not claimed. */
    private void holdBack(Confirmed confirmed, int claimed) {
        if (!confirmed.heldBack()) {
            jdbc.sql("""
                    insert into operation_entry (operation, position, dead_letter, state, destination)
                    select cast(:id as uuid), :claimed + row_number() over (order by d.seq), d.id, 'HELD_BACK', d.destination
                    from preview_entry p join dead_letter d on d.seq = p.seq where p.token = :token and p.held""")
                    .param("id", confirmed.replay().toString())
                    .param("claimed", claimed)
                    .param("token", confirmed.preview())
                    .update();
        }
    }

    /** In the caller's transaction, once the replay has ended: gives back what is not sent; how many, and the others later where they are many. */
    int giveBack(UUID replay) {
        UUID preview = jdbc.sql("select preview from operation where id = ? and preview is not null")
                .param(replay)
                .query(UUID.class)
                .optional()
                .orElse(null);
        if (preview != null) {
            previews.drop(preview);
            jdbc.sql("update operation set preview = null, giving_back = true where id = ?")
                    .param(replay)
                    .update();
            return jdbc.sql("select total from operation where id = ?")
                    .param(replay)
                    .query(Integer.class)
                    .single();
        }
        int unsent = jdbc.sql("select count(*) from operation_entry where operation = ? and state = 'FROZEN'")
                .param(replay)
                .query(Integer.class)
                .single();
        if (unsent <= AT_ONCE) {
            giveBackSome(replay);
        } else {
            jdbc.sql("update operation set giving_back = true where id = ?")
                    .param(replay)
                    .update();
        }
        return unsent;
    }

    /** In the caller's transaction: gives back some of what is not sent; false where nothing is left. */
    boolean giveBackSome(UUID replay) {
        List<Integer> positions = jdbc.sql(
                        "select position from operation_entry where operation = ? and state = 'FROZEN' order by position limit "
                                + CHUNK)
                .param(replay)
                .query(Integer.class)
                .list();
        if (positions.isEmpty()) {
            jdbc.sql("update operation set giving_back = false where id = ?")
                    .param(replay)
                    .update();
            return false;
        }
        Map<String, Object> some =
                Map.of("id", replay, "first", positions.get(0), "last", positions.get(positions.size() - 1));
        int back = jdbc.sql(
                        "update operation_entry set state = 'CANCELLED' where operation = :id and state = 'FROZEN' and position between :first and :last")
                .params(some)
                .update();
        // By their ids, or every chunk would look through all that the replay has claimed.
        List<UUID> given = jdbc.sql(
                        "select dead_letter from operation_entry where operation = :id and state = 'CANCELLED' and position between :first and :last")
                .params(some)
                .query(UUID.class)
                .list();
        jdbc.sql(BACK)
                .param("ids", given.isEmpty() ? null : given)
                .param("id", replay)
                .param("now", DatabaseTime.now())
                .update();
        tally.replayed(DeskMetrics.CANCELLED, back);
        return true;
    }
}
