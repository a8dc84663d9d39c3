package com.acme.checkout.desk.arrival;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        // All of it is in the index dead_letter_overview: no row is read.
        jdbc.sql("select d." + by.column()
                        + " as name, cast(floor(extract(epoch from d.last_at) / :step) as bigint) as bar, count(*) as n"
                        + " from dead_letter d where d.last_at >= :from and d.last_at < :to group by 1, 2")
                .param("step", step)
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    counts.computeIfAbsent(row.getString("name"), name -> new long[period.bars()])[
                                    (int) (row.getLong("bar") - from.getEpochSecond() / step)] +=
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
