package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Filter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what entries failed of. */
@Component
public class Causes {

    private final JdbcClient jdbc;

    public Causes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What the entries that {@code filter} lets through failed of: those with most unresolved ones first. */
    public List<Cause> list(Filter filter) {
        EntryQuery condition = EntryQuery.of(filter);
        Map<String, Cause> causes = new LinkedHashMap<>();
        jdbc.sql(
                        "select d.fingerprint, d.state, count(*) as n, min(d.first_at) as first_at, max(d.last_at) as last_at, min(d.filed_at) as filed_at from "
                                + condition.from() + " where " + condition.where() + " group by d.fingerprint, d.state")
                .params(condition.params())
                .query(row -> {
                    String state = row.getString("state");
                    causes.merge(
                            row.getString("fingerprint"),
                            new Cause(
                                    row.getString("fingerprint"),
                                    null,
                                    null,
                                    null,
                                    null,
                                    null,
                                    row.getLong("n"),
                                    new TreeMap<>(Map.of(state, row.getLong("n"))),
                                    instant(row, "first_at"),
                                    instant(row, "last_at"),
                                    EntryState.UNRESOLVED.contains(state) ? instant(row, "filed_at") : null),
                            Causes::sum);
                });
        List<Cause> all = new ArrayList<>();
        jdbc.sql("select fingerprint, reason, route, status, exception, detail from cause")
                .query(row -> {
                    Cause found = causes.get(row.getString("fingerprint"));
                    if (found != null) {
                        all.add(new Cause(
                                found.fingerprint(),
                                row.getString("reason"),
                                row.getString("route"),
                                row.getObject("status", Integer.class),
                                row.getString("exception"),
                                row.getString("detail"),
                                found.count(),
                                found.byState(),
                                found.first(),
                                found.last(),
                                found.oldest()));
                    }
                });
        all.sort(Comparator.comparingLong(Causes::unresolved)
                .thenComparingLong(Cause::count)
                .reversed());
        return all;
    }

    /** What is known of each cause, without its entries: those are not counted. */
    public List<Cause> known() {
        return jdbc.sql("select fingerprint, reason, route, status, exception, detail from cause")
                .query((row, number) -> new Cause(
                        row.getString("fingerprint"),
                        row.getString("reason"),
                        row.getString("route"),
                        row.getObject("status", Integer.class),
                        row.getString("exception"),
                        row.getString("detail"),
                        0,
                        Map.of(),
                        null,
                        null,
                        null))
                .list();
    }

    private static Cause sum(Cause one, Cause other) {
        Map<String, Long> byState = new TreeMap<>(one.byState());
        other.byState().forEach((state, n) -> byState.merge(state, n, Long::sum));
        Comparator<Instant> order = Comparator.nullsLast(Comparator.naturalOrder());
        return new Cause(
                one.fingerprint(),
                null,
                null,
                null,
                null,
                null,
                one.count() + other.count(),
                byState,
                one.first().isBefore(other.first()) ? one.first() : other.first(),
                one.last().isAfter(other.last()) ? one.last() : other.last(),
                order.compare(one.oldest(), other.oldest()) <= 0 ? one.oldest() : other.oldest());
    }

    private static long unresolved(Cause cause) {
        return cause.byState().entrySet().stream()
                .filter(e -> EntryState.UNRESOLVED.contains(e.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    public boolean exists(String fingerprint) {
        return jdbc.sql("select count(*) from cause where fingerprint = ?")
                        .param(fingerprint)
                        .query(Integer.class)
                        .single()
                > 0;
    }

    /** A cause with all its entries; empty where it has none. */
    public Optional<Cause> find(String fingerprint) {
        return list(Filter.ALL.with(Set.of(), fingerprint)).stream().findFirst();
    }

    /** How many entries there are, of whichever cause. */
    long entries() {
        return jdbc.sql("select count(*) from dead_letter").query(Long.class).single();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }
}
