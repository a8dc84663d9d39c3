package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Filter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what is filed. */
@Component
public class Entries {

    static final String COLUMNS =
            "d.seq, d.id, d.state, d.fingerprint, d.reason, d.detail, d.exception, d.status, d.attempts, "
                    + "d.first_at, d.last_at, d.filed_at, d.changed_at, d.source, d.route, d.destination, d.checkout_id, d.cart_id, "
                    + "d.idempotency_key, d.traceparent, d.repaired, d.failures, d.operation, d.discard_reason, d.body_bytes, d.headers_cut";
    private static final int FETCH = 500;

    private final JdbcClient jdbc;
    private final EntryPages pages;

    public Entries(JdbcClient jdbc) {
        this.jdbc = jdbc;
        pages = new EntryPages(jdbc);
    }

    /** As {@link #page(Filter, EntrySort, String, int)}, the newest first. */
    public EntryList page(Filter filter, String after, int limit) {
        return page(filter, EntrySort.NEWEST, after, limit);
    }

    /**
     * Some of those that {@code filter} lets through.
     *
     * @param after {@link EntryList#next()} of the page before, of the same sort; null: from the first on
     * @throws IllegalArgumentException {@code after} is not from here
     */
    public EntryList page(Filter filter, EntrySort sort, String after, int limit) {
        // Which first: that is read from an index, however many there are.
        List<Long> which = pages.some(
                filter,
                sort,
                "d.seq",
                after == null ? null : sort.place(after),
                limit + 1,
                (row, number) -> row.getLong(1));
        Map<Long, Entry> found = new HashMap<>();
        if (!which.isEmpty()) {
            jdbc.sql("select " + COLUMNS + " from dead_letter d where d.seq in (:which)")
                    .param("which", which)
                    .query((row, number) -> entry(row))
                    .list()
                    .forEach(entry -> found.put(entry.seq(), entry));
        }
        // In the database's own order: how it compares texts is its own matter. An entry may be gone meanwhile.
        List<Entry> entries =
                which.stream().map(found::get).filter(Objects::nonNull).toList();
        boolean more = entries.size() > limit;
        return new EntryList(
                more ? entries.subList(0, limit) : entries, more ? sort.next(entries.get(limit - 1)) : null);
    }

    public Counts counts(Filter filter) {
        return counts(filter, Integer.MAX_VALUE);
    }

    /** Of the newest {@code most} at most: for one who only wants to know whether they are many. */
    public Counts counts(Filter filter, int most) {
        Map<String, Long> byState = new TreeMap<>();
        Map<String, Long> byReason = new TreeMap<>();
        RowMapper<Long> count = (row, number) -> {
            byState.merge(row.getString("state"), row.getLong("n"), Long::sum);
            byReason.merge(row.getString("reason"), row.getLong("n"), Long::sum);
            return row.getLong("n");
        };
        List<Long> counted;
        if (most == Integer.MAX_VALUE) {
            EntryQuery condition = EntryQuery.of(filter);
            counted = jdbc.sql("select d.state, d.reason, count(*) as n from " + condition.from() + " where "
                            + condition.where() + " group by d.state, d.reason")
                    .params(condition.params())
                    .query(count)
                    .list();
        } else {
            // A few are counted here: H2 would not stop at the limit of a subquery.
            counted = pages.some(filter, EntrySort.NEWEST, "d.state, d.reason, 1 as n", null, most, count);
        }
        return new Counts(counted.stream().mapToLong(Long::longValue).sum(), byState, byReason);
    }

    public Optional<Entry> find(UUID id) {
        return jdbc.sql("select " + COLUMNS + " from dead_letter d where d.id = ?")
                .param(id)
                .query((row, number) -> entry(row))
                .optional();
    }

    public Optional<Payload> payload(UUID id) {
        return jdbc.sql(
                        "select p.headers, p.body, p.repaired from dead_letter d join payload p on p.seq = d.seq where d.id = ?")
                .param(id)
                .query((row, number) ->
                        new Payload(row.getString("headers"), row.getBytes("body"), row.getBytes("repaired")))
                .optional();
    }

    /** Gives {@code sink} every entry that {@code filter} lets through, the oldest first, a few hundred in memory at a time. */
    public void export(Filter filter, BiConsumer<Entry, Payload> sink) {
        EntryQuery condition = EntryQuery.of(filter);
        long last = 0;
        List<Map.Entry<Entry, Payload>> rows;
        do {
            rows = jdbc.sql("select " + COLUMNS + ", p.headers, p.body, p.repaired as repaired_body from "
                            + condition.from() + " join payload p on p.seq = d.seq where " + condition.where()
                            + " and d.seq > :last order by d.seq limit :limit")
                    .params(condition.params())
                    .param("last", last)
                    .param("limit", FETCH)
                    .query((row, number) -> Map.entry(
                            entry(row),
                            new Payload(row.getString("headers"), row.getBytes("body"), row.getBytes("repaired_body"))))
                    .list();
            for (Map.Entry<Entry, Payload> row : rows) {
                sink.accept(row.getKey(), row.getValue());
                last = row.getKey().seq();
            }
        } while (rows.size() == FETCH);
    }

    static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getLong("seq"),
                row.getObject("id", UUID.class),
                EntryState.valueOf(row.getString("state")),
                row.getString("fingerprint"),
                row.getString("reason"),
                row.getString("detail"),
                row.getString("exception"),
                row.getObject("status", Integer.class),
                row.getInt("attempts"),
                instant(row, "first_at"),
                instant(row, "last_at"),
                instant(row, "filed_at"),
                instant(row, "changed_at"),
                row.getString("source"),
                row.getString("route"),
                row.getString("destination"),
                row.getString("checkout_id"),
                row.getString("cart_id"),
                row.getString("idempotency_key"),
                row.getString("traceparent"),
                row.getBoolean("repaired"),
                row.getInt("failures"),
                row.getObject("operation", UUID.class),
                row.getString("discard_reason"),
                row.getObject("body_bytes", Integer.class),
                row.getBoolean("headers_cut"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
