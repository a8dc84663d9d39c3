package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Previews;
import com.acme.checkout.desk.selection.Selection;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Decides, with a reason, that nothing is to be done about entries; and takes that back. */
@Component
public class Discards {

    private static final int LONGEST = 500;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final History history;
    private final Audit audit;
    private final Previews previews;
    private final Notices notices;

    public Discards(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            History history,
            Audit audit,
            Previews previews,
            Notices notices) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.audit = audit;
        this.previews = previews;
        this.notices = notices;
    }

    /** Each with the entries it is for, what it makes of them, and the word for it in their history. */
    private enum Action {
        DISCARD("d.state in ('OPEN', 'FAILED_AGAIN')", "state = 'DISCARDED', discard_id = :token", "DISCARDED"),
        RESTORE(
                "d.state = 'DISCARDED'",
                "state = case when failures > 0 then 'FAILED_AGAIN' else 'OPEN' end, discard_id = null",
                "RESTORED");

        final String from;
        final String to;
        final String kind;

        Action(String from, String to, String kind) {
            this.from = from;
            this.to = to;
            this.kind = kind;
        }
    }

    /**
     * What would be done.
     *
     * @param count how many entries it would be done to
     * @param leftAlone how many that are chosen it would not be done to
     * @param token what confirms exactly this
     */
    public record Preview(int count, int leftAlone, UUID token) {}

    public Preview previewDiscard(Selection selection, String actor) {
        return preview(Action.DISCARD, selection, actor);
    }

    public Preview previewRestore(Selection selection, String actor) {
        return preview(Action.RESTORE, selection, actor);
    }

    private Preview preview(Action action, Selection selection, String actor) {
        return transactions.execute(transaction -> {
            UUID token = previews.freeze(action.name(), selection, action.from, "false", actor);
            int count = previews.count(token, false);
            EntryQuery chosen = EntryQuery.of(selection);
            int all = jdbc.sql("select count(*) from " + chosen.from() + " where " + chosen.where())
                    .params(chosen.params())
                    .query(Integer.class)
                    .single();
            return new Preview(count, Math.max(0, all - count), token);
        });
    }

    /**
     * What was done.
     *
     * @param count to how many entries
     * @param selection what was chosen then
     * @param id of a discard: what {@link com.acme.checkout.desk.selection.Filter#discard} finds its entries by, to undo it; null where it was
     *     done to none
     */
    public record Done(int count, Selection selection, UUID id) {}

    /**
     * Discards those of the selection that are open or failed again.
     *
     * @throws IllegalArgumentException no reason, or more than 500 characters
     */
    public Done discard(Selection selection, String reason, String actor) {
        String why = why(reason);
        return transactions.execute(transaction -> confirm(
                Action.DISCARD,
                previews.freeze(Action.DISCARD.name(), selection, Action.DISCARD.from, "false", actor),
                why,
                actor));
    }

    /**
     * Discards what was previewed.
     *
     * @throws IllegalArgumentException no reason, or more than 500 characters
     * @throws ConflictException it is not as it was shown
     */
    public Done discard(UUID token, String reason, String actor) {
        return confirm(Action.DISCARD, token, why(reason), actor);
    }

    /** Takes discarding back for those of the selection that are discarded; how many. */
    public int restore(Selection selection, String actor) {
        return transactions
                .execute(transaction -> confirm(
                        Action.RESTORE,
                        previews.freeze(Action.RESTORE.name(), selection, Action.RESTORE.from, "false", actor),
                        null,
                        actor))
                .count();
    }

    /**
     * Restores what was previewed.
     *
     * @throws ConflictException it is not as it was shown
     */
    public Done restore(UUID token, String actor) {
        return confirm(Action.RESTORE, token, null, actor);
    }

    private static String why(String reason) {
        String why = reason == null ? "" : reason.replaceAll("\\p{Cntrl}", " ").strip();
        if (why.isEmpty() || why.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "reason must be 1 to " + LONGEST + " characters: whoever looks next wants to know why.");
        }
        return why;
    }

    private Done confirm(Action action, UUID token, String why, String actor) {
        return transactions.execute(transaction -> {
            Selection selection = previews.take(token, action.name(), actor);
            OffsetDateTime now = DatabaseTime.now();
            int rows = jdbc.sql("update dead_letter set " + action.to
                            + ", discard_reason = :why, changed_at = :now where " + Previews.UNCHANGED)
                    .param("why", why)
                    .param("now", now)
                    .params(previews.unchanged(token, false))
                    .update();
            if (rows > 0) {
                // As long as the preview says which they are.
                history.recordAll(actor, Previews.entries(token, false), null, action.kind, why);
            }
            previews.confirmed(token, false, rows, now);
            if (rows == 0) {
                // Nobody did anything.
                return new Done(0, selection, null);
            }
            audit.record(
                    new Audit.Action(actor, action.name(), null, action == Action.DISCARD ? token : null),
                    selection,
                    rows,
                    why);
            if (action == Action.DISCARD) {
                notices.discarded(rows);
            }
            return new Done(rows, selection, action == Action.DISCARD ? token : null);
        });
    }
}
