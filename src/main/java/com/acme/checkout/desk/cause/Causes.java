package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.selection.EntryQuery;
import com.acme.checkout.desk.selection.Filter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads what entries failed of. */
@Component
public class Causes {

    /** Bars of {@link #arrivals}. */
    static final int HOURS = 24;

    private static final long HOUR_SECONDS = 3600;

    /** Values that one statement takes. */
    private static final int CHUNK = 1000;

    private final JdbcClient jdbc;
    private final Snoozes snoozes;

    public Causes(JdbcClient jdbc) {
        this.jdbc = jdbc;
        this.snoozes = new Snoozes(jdbc);
    }

    /** What the entries that {@code filter} lets through failed of: those with most unresolved ones first. */
    public List<Cause> list(Filter filter) {
        Map<String, Tally> tallies = tallies(filter);
        Map<Long, String> details = details(tallies.values());
        Instant now = Instant.now();
        List<KnownCause> known = snoozes.ended(known(), now).stream()
                .filter(each -> tallies.containsKey(each.fingerprint()))
                .toList();
        List<Cause> all = new ArrayList<>();
        for (KnownCause each : known) {
            Tally tally = tallies.get(each.fingerprint());
            all.add(tally.of(each, details.get(tally.latest()), now));
        }
        all.sort(Comparator.comparingLong(Cause::unresolved)
                .thenComparingLong(Cause::count)
                .reversed()
                .thenComparing(Cause::fingerprint));
        return all;
    }

    /** All of it is in the index dead_letter_overview, where the filter asks for no more: no row is read. */
    private Map<String, Tally> tallies(Filter filter) {
        EntryQuery condition = EntryQuery.of(filter);
        Map<String, Tally> tallies = new HashMap<>();
        jdbc.sql("select d.fingerprint, d.state, d.destination, count(*) as n, min(d.first_at) as first_at,"
                        + " max(d.last_at) as last_at, max(d.seq) as latest from " + condition.from() + " where "
                        + condition.where() + " group by d.fingerprint, d.state, d.destination")
                .params(condition.params())
                .query(row -> {
                    tallies.computeIfAbsent(row.getString("fingerprint"), key -> new Tally())
                            .add(row);
                });
        return tallies;
    }

    private Map<Long, String> details(Collection<Tally> tallies) {
        List<Long> latest = tallies.stream().map(Tally::latest).toList();
        Map<Long, String> details = new HashMap<>();
        for (int from = 0; from < latest.size(); from += CHUNK) {
            jdbc.sql("select seq, detail from dead_letter where seq in (:latest)")
                    .param("latest", latest.subList(from, Math.min(latest.size(), from + CHUNK)))
                    .query(row -> {
                        details.put(row.getLong("seq"), row.getString("detail"));
                    });
        }
        return details;
    }

    /**
     * How many of the entries that {@code filter} lets through failed last in each of 24 hours, by cause; the last of these is the
     * hour of {@code now}. A cause without any is left out.
     */
    Map<String, long[]> arrivals(Filter filter, Instant now) {
        EntryQuery condition = EntryQuery.of(filter);
        long begin = now.getEpochSecond() / HOUR_SECONDS - HOURS + 1;
        Map<String, long[]> arrivals = new HashMap<>();
        // In a day each hour comes once. Numbers that are not whole are not divided: H2 takes many times as long for
        // it.
        jdbc.sql("select d.fingerprint, extract(hour from d.last_at at time zone 'UTC') as bar, count(*) as n from "
                        + condition.from() + " where " + condition.where()
                        + " and d.last_at >= :since and d.last_at < :until group by 1, 2")
                .params(condition.params())
                .param("since", Instant.ofEpochSecond(begin * HOUR_SECONDS).atOffset(ZoneOffset.UTC))
                .param(
                        "until",
                        Instant.ofEpochSecond((begin + HOURS) * HOUR_SECONDS).atOffset(ZoneOffset.UTC))
                .query(row -> {
                    arrivals.computeIfAbsent(row.getString("fingerprint"), key -> new long[HOURS])[
                                    (int) Math.floorMod(row.getLong("bar") - begin, (long) HOURS)] +=
                            row.getLong("n");
                });
        return arrivals;
    }

    /** Ends the snoozes of those that have grown tenfold. */
    void endSnoozes() {
        snoozes.ended(known(), Instant.now());
    }

    /** How many entries of a cause somebody has still to do something about. */
    long unresolved(String fingerprint) {
        return snoozes.unresolved(fingerprint);
    }

    /** What is known of each cause, without its entries: those are not counted. */
    public List<KnownCause> known() {
        return jdbc.sql(KnownCause.SELECT)
                .query((row, number) -> KnownCause.of(row))
                .list();
    }

    /** The same of one; empty where there is no such cause. */
    Optional<KnownCause> known(String fingerprint) {
        return jdbc.sql(KnownCause.SELECT + " where c.fingerprint = :cause")
                .param("cause", fingerprint)
                .query((row, number) -> KnownCause.of(row))
                .optional();
    }

    public boolean exists(String fingerprint) {
        return known(fingerprint).isPresent();
    }

    /** A cause with all its entries; empty where it has none. */
    public Optional<Cause> find(String fingerprint) {
        return list(Filter.ALL.with(Set.of(), fingerprint)).stream().findFirst();
    }

    /** How many entries there are, of whichever cause. */
    long entries() {
        return jdbc.sql("select count(*) from dead_letter").query(Long.class).single();
    }
}
