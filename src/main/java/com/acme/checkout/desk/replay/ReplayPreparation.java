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

    /** Of those that are given back afterwards, in one transaction. */
    private static final int CHUNK = 5000;

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

    private record Confirmed(UUID preview, boolean heldBack, int canary, int total, String actor) {}

    /**
     * In the caller's transaction: claims each entry that is as the operator saw it. From then on the replay sends.
     *
     * @param exactly all that was shown, or nothing
     * @throws ConflictException it is not as it was shown, or the replay is not being prepared any more
     */
    void claim(UUID replay, boolean exactly) {
        Confirmed confirmed = jdbc.sql(
                        "select preview, held_back, canary, total, actor from operation where id = ? and state = 'PREPARING'")
                .param(replay)
                .query((row, number) -> new Confirmed(
                        row.getObject("preview", UUID.class),
                        row.getBoolean("held_back"),
                        row.getInt("canary"),
                        row.getInt("total"),
                        row.getString("actor")))
                .optional()
                .orElseThrow(() -> new ConflictException("The replay is not being prepared any more."));
        OffsetDateTime now = DatabaseTime.now();
        int total = jdbc.sql(
                        "update dead_letter set state = 'REPLAYING', operation = :operation, changed_at = :now where "
                                + Previews.UNCHANGED)
                .params(previews.unchanged(confirmed.preview(), confirmed.heldBack()))
                .param("operation", replay)
                .param("now", now)
                .update();
        jdbc.sql("""
                insert into operation_entry (operation, position, dead_letter, state, canary, destination)
                select operation, row_number() over (order by turn, seq), id, 'FROZEN', turn <= :canary, destination
                from (select operation, seq, id, destination, row_number() over (partition by destination order by seq) as turn
                    from dead_letter where operation = :id and state = 'REPLAYING') claimed""").param("id", replay).param("canary", confirmed.canary()).update();
        jdbc.sql(
                        "insert into operation_destination (operation, destination, state) select distinct operation, destination, 'SENDING' from operation_entry where operation = ?")
                .param(replay)
                .update();
        holdBack(replay, confirmed, total);
        if (exactly) {
            previews.confirmed(confirmed.preview(), confirmed.heldBack(), total, now);
        } else {
            previews.drop(confirmed.preview());
        }
        history.recordAll(
                confirmed.actor(),
                new EntryQuery("dead_letter d", "d.operation = :id", Map.of("id", replay)),
                replay,
                "CLAIMED",
                null);
        if (total < confirmed.total()) {
            history.record(
                    History.DESK,
                    null,
                    replay,
                    "PREPARED",
                    confirmed.total() - total + " had changed since they were confirmed, and are no part of it");
        }
        int prepared = jdbc.sql(
                        "update operation set state = 'RUNNING', preview = null, total = :total, changed_at = :now, canary_entries = "
                                + "(select count(*) from operation_entry e where e.operation = :id and e.canary) where id = :id and state = 'PREPARING'")
                .param("total", total)
                .param("now", now)
                .param("id", replay)
                .update();
        if (prepared == 0) {
            throw new ConflictException("The replay was cancelled while it was being prepared.");
        }
    }

    /** Those that are left out can be found, and taken up, by the replay. They are not claimed. */
    private void holdBack(UUID replay, Confirmed confirmed, int total) {
        if (!confirmed.heldBack()) {
            jdbc.sql("""
                    insert into operation_entry (operation, position, dead_letter, state, destination)
                    select cast(:id as uuid), :total + row_number() over (order by d.seq), d.id, 'HELD_BACK', d.destination
                    from preview_entry p join dead_letter d on d.seq = p.seq where p.token = :token and p.held""")
                    .param("id", replay.toString())
                    .param("total", total)
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
            jdbc.sql("update operation set preview = null where id = ?")
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
        jdbc.sql(
                        "update dead_letter set state = case when failures > 0 then 'FAILED_AGAIN' else 'OPEN' end, changed_at = :now "
                                + "where operation = :id and state = 'REPLAYING' and exists (select 1 from operation_entry e where e.dead_letter = dead_letter.id "
                                + "and e.operation = :id and e.state = 'CANCELLED' and e.position between :first and :last)")
                .params(some)
                .param("now", DatabaseTime.now())
                .update();
        tally.replayed(DeskMetrics.CANCELLED, back);
        return true;
    }
}
