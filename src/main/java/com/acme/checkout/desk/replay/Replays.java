package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.selection.Previews;
import com.acme.checkout.desk.selection.Selection;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Replays as operators begin them, after a dry run; {@link ReplayControl} holds and ends them. A replay freezes what was chosen at
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
    private final ReplayPreparation preparation;
    private final ReplayReader reader;

    public Replays(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            History history,
            Audit audit,
            Previews previews,
            ReplayPreparation preparation,
            ReplayReader reader) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.audit = audit;
        this.previews = previews;
        this.dryRuns = new DryRuns(jdbc, previews);
        this.preparation = preparation;
        this.reader = reader;
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
        transactions.executeWithoutResult(transaction -> {
            Selection selection = previews.take(token, REPLAY, actor);
            int total = previews.count(token, heldBack);
            boolean few = total <= ReplayPreparation.AT_ONCE;
            if (!few) {
                previews.confirming(token, heldBack);
            } else if (total == 0) {
                throw new ConflictException(
                        "All that was shown is held back after failing again twice; say that it is to go.");
            }
            jdbc.sql("""
                    insert into operation (id, state, actor, created_at, changed_at, selection, rate, canary, total, preview, held_back)
                    values (:id, 'PREPARING', :actor, :now, :now, :selection, :rate, :canary, :total, :preview, :held)""")
                    .param("id", id)
                    .param("actor", actor)
                    .param("now", DatabaseTime.now())
                    .param("selection", previews.text(selection))
                    .param("rate", rate)
                    .param("canary", canary)
                    .param("total", total)
                    .param("preview", token)
                    .param("held", heldBack)
                    .update();
            if (few) {
                preparation.claim(id, true);
            }
            history.record(actor, null, id, "BEGUN", total + " entries, " + rate + " a second, canary of " + canary);
            audit.record(actor, REPLAY, selection, total, id, rate + " a second, canary of " + canary);
        });
        return reader.find(id).orElseThrow();
    }

    /** Claims what a replay of many was begun with, where that is not done. */
    void prepare(UUID replay) {
        transactions.executeWithoutResult(transaction -> preparation.claim(replay, false));
    }

    /** Gives back some of what is not sent, of a replay that has ended; false where there is nothing to give back. */
    boolean giveBack(UUID replay) {
        boolean gives = jdbc.sql("select giving_back from operation where id = ?")
                .param(replay)
                .query(Boolean.class)
                .optional()
                .orElse(false);
        return gives && Boolean.TRUE.equals(transactions.execute(transaction -> preparation.giveBackSome(replay)));
    }
}
