package com.acme.checkout.desk.audit;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What operators write about entries and causes, for whoever looks next. */
@Component
public class Notes {

    private static final int LONGEST = 4000;

    private final JdbcClient jdbc;

    public Notes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    public List<Note> of(UUID entry) {
        return notes("dead_letter = ?", entry);
    }

    public List<Note> ofCause(String fingerprint) {
        return notes("fingerprint = ?", fingerprint);
    }

    private List<Note> notes(String condition, Object key) {
        return jdbc.sql("select at, actor, text from note where " + condition + " order by id").param(key)
                .query((row, number) -> new Note(row.getObject("at", OffsetDateTime.class).toInstant(), row.getString("actor"), row.getString("text"))).list();
    }

    /** @throws IllegalArgumentException an empty note, or more than 4000 characters */
    public void add(UUID entry, String text, String actor) {
        insert(entry, null, text, actor);
    }

    /** @throws IllegalArgumentException an empty note, or more than 4000 characters */
    public void addToCause(String fingerprint, String text, String actor) {
        insert(null, fingerprint, text, actor);
    }

    private void insert(UUID entry, String fingerprint, String text, String actor) {
        String clean = text == null ? "" : text.replace("\0", "").strip();
        if (clean.isEmpty() || clean.length() > LONGEST) {
            throw new IllegalArgumentException("text must be 1 to " + LONGEST + " characters.");
        }
        jdbc.sql("insert into note (at, actor, dead_letter, fingerprint, text) values (:at, :actor, :entry, :fingerprint, :text)")
                .param("at", OffsetDateTime.now(ZoneOffset.UTC)).param("actor", actor).param("entry", entry)
                .param("fingerprint", fingerprint).param("text", clean).update();
    }
}
