package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.selection.Selection;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/** What operators write about entries and causes, for whoever looks next: each note with its line in the audit. */
@Component
public class Notes {

    private static final int LONGEST = 4000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Audit audit;

    public Notes(JdbcClient jdbc, TransactionTemplate transactions, Audit audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.audit = audit;
    }

    /** Notes as the API gives them out. */
    public record NoteList(List<Note> notes) {}

    /** A note as the API takes it. */
    public record NewNote(String text) {}

    /** The oldest first. */
    public List<Note> of(UUID entry) {
        return notes("dead_letter = ?", entry);
    }

    /** The oldest first. */
    public List<Note> ofCause(String fingerprint) {
        return notes("fingerprint = ?", fingerprint);
    }

    /** The latest note about a cause, and how many there are. */
    public record Latest(Note note, long count) {}

    /** Of each cause that has notes, by its fingerprint. */
    public Map<String, Latest> latestOfCauses() {
        Map<String, Latest> latest = new HashMap<>();
        jdbc.sql("select n.fingerprint, n.at, n.actor, n.text, c.notes from note n join"
                        + " (select max(id) as id, count(*) as notes from note where fingerprint is not null group by fingerprint) c"
                        + " on c.id = n.id")
                .query(row -> {
                    latest.put(
                            row.getString("fingerprint"),
                            new Latest(
                                    new Note(
                                            row.getObject("at", OffsetDateTime.class)
                                                    .toInstant(),
                                            row.getString("actor"),
                                            row.getString("text")),
                                    row.getLong("notes")));
                });
        return latest;
    }

    private List<Note> notes(String condition, Object key) {
        return jdbc.sql("select at, actor, text from note where " + condition + " order by id")
                .param(key)
                .query((row, number) -> new Note(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("text")))
                .list();
    }

    /** @throws IllegalArgumentException an empty note, or more than 4000 characters */
    public void add(UUID entry, String text, String actor) {
        add(entry, null, Selection.of(entry), 1, text, actor);
    }

    /** @throws IllegalArgumentException an empty note, or more than 4000 characters */
    public void addToCause(String fingerprint, String text, String actor) {
        add(null, fingerprint, new Selection(null, fingerprint, null), null, text, actor);
    }

    private void add(UUID entry, String fingerprint, Selection about, Integer count, String text, String actor) {
        String clean =
                text == null ? "" : text.replace("\0", "").replace("\r\n", "\n").strip();
        if (clean.isEmpty() || clean.length() > LONGEST) {
            throw new IllegalArgumentException("A note must be 1 to " + LONGEST + " characters long.");
        }
        transactions.executeWithoutResult(transaction -> {
            jdbc.sql(
                            "insert into note (at, actor, dead_letter, fingerprint, text) values (:at, :actor, :entry, :fingerprint, :text)")
                    .param("at", OffsetDateTime.now(ZoneOffset.UTC))
                    .param("actor", actor)
                    .param("entry", entry)
                    .param("fingerprint", fingerprint)
                    .param("text", clean)
                    .update();
            audit.record(actor, "NOTE", about, count, null, null);
        });
    }
}
