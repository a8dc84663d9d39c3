package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Previews;
import com.acme.checkout.desk.selection.Selection;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Replays as operators see them: dry run, begin, pause, resume, cancel, progress. A replay freezes what was chosen at
 * the preview and claims each entry, so that no other replay can send it; {@link ReplayScheduler} does the sending.
 */
@Component
public class Replays {

    /** Entries a second. */
    public static final int DEFAULT_RATE = 50;

    public static final int HIGHEST_RATE = 1000;
    public static final int DEFAULT_CANARY = 5;

    private static final String REPLAY = "REPLAY";

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final History history;
    private final Audit audit;
    private final Previews previews;
    private final DryRuns dryRuns;
    private final DeskMetrics tally;
    private final ReplayReader reader;
    private final Notices notices;

    public Replays(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            History history,
            Audit audit,
            Previews previews,
            DeskMetrics tally,
            ReplayReader reader,
            Notices notices) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.audit = audit;
        this.previews = previews;
        this.dryRuns = new DryRuns(jdbc, previews);
        this.tally = tally;
        this.reader = reader;
        this.notices = notices;
    }

    /**
     * What {@link #begin} would do with {@code selection} now, and keeps it for the one who asked to confirm.
     *
     * @param heldBack whether what is held back is to go as well
     */
    public DryRun dryRun(Selection selection, boolean heldBack, String actor) {
        return transactions.execute(transaction -> dryRuns.of(selection, heldBack, actor));
    }

    /**
     * Freezes and claims what is chosen and may be sent now; it is sent from then on.
     *
     * @param heldBack whether what is held back is to go as well
     * @throws ConflictException where nothing of it may be sent
     * @throws IllegalArgumentException a rate or a canary that is out of bounds
     */
    public Replay begin(Selection selection, boolean heldBack, int rate, int canary, String actor) {
        return transactions.execute(transaction -> {
            UUID token = dryRuns.freeze(selection, heldBack, actor);
            if (previews.count(token, heldBack) == 0) {
                throw new ConflictException("Nothing of what is chosen can be replayed: "
                        + dryRun(selection, heldBack, actor).whyNot() + ".");
            }
            return begin(token, heldBack, rate, canary, actor);
        });
    }

    /**
     * Claims what was previewed, each entry as it was shown; it is sent from then on.
     *
     * @param heldBack whether what was shown as held back is to go as well
     * @param rate entries a second, at most
     * @param canary how many of each destination go alone first; 0 for none
     * @throws ConflictException it is not as it was shown
     * @throws IllegalArgumentException a rate or a canary that is out of bounds
     */
    public Replay begin(UUID token, boolean heldBack, int rate, int canary, String actor) {
        if (rate < 1 || rate > HIGHEST_RATE) {
            throw new IllegalArgumentException("rate must be 1 to " + HIGHEST_RATE + " a second.");
        }
        if (canary < 0 || canary > HIGHEST_RATE) {
            throw new IllegalArgumentException("canary must be 0 to " + HIGHEST_RATE + ".");
        }
        UUID id = UUID.randomUUID();
        OffsetDateTime now = DatabaseTime.now();
        transactions.executeWithoutResult(transaction -> {
            Selection selection = previews.take(token, REPLAY, actor);
            int total = jdbc.sql(
                            "update dead_letter set state = 'REPLAYING', operation = :operation, changed_at = :now where "
                                    + Previews.UNCHANGED)
                    .param("token", token)
                    .param("held", heldBack)
                    .param("operation", id)
                    .param("now", now)
                    .update();
            previews.confirmed(token, heldBack, total, now);
            if (total == 0) {
                throw new ConflictException(
                        "All that was shown is held back after failing again twice; say that it is to go.");
            }
            jdbc.sql("""
                    insert into operation (id, state, actor, created_at, changed_at, selection, rate, canary, total)
                    values (:id, 'RUNNING', :actor, :now, :now, :selection, :rate, :canary, :total)""")
                    .param("id", id)
                    .param("actor", actor)
                    .param("now", now)
                    .param("selection", previews.text(selection))
                    .param("rate", rate)
                    .param("canary", canary)
                    .param("total", total)
                    .update();
            jdbc.sql("""
                    insert into operation_entry (operation, position, dead_letter, state, canary)
                    select operation, row_number() over (order by turn, seq), id, 'FROZEN', turn <= :canary
                    from (select operation, seq, id, row_number() over (partition by destination order by seq) as turn
                        from dead_letter where operation = :id and state = 'REPLAYING') claimed""").param("id", id).param("canary", canary).update();
            jdbc.sql(
                            "update operation set canary_entries = (select count(*) from operation_entry e where e.operation = :id and e.canary) where id = :id")
                    .param("id", id)
                    .update();
            history.recordAll(
                    actor, new EntryQuery("dead_letter d", "d.operation = :id", Map.of("id", id)), id, "CLAIMED", null);
            history.record(actor, null, id, "BEGUN", total + " entries, " + rate + " a second, canary of " + canary);
            audit.record(actor, REPLAY, selection, total, id, rate + " a second, canary of " + canary);
        });
        return reader.find(id).orElseThrow();
    }

    /** Sends nothing more until it is resumed. */
    public void pause(UUID replay, String actor) {
        change(replay, ReplayState.RUNNING, ReplayState.PAUSED, "paused by " + actor, actor, "PAUSE");
    }

    public void resume(UUID replay, String actor) {
        change(replay, ReplayState.PAUSED, ReplayState.RUNNING, null, actor, "RESUME");
    }

    /** As {@link #pause}, for a reason of the desk's own. */
    void pauseItself(UUID replay, String why) {
        transactions.executeWithoutResult(transaction -> {
            int rows = jdbc.sql(
                            "update operation set state = 'PAUSED', why = :why, changed_at = :now where id = :id and state = 'RUNNING'")
                    .param("why", why)
                    .param("now", DatabaseTime.now())
                    .param("id", replay)
                    .update();
            if (rows > 0) {
                history.record(History.DESK, null, replay, "PAUSED", why);
                notices.paused(replay, why);
            }
        });
    }

    private void change(UUID replay, ReplayState from, ReplayState to, String why, String actor, String action) {
        transactions.executeWithoutResult(transaction -> {
            int rows = jdbc.sql(
                            "update operation set state = :to, why = :why, changed_at = :now where id = :id and state = :from")
                    .param("to", to.name())
                    .param("why", why)
                    .param("now", DatabaseTime.now())
                    .param("id", replay)
                    .param("from", from.name())
                    .update();
            if (rows == 0) {
                throw notSo(replay, action);
            }
            history.record(actor, null, replay, to == ReplayState.RUNNING ? "RESUMED" : to.name(), null);
            audit.record(actor, action, null, null, replay, null);
        });
    }

    private ConflictException notSo(UUID replay, String action) {
        return new ConflictException("It is too late to " + action.toLowerCase(java.util.Locale.ROOT)
                + " this replay: it is "
                + reader.find(replay).map(replayed -> replayed.state().name()).orElse("gone") + ".");
    }

    /** Gives back what has not been sent; what was sent goes on to its outcome. */
    public void cancel(UUID replay, String actor) {
        if (!end(replay, ReplayState.CANCELLED, "cancelled by " + actor, actor, "CANCEL")) {
            throw notSo(replay, "CANCEL");
        }
    }

    /** Ends a replay that still sends and gives back what has not been sent; false where it had ended. */
    boolean end(UUID replay, ReplayState state, String why, String actor, String audited) {
        return Boolean.TRUE.equals(transactions.execute(transaction -> {
            int rows = jdbc.sql(
                            "update operation set state = :state, why = :why, changed_at = :now where id = :id and state in ('RUNNING', 'PAUSED')")
                    .param("state", state.name())
                    .param("why", why)
                    .param("now", DatabaseTime.now())
                    .param("id", replay)
                    .update();
            if (rows == 0) {
                return false;
            }
            int unsent = jdbc.sql(
                            "update operation_entry set state = 'CANCELLED' where operation = ? and state = 'FROZEN'")
                    .param(replay)
                    .update();
            int back = jdbc.sql(
                            "update dead_letter set state = case when failures > 0 then 'FAILED_AGAIN' else 'OPEN' end, changed_at = :now "
                                    + "where operation = :operation and state = 'REPLAYING' and id in "
                                    + "(select dead_letter from operation_entry where operation = :operation and state = 'CANCELLED')")
                    .param("now", DatabaseTime.now())
                    .param("operation", replay)
                    .update();
            history.record(actor, null, replay, state.name(), back + " not sent" + (why == null ? "" : "; " + why));
            if (audited != null) {
                audit.record(actor, audited, null, back, replay, null);
            }
            tally.replayed(DeskMetrics.CANCELLED, unsent);
            notices.ended(replay, state, why);
            return true;
        }));
    }
}
