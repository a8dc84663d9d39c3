package com.acme.checkout.desk.arrival;

import com.acme.checkout.desk.page.Words;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Arrivals as bars in the units of an SVG, and the same as lines of a table.
 *
 * @param slices parts of bars, those of one series in one pattern
 * @param marks  lines across, with their numbers
 * @param times  words below the bars
 * @param lines  the bars that are not empty, the latest first
 */
record Chart(
        int width, int height, int base, List<Slice> slices, List<Mark> marks, List<Mark> times, List<Line> lines) {

    private static final Words WORDS = new Words();
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int WIDTH = 960;
    private static final int LEFT = 64;
    private static final int TOP = 14;
    private static final int BASE = 224;
    private static final int HEIGHT = 252;
    private static final int LEAST = 3;
    private static final int MARKS = 4;

    /** A part of a bar, of the series with this index. */
    record Slice(int series, double x, double y, double width, double height, String title) {}

    /** A word at a place. */
    record Mark(int at, String text) {}

    /** A bar as a line of a table; {@code counts} are the series'. */
    record Line(String time, Instant from, Instant to, List<String> counts, String total) {}

    static Chart of(Arrivals.Counted counted, List<String> names) {
        int bars = (int) ((counted.to().getEpochSecond() - counted.from().getEpochSecond()) / counted.stepSeconds());
        long[] totals = new long[bars];
        counted.series().forEach(each -> Arrays.setAll(totals, i -> totals[i] + each.counts()[i]));
        long top = top(Arrays.stream(totals).max().orElse(0));
        double step = (double) (WIDTH - LEFT) / bars;
        double unit = (double) (BASE - TOP) / top;
        List<Slice> slices = new ArrayList<>();
        List<Line> lines = new ArrayList<>();
        for (int bar = 0; bar < bars; bar++) {
            Instant from = counted.from().plusSeconds(bar * counted.stepSeconds());
            double y = BASE;
            List<String> counts = new ArrayList<>();
            for (int i = 0; i < counted.series().size(); i++) {
                long count = counted.series().get(i).counts()[bar];
                counts.add(WORDS.number(count));
                if (count > 0) {
                    // So that one among thousands is seen.
                    double height = Math.max(LEAST, count * unit);
                    y -= height;
                    slices.add(new Slice(
                            i,
                            rounded(LEFT + bar * step + 1),
                            rounded(y),
                            rounded(step - 2),
                            rounded(height),
                            WORDS.exact(from) + ", " + names.get(i) + ": " + WORDS.number(count)));
                }
            }
            if (totals[bar] > 0) {
                lines.add(
                        0,
                        new Line(
                                WORDS.exact(from),
                                from,
                                from.plusSeconds(counted.stepSeconds()),
                                counts,
                                WORDS.number(totals[bar])));
            }
        }
        return new Chart(WIDTH, HEIGHT, BASE, slices, marks(top, unit), times(counted, bars, step), lines);
    }

    /** The next number that is round, of four equal parts where it is not small. */
    private static long top(long most) {
        long top = MARKS;
        for (long power = 1; top < most; power *= 10) {
            for (long each : new long[] {4, 8, 12, 20, 40}) {
                if (top < most) {
                    top = each * power;
                }
            }
        }
        return top;
    }

    private static List<Mark> marks(long top, double unit) {
        List<Mark> marks = new ArrayList<>();
        for (int i = 0; i <= MARKS; i++) {
            long value = top * i / MARKS;
            marks.add(new Mark((int) Math.round(BASE - value * unit), WORDS.number(value)));
        }
        return marks;
    }

    private static List<Mark> times(Arrivals.Counted counted, int bars, double step) {
        int every = bars == Period.HOUR.bars() ? 10 : bars == Period.DAY.bars() ? 8 : 4;
        List<Mark> times = new ArrayList<>();
        for (int bar = 0; bar < bars; bar += every) {
            Instant at = counted.from().plusSeconds(bar * counted.stepSeconds());
            times.add(new Mark(
                    (int) (LEFT + bar * step), bars == Period.WEEK.bars() ? DAY.format(at) : CLOCK.format(at)));
        }
        return times;
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
