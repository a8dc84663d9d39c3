package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.selection.Selection;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** Writes notes, each with its line in the audit, however the operator came. */
@Component
public class WrittenNotes {

    private final Notes notes;
    private final Audit audit;
    private final TransactionTemplate transactions;

    public WrittenNotes(Notes notes, Audit audit, TransactionTemplate transactions) {
        this.notes = notes;
        this.audit = audit;
        this.transactions = transactions;
    }

    /** @throws IllegalArgumentException an empty note, or more than 4000 characters */
    public void onEntry(UUID id, String text, String actor) {
        transactions.executeWithoutResult(transaction -> {
            notes.add(id, text, actor);
            audit.record(actor, "NOTE", Selection.of(id), 1, null, null);
        });
    }

    /** @throws IllegalArgumentException an empty note, or more than 4000 characters */
    public void onCause(String fingerprint, String text, String actor) {
        transactions.executeWithoutResult(transaction -> {
            notes.addToCause(fingerprint, text, actor);
            audit.record(actor, "NOTE", new Selection(null, fingerprint, null), null, null, null);
        });
    }
}
