package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.page.Words;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Arrivals of 24 hours as bars in the units of an SVG of 72 by 18, the tallest being the most of any hour.
 *
 * @param spoken the same in words, for whoever does not see it
 */
record Sparkline(List<Bar> bars, String spoken) {

    private static final Words WORDS = new Words();
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int STEP = 3;
    private static final int HEIGHT = 18;
    private static final long HOUR_SECONDS = 3600;

    /** An hour that is not empty. */
    record Bar(int x, int y, int height) {}

    /** {@code counts} by hour, the last one that of {@code now}; null where there are none. */
    static Sparkline of(long[] counts, Instant now) {
        long total = counts == null ? 0 : Arrays.stream(counts).sum();
        if (total == 0) {
            return new Sparkline(List.of(), "none in the last 24 h");
        }
        long most = Arrays.stream(counts).max().orElse(1);
        int when = 0;
        List<Bar> bars = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] > 0) {
                // So that one among thousands is seen.
                int height = (int) Math.max(2, counts[i] * HEIGHT / most);
                bars.add(new Bar(i * STEP, HEIGHT - height, height));
            }
            when = counts[i] == most ? i : when;
        }
        Instant from =
                Instant.ofEpochSecond((now.getEpochSecond() / HOUR_SECONDS - counts.length + 1 + when) * HOUR_SECONDS);
        return new Sparkline(
                bars,
                WORDS.number(total) + " in the last 24 h, most of them (" + WORDS.number(most) + ") in the hour from "
                        + CLOCK.format(from) + " UTC, " + WORDS.number(counts[counts.length - 1]) + " in this hour");
    }
}
