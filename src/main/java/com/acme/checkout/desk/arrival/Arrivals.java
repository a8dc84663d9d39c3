package com.acme.checkout.desk.arrival;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts dead letters by the time at which they failed last, as the filter of the lists does: one that failed again after a replay
 * counts when it did.
 */
@Component
public class Arrivals {

    /** Those with most arrivals; all others are counted together. */
    static final int SERIES = 5;

    private final JdbcClient jdbc;

    public Arrivals(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Arrivals of one destination or cause.
     *
     * @param key the destination's name, empty where none was picked; the cause's fingerprint; null for all that have no series of
     *     their own
     * @param total of all bars
     * @param counts for each bar, in the order of time
     */
    public record Series(String key, long total, long[] counts) {}

    /**
     * Arrivals of a period.
     *
     * @param from begin of the first bar
     * @param to end of the last one, exclusive
     * @param stepSeconds length of each
     * @param total of all series
     * @param series those with most arrivals first, the rest last
     */
    public record Counted(
            String period, String by, Instant from, Instant to, long stepSeconds, long total, List<Series> series) {}

    /** What arrived in the {@code period} that ends with {@code now}. */
    public Counted count(Period period, Grouping by, Instant now) {
        Instant from = period.from(now);
        Instant to = period.to(now);
        long step = period.step().toSeconds();
        Map<String, long[]> counts = new HashMap<>();
        jdbc.sql(statement(by, bars(from, period))).query(row -> {
            counts.computeIfAbsent(row.getString("name"), name -> new long[period.bars()])[row.getInt("bar")] =
                    row.getLong("n");
        });
        List<Series> all = new ArrayList<>();
        counts.forEach(
                (name, each) -> all.add(new Series(name, Arrays.stream(each).sum(), each)));
        all.sort(Comparator.comparingLong(Series::total).reversed().thenComparing(Series::key));
        return new Counted(
                period.label(),
                by.label(),
                from,
                to,
                step,
                all.stream().mapToLong(Series::total).sum(),
                largest(all, period.bars()));
    }

    /**
     * Bar by bar from the index dead_letter_arrivals: no row is read. To compute each entry's bar takes many times as long: H2 is slow
     * with parts of times, and PostgreSQL, which does not know how few bars that makes, sorts all entries on the disk.
     */
    static String statement(Grouping by, String bars) {
        return "select b.bar, d." + by.column() + " as name, count(*) as n from (values " + bars
                + ") b (bar, since, until) join dead_letter d on d.last_at >= b.since and d.last_at < b.until group by b.bar, d."
                + by.column();
    }

    /** Number, begin and end of each bar. */
    static String bars(Instant from, Period period) {
        return IntStream.range(0, period.bars())
                .mapToObj(bar -> "(" + bar + ", " + time(from, period, bar) + ", " + time(from, period, bar + 1) + ")")
                .collect(Collectors.joining(", "));
    }

    private static String time(Instant from, Period period, int bar) {
        return "timestamp with time zone '" + from.plus(period.step().multipliedBy(bar)) + "'";
    }

    private static List<Series> largest(List<Series> all, int bars) {
        if (all.size() <= SERIES + 1) {
            return all;
        }
        List<Series> shown = new ArrayList<>(all.subList(0, SERIES));
        long[] rest = new long[bars];
        all.subList(SERIES, all.size()).forEach(each -> Arrays.setAll(rest, i -> rest[i] + each.counts()[i]));
        shown.add(new Series(null, Arrays.stream(rest).sum(), rest));
        return shown;
    }
}
