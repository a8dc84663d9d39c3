package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.access.Audit;
import com.acme.checkout.desk.store.Condition;
import com.acme.checkout.desk.store.History;
import com.acme.checkout.desk.store.Selection;
import java.util.HashMap;
import java.util.Map;
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

    Discards(JdbcClient jdbc, TransactionTemplate transactions, History history, Audit audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.audit = audit;
    }

    /**
     * Discards those of the selection that are open or failed again; how many.
     *
     * @throws IllegalArgumentException no reason, or more than 500 characters
     */
    public int discard(Selection selection, String reason, String actor) {
        String why = reason == null ? "" : reason.replaceAll("\\p{Cntrl}", " ").strip();
        if (why.isEmpty() || why.length() > LONGEST) {
            throw new IllegalArgumentException("reason must be 1 to " + LONGEST + " characters: whoever looks next wants to know why.");
        }
        return change(selection, "d.state in ('OPEN', 'FAILED_AGAIN')", "state = 'DISCARDED', discard_reason = :why", why, actor, "DISCARD", "DISCARDED");
    }

    /** Takes discarding back for those of the selection that are discarded; how many. */
    public int restore(Selection selection, String actor) {
        return change(selection, "d.state = 'DISCARDED'", "state = case when failures > 0 then 'FAILED_AGAIN' else 'OPEN' end, discard_reason = :why",
                null, actor, "RESTORE", "RESTORED");
    }

    private int change(Selection selection, String from, String to, String why, String actor, String action, String kind) {
        Condition chosen = Condition.of(selection);
        Condition condition = new Condition(chosen.from(), '(' + chosen.where() + ") and " + from, chosen.params());
        return transactions.execute(transaction -> {
            history.recordAll(actor, condition, null, kind, why);
            Map<String, Object> params = new HashMap<>(condition.params());
            params.put("why", why);
            params.put("now", Replays.now());
            int rows = jdbc.sql("update dead_letter set " + to + ", changed_at = :now where seq in (select d.seq from " + condition.from()
                    + " where " + condition.where() + ") and " + from.replace("d.", "")).params(params).update();
            audit.record(actor, action, selection, rows, null, why);
            return rows;
        });
    }
}
