package com.acme.checkout.delivery;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** The header {@code Retry-After} (RFC 9110 section 10.2.3): seconds, or a date in any of HTTP's three forms (section 5.6.7). */
final class RetryAfter {

    /** A longer wait is taken for a mistake. */
    private static final Duration LONGEST = Duration.ofHours(1);

    private static final DateTimeFormatter ASCTIME = DateTimeFormatter.ofPattern("MMM ppd HH:mm:ss uuuu", Locale.US);

    private RetryAfter() {}

    /** How long to wait from {@code now}, never below zero or above an hour; null where {@code value} says nothing. */
    static Duration parse(String value, Instant now) {
        if (value == null || value.isBlank()) {
            return null;
        }
        String text = value.trim();
        Duration wait;
        if (text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            wait = text.length() > 9 ? LONGEST : Duration.ofSeconds(Long.parseLong(text));
        } else {
            try {
                wait = Duration.between(now, date(text, now));
            } catch (DateTimeException e) {
                return null;
            }
        }
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    }

    private static Instant date(String text, Instant now) {
        // The name of the day adds nothing, and may be wrong.
        int comma = text.indexOf(',');
        if (comma < 0) {
            return LocalDateTime.parse(text.substring(text.indexOf(' ') + 1), ASCTIME)
                    .toInstant(ZoneOffset.UTC);
        }
        String date = text.substring(comma + 1).trim();
        return date.indexOf('-') < 0
                ? ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant()
                : LocalDateTime.parse(date, rfc850(now)).toInstant(ZoneOffset.UTC);
    }

    /** Its year has two digits: the one within 50 years from now, or else the latest before. */
    private static DateTimeFormatter rfc850(Instant now) {
        return new DateTimeFormatterBuilder()
                .appendPattern("dd-MMM-")
                .appendValueReduced(
                        ChronoField.YEAR, 2, 2, now.atOffset(ZoneOffset.UTC).getYear() - 49)
                .appendPattern(" HH:mm:ss 'GMT'")
                .toFormatter(Locale.US);
    }
}
