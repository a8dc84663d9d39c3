package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.ReplayDestinationState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.selection.Previews;
import com.acme.checkout.desk.selection.Selection;
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
    private final ReplayPreparation preparation;
    private final ReplayDestinations destinations;
    private final ReplayReader reader;

    public Replays(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            History history,
            Audit audit,
            Previews previews,
            DeskMetrics tally,
            ReplayReader reader) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.audit = audit;
        this.previews = previews;
        this.dryRuns = new DryRuns(jdbc, previews);
        this.preparation = new ReplayPreparation(jdbc, history, previews, tally);
        this.destinations = new ReplayDestinations(jdbc);
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
                throw new ConflictException(
                        "Nothing of what is chosen can be replayed: " + told(dryRun(selection, heldBack, actor)) + ".");
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

    private static String told(DryRun dryRun) {
        return dryRun.total() == 0
                ? "there is no such entry"
                : dryRun.refused().entrySet().stream()
                        .map(refused -> refused.getValue() + " " + refused.getKey())
                        .reduce((one, other) -> one + "; " + other)
                        .orElse("");
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

    /**
     * Sends nothing more until it is resumed.
     *
     * @param destination to this destination; null: to none
     * @throws ConflictException it sends nothing there now
     */
    public void pause(UUID replay, String destination, String actor) {
        String why = "paused by " + actor;
        transactions.executeWithoutResult(transaction -> {
            if (destination == null) {
                change(replay, ReplayState.RUNNING, ReplayState.PAUSED, why, actor, "PAUSE");
            } else if (reader.state(replay) != ReplayState.RUNNING
                    || !destinations.change(replay, destination, ReplayDestinationState.PAUSED, why)) {
                throw notSo(replay, destination, "pause");
            } else {
                recorded(replay, destination, "PAUSED", actor, "PAUSE");
            }
        });
    }

    /**
     * It goes on.
     *
     * @param destination with this destination; null: with all
     * @throws ConflictException it is not paused
     */
    public void resume(UUID replay, String destination, String actor) {
        transactions.executeWithoutResult(transaction -> {
            boolean running = reader.state(replay) == ReplayState.RUNNING;
            int resumed = destinations.resume(replay, destination);
            if (resumed == 0 && destination != null) {
                throw notSo(replay, destination, "resume");
            }
            if (resumed == 0 || !running) {
                change(replay, ReplayState.PAUSED, ReplayState.RUNNING, null, actor, "RESUME");
            } else {
                recorded(replay, destination, "RESUMED", actor, "RESUME");
            }
            destinations.tell(replay);
        });
    }

    private void recorded(UUID replay, String destination, String kind, String actor, String action) {
        String detail = destination == null ? null : "destination " + ReplayDestination.name(destination);
        history.record(actor, null, replay, kind, detail);
        audit.record(actor, action, null, null, replay, detail);
    }

    /** As {@link #pause}, for a reason of the desk's own. */
    void pauseItself(UUID replay, String destination, String why) {
        transactions.executeWithoutResult(transaction -> {
            if (destinations.change(replay, destination, ReplayDestinationState.PAUSED, why)) {
                history.record(History.DESK, null, replay, "PAUSED", ReplayDestination.name(destination) + ": " + why);
            }
        });
    }

    /** Nothing can be sent any more before somebody resumes it. */
    void allPaused(UUID replay) {
        jdbc.sql("update operation set state = 'PAUSED', changed_at = :now where id = :id and state = 'RUNNING'")
                .param("now", DatabaseTime.now())
                .param("id", replay)
                .update();
    }

    private void change(UUID replay, ReplayState from, ReplayState to, String why, String actor, String action) {
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
    }

    private ConflictException notSo(UUID replay, String action) {
        return new ConflictException("It is too late to " + action.toLowerCase(java.util.Locale.ROOT)
                + " this replay: it is "
                + reader.find(replay).map(replayed -> replayed.state().name()).orElse("gone") + ".");
    }

    private static ConflictException notSo(UUID replay, String destination, String action) {
        return new ConflictException("Replay " + replay + " has no destination " + ReplayDestination.name(destination)
                + " to " + action + " now.");
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
                            "update operation set state = :state, why = :why, changed_at = :now where id = :id and state in ('PREPARING', 'RUNNING', 'PAUSED')")
                    .param("state", state.name())
                    .param("why", why)
                    .param("now", DatabaseTime.now())
                    .param("id", replay)
                    .update();
            if (rows == 0) {
                return false;
            }
            int unsent = preparation.giveBack(replay);
            history.record(actor, null, replay, state.name(), unsent + " not sent" + (why == null ? "" : "; " + why));
            if (audited != null) {
                audit.record(actor, audited, null, unsent, replay, null);
            }
            return true;
        }));
    }
}
