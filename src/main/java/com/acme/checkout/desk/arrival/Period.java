package com.acme.checkout.desk.arrival;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How far back arrivals are shown, and how finely. */
public enum Period {
    HOUR(Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY(Duration.ofDays(1), Duration.ofMinutes(30)),
    WEEK(Duration.ofDays(7), Duration.ofHours(6));

    private final Duration length;
    private final Duration step;

    Period(Duration length, Duration step) {
        this.length = length;
        this.step = step;
    }

    /** As an address has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The length of one bar. */
    public Duration step() {
        return step;
    }

    /** How many bars there are. */
    public int bars() {
        return (int) length.dividedBy(step);
    }

    /** The begin of the first bar, where {@code now} is in the last one; bars begin at full steps since 1970. */
    public Instant from(Instant now) {
        return to(now).minus(length);
    }

    /** The end of the last bar. */
    public Instant to(Instant now) {
        long seconds = step.toSeconds();
        return Instant.ofEpochSecond((Math.floorDiv(now.getEpochSecond(), seconds) + 1) * seconds);
    }

    /** @throws IllegalArgumentException with a sentence, where there is no such period */
    static Period of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("period must be one of "
                        + Arrays.stream(values()).map(Period::label).collect(Collectors.joining(", ")) + "."));
    }
}
