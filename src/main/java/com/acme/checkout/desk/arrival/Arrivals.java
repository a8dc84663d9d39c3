package com.acme.checkout.desk.arrival;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
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
        Map<Integer, Integer> bars = bars(period, from, to);
        // The bar of a time is found here: H2 takes many times as long to divide the seconds since 1970.
        jdbc.sql("select d." + by.column() + " as name, extract(day from d.last_at at time zone 'UTC') as dd,"
                        + " extract(hour from d.last_at at time zone 'UTC') as hh,"
                        + " cast(extract(minute from d.last_at at time zone 'UTC') as int) / :minutes as mm, count(*) as n"
                        + " from dead_letter d where d.last_at >= :from and d.last_at < :to group by 1, 2, 3, 4")
                .param("minutes", period.minutes())
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    int bar = bars.get(key(row.getInt("dd"), row.getInt("hh"), row.getInt("mm")));
                    counts.computeIfAbsent(row.getString("name"), name -> new long[period.bars()])[bar] +=
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

    /** Each part of an hour with its bar: no period is so long that a day of the month comes twice. */
    private static Map<Integer, Integer> bars(Period period, Instant from, Instant to) {
        Map<Integer, Integer> bars = new HashMap<>();
        for (Instant at = from; at.isBefore(to); at = at.plusSeconds(period.minutes() * 60L)) {
            OffsetDateTime utc = at.atOffset(ZoneOffset.UTC);
            bars.put(key(utc.getDayOfMonth(), utc.getHour(), utc.getMinute() / period.minutes()), (int)
                    Duration.between(from, at).dividedBy(period.step()));
        }
        return bars;
    }

    private static int key(int day, int hour, int part) {
        return (day * 100 + hour) * 100 + part;
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
