package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.ReplayDestinationState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Pauses, resumes and ends replays: for operators, and for the desk itself. */
@Component
public class ReplayControl {

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final History history;
    private final Audit audit;
    private final ReplayPreparation preparation;
    private final ReplayDestinations destinations;
    private final ReplayReader reader;
    private final Notices notices;

    ReplayControl(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            History history,
            Audit audit,
            ReplayPreparation preparation,
            ReplayDestinations destinations,
            ReplayReader reader,
            Notices notices) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.audit = audit;
        this.preparation = preparation;
        this.destinations = destinations;
        this.reader = reader;
        this.notices = notices;
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
                change(replay, null, ReplayState.RUNNING, ReplayState.PAUSED, why, actor, "PAUSE");
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
                change(replay, destination, ReplayState.PAUSED, ReplayState.RUNNING, null, actor, "RESUME");
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
                notices.paused(replay, ReplayDestination.name(destination) + ": " + why);
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

    private void change(
            UUID replay,
            String destination,
            ReplayState from,
            ReplayState to,
            String why,
            String actor,
            String action) {
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
        recorded(replay, destination, to == ReplayState.RUNNING ? "RESUMED" : to.name(), actor, action);
    }

    private ConflictException notSo(UUID replay, String action) {
        return new ConflictException("Nothing to " + action.toLowerCase(java.util.Locale.ROOT)
                + ": this replay is "
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
            notices.ended(replay, state, why);
            return true;
        }));
    }
}
