package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Filter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
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
    private static final int STRETCH = 4000;

    private final JdbcClient jdbc;

    public Entries(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The newest that {@code filter} lets through.
     *
     * @param after {@link EntryList#next()} of the page before; null: from the newest on
     * @throws IllegalArgumentException {@code after} is not from here
     */
    public EntryList page(Filter filter, String after, int limit) {
        // Which first: that is read from an index, however many there are.
        List<Long> which = newest(
                filter,
                "d.seq",
                after == null ? Long.MAX_VALUE : seq(after),
                limit + 1,
                (row, number) -> row.getLong(1));
        List<Entry> entries = new ArrayList<>(
                which.isEmpty()
                        ? List.of()
                        : jdbc.sql("select " + COLUMNS + " from dead_letter d where d.seq in (:which)")
                                .param("which", which)
                                .query((row, number) -> entry(row))
                                .list());
        // Here, since H2 2.3 takes a list in an index's order for "order by … desc" (seen with an index that begins
        // with seq).
        entries.sort(Comparator.comparingLong(Entry::seq).reversed());
        boolean more = entries.size() > limit;
        return new EntryList(
                more ? List.copyOf(entries.subList(0, limit)) : entries,
                more ? Long.toString(entries.get(limit - 1).seq()) : null);
    }

    /**
     * The newest {@code limit} below the number {@code before}. A search reads every text on its way, and neither database knows how
     * soon it will have found enough: it is asked stretch by stretch, each four times as long as the one before.
     */
    private <T> List<T> newest(Filter filter, String columns, long before, int limit, RowMapper<T> row) {
        EntryQuery condition = EntryQuery.of(filter);
        String select = "select " + columns + " from " + condition.from() + " where " + condition.where();
        if (filter.text() == null) {
            return jdbc.sql(select + (before == Long.MAX_VALUE ? "" : " and d.seq < :before")
                            + " order by d.seq desc limit :limit")
                    .params(condition.params())
                    .param("before", before)
                    .param("limit", limit)
                    .query(row)
                    .list();
        }
        List<T> found = new ArrayList<>();
        long top = Math.min(
                before,
                jdbc.sql("select coalesce(max(seq), 0) + 1 from search")
                        .query(Long.class)
                        .single());
        for (long stretch = STRETCH; top > 0 && found.size() < limit; stretch *= 4) {
            long bottom = Math.max(0, top - stretch);
            found.addAll(jdbc.sql(select + " and s.seq >= :bottom and s.seq < :top order by s.seq desc limit :limit")
                    .params(condition.params())
                    .param("bottom", bottom)
                    .param("top", top)
                    .param("limit", limit - found.size())
                    .query(row)
                    .list());
            top = bottom;
        }
        return found;
    }

    private static long seq(String after) {
        try {
            return Long.parseLong(after);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("after must be the value of next in an earlier answer.");
        }
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
            counted = newest(filter, "d.state, d.reason, 1 as n", Long.MAX_VALUE, most, count);
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
