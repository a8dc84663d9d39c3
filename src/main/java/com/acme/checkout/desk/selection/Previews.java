package com.acme.checkout.desk.selection;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What an operator was shown, entry by entry: what is confirmed is done to exactly these, each as it was then, or to none.
 * All of it in the caller's transaction.
 */
@Component
public class Previews {

    /**
     * The entries that a preview holds and that nothing has happened to since, as a condition on {@code dead_letter} with
     * the parameters of {@link #unchanged}. No {@code in}: H2 would look through all that was shown for each that it changes.
     */
    public static final String UNCHANGED =
            "seq between :first and :last and exists (select 1 from preview_entry p where p.token = :token and p.seq = dead_letter.seq "
                    + "and p.changed_at = dead_letter.changed_at and (not p.held or :held))";

    /** A condition on {@code dead_letter d}: a replay that is still being prepared has been confirmed with it. */
    public static final String SPOKEN_FOR =
            "exists (select 1 from operation o join preview_entry c on c.token = o.preview where o.state = 'PREPARING' and c.seq = d.seq "
                    + "and (not c.held or o.held_back))";

    /** How long what an operator was shown can be confirmed. */
    public static final Duration VALID = Duration.ofHours(1);

    private final JdbcClient jdbc;
    private final ObjectMapper json;

    public Previews(JdbcClient jdbc, @Qualifier(MvcConfiguration.JSON) ObjectMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Keeps those of the selection that are eligible now.
     *
     * @param eligible a condition on {@code dead_letter d}
     * @param held a condition on {@code dead_letter d}: kept apart, to be taken along only where that is said
     */
    public UUID freeze(String action, Selection selection, String eligible, String held, String actor) {
        UUID token = UUID.randomUUID();
        EntryQuery condition = EntryQuery.of(selection);
        jdbc.sql(
                        "insert into preview (token, action, actor, created_at, selection) values (:token, :action, :actor, :now, :selection)")
                .param("token", token)
                .param("action", action)
                .param("actor", actor)
                .param("now", DatabaseTime.now())
                .param("selection", text(selection))
                .update();
        jdbc.sql(
                        "insert into preview_entry (token, seq, changed_at, held) select cast(:token as uuid), d.seq, d.changed_at, "
                                + held + " from " + condition.from() + " where (" + condition.where() + ") and "
                                + eligible)
                .params(condition.params())
                .param("token", token.toString())
                .update();
        return token;
    }

    /** How many entries a preview holds. */
    public int count(UUID token, boolean held) {
        return jdbc.sql("select count(*) from preview_entry where token = :token and (not held or :held)")
                .param("token", token)
                .param("held", held)
                .query(Integer.class)
                .single();
    }

    /** The parameters of {@link #UNCHANGED}. */
    public Map<String, Object> unchanged(UUID token, boolean held) {
        return jdbc.sql(
                        "select coalesce(min(seq), 0) as first, coalesce(max(seq), 0) as last from preview_entry where token = :token")
                .param("token", token)
                .query((row, number) -> Map.<String, Object>of(
                        "token", token, "held", held, "first", row.getLong("first"), "last", row.getLong("last")))
                .single();
    }

    /** As {@link #unchanged}, of at most so many; empty where none is left. */
    public Map<String, Object> some(UUID token, boolean held, int limit) {
        return jdbc.sql(
                        "select min(seq) as first, max(seq) as last from (select seq from preview_entry where token = :token and (not held or :held) order by seq limit :limit) chunk")
                .param("token", token)
                .param("held", held)
                .param("limit", limit)
                .query((row, number) -> row.getObject("first") == null
                        ? Map.<String, Object>of()
                        : Map.<String, Object>of(
                                "token",
                                token,
                                "held",
                                held,
                                "first",
                                row.getLong("first"),
                                "last",
                                row.getLong("last")))
                .single();
    }

    /** What {@link #some} told is done. */
    public void dropSome(Map<String, Object> some) {
        jdbc.sql(
                        "delete from preview_entry where token = :token and seq between :first and :last and (not held or :held)")
                .params(some)
                .update();
    }

    /** The entries of a preview, whatever has become of them. */
    public static EntryQuery entries(UUID token, boolean held) {
        return new EntryQuery(
                "preview_entry p join dead_letter d on d.seq = p.seq",
                "p.token = :token and (not p.held or :held)",
                new HashMap<>(Map.of("token", token, "held", held)));
    }

    private record Kept(String action, String actor, OffsetDateTime at, String selection) {}

    /**
     * What was chosen when this was previewed. Nobody else can confirm it meanwhile.
     *
     * @throws ConflictException it can't be confirmed, or not any more
     */
    public Selection take(UUID token, String action, String actor) {
        Optional<Kept> kept = jdbc.sql(
                        "select action, actor, created_at, selection from preview where token = ? for update")
                .param(token)
                .query((row, number) -> new Kept(
                        row.getString("action"),
                        row.getString("actor"),
                        row.getObject("created_at", OffsetDateTime.class),
                        row.getString("selection")))
                .optional();
        if (kept.isEmpty() || kept.get().at().isBefore(DatabaseTime.now().minus(VALID))) {
            throw new ConflictException(
                    "There is nothing to confirm any more: it was confirmed already, or shown more than an hour ago. Look again.");
        }
        if (!kept.get().action().equals(action) || !kept.get().actor().equals(actor)) {
            throw new ConflictException("This token is of something else: "
                    + kept.get().action() + ", shown to " + kept.get().actor() + ".");
        }
        try {
            return json.readValue(kept.get().selection(), Selection.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a preview's selection is one", e);
        }
    }

    /**
     * To be called after a change of all that is {@link #UNCHANGED}, and ends the preview.
     *
     * @param done how many it was done to
     * @param now what it set {@code changed_at} to
     * @throws ConflictException it was not done to each entry that was shown; says what has become of the others
     */
    public void confirmed(UUID token, boolean held, int done, OffsetDateTime now) {
        check(token, held, done, now);
        drop(token);
    }

    /**
     * As {@link #confirmed}, and the preview stays.
     *
     * @throws ConflictException it was not done to each entry that was shown; says what has become of the others
     */
    public void check(UUID token, boolean held, int done, OffsetDateTime now) {
        int shown = count(token, held);
        if (done != shown) {
            StringJoiner others = new StringJoiner(", ");
            jdbc.sql("select case when d.state in ('OPEN', 'FAILED_AGAIN') and " + SPOKEN_FOR
                            + " then 'REPLAYING' else d.state end as state, count(*) as n from preview_entry p left join dead_letter d on d.seq = p.seq where p.token = :token "
                            + "and (not p.held or :held) and (d.seq is null or d.changed_at <> p.changed_at and d.changed_at <> :now or "
                            + SPOKEN_FOR + ") group by 1 order by 1")
                    .param("token", token)
                    .param("held", held)
                    .param("now", now)
                    .query(row -> {
                        others.add(row.getInt("n") + " " + became(row.getString("state")));
                    });
            throw new ConflictException("What was shown has changed: " + shown + " then, and now " + done + ": "
                    + others + ". Nothing was done; look again.");
        }
    }

    /**
     * Whether all that was shown is {@link #UNCHANGED}; nobody can confirm it once more.
     *
     * @throws ConflictException it is not; says what has become of the others
     */
    public void confirming(UUID token, boolean held) {
        int same = jdbc.sql(
                        "select count(*) from preview_entry p join dead_letter d on d.seq = p.seq and d.changed_at = p.changed_at "
                                + "where p.token = :token and (not p.held or :held)"
                                + (isPreparing() ? " and not " + SPOKEN_FOR : ""))
                .param("token", token)
                .param("held", held)
                .query(Integer.class)
                .single();
        check(token, held, same, DatabaseTime.now());
        jdbc.sql("delete from preview where token = ?").param(token).update();
    }

    /** Whether any entry may be {@link #SPOKEN_FOR}: seldom, and a condition less to look at for each of many entries. */
    public boolean isPreparing() {
        return jdbc.sql("select exists (select 1 from operation where state = 'PREPARING')")
                .query(Boolean.class)
                .single();
    }

    private static String became(String state) {
        return state == null
                ? "gone"
                : switch (state) {
                    case "RESOLVED" -> "resolved";
                    case "REPLAYING" -> "being replayed";
                    case "DISCARDED" -> "discarded";
                    case "FAILED_AGAIN" -> "failed again";
                    default -> "changed";
                };
    }

    public void drop(UUID token) {
        jdbc.sql("delete from preview_entry where token = ?").param(token).update();
        jdbc.sql("delete from preview where token = ?").param(token).update();
    }

    public String text(Selection selection) {
        try {
            return json.writeValueAsString(selection);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a selection is always writable", e);
        }
    }
}
