package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 9110, sections 10.2.3 and 5.6.7. */
class RetryAfterTest {

    private static final Instant NOW = Instant.parse("2026-11-06T08:49:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0",
                "30 | 30",
                "' 30 ' | 30",
                "7200 | 3600",
                "99999999999999999999 | 3600",
                "Fri, 06 Nov 2026 08:49:37 GMT | 37",
                "Friday, 06-Nov-26 08:49:37 GMT | 37",
                "Fri Nov  6 08:49:37 2026 | 37",
                "Fri Nov 06 08:49:37 2026 | 37",
                // A name of the day that is wrong does not make the date less clear.
                "Mon, 06 Nov 2026 08:49:37 GMT | 37",
                "Monday, 06-Nov-26 08:49:37 GMT | 37",
                "Mon Nov  6 08:49:37 2026 | 37",
                // Past.
                "Sun, 06 Nov 1994 08:49:37 GMT | 0",
                "Sunday, 06-Nov-94 08:49:37 GMT | 0",
                "Sun Nov  6 08:49:37 1994 | 0",
                // Two digits: up to 50 years ahead; what would be further is past.
                "Wednesday, 06-Nov-75 08:49:37 GMT | 3600",
                "Sunday, 06-Nov-77 08:49:37 GMT | 0",
                "Wed, 06 Nov 2030 08:49:37 GMT | 3600",
            })
    void eachFormSaysHowLongToWait(String value, long seconds) {
        assertThat(RetryAfter.parse(value, NOW)).isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "soon",
                "-5",
                "1.5",
                "Fri, 31 Feb",
                "Friday, 06-Nov-26",
                ",",
                "Fri",
                "Fri Nov 6",
                "06-Nov-26 08:49:37 GMT"
            })
    void anythingElseSaysNothing(String value) {
        assertThat(RetryAfter.parse(value, NOW)).isNull();
    }

    @Test
    void noneSaysNothing() {
        assertThat(RetryAfter.parse(null, NOW)).isNull();
    }
}
