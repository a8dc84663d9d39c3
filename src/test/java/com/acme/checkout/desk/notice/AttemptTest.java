package com.acme.checkout.desk.notice;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.notice.Attempt.Verdict;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is tried again, and when. */
class AttemptTest {

    @ParameterizedTest
    @CsvSource({
        "200, SENT",
        "204, SENT",
        "0, RETRY",
        "302, RETRY",
        "400, REFUSED",
        "401, REFUSED",
        "404, REFUSED",
        "408, RETRY",
        "410, OFF",
        "422, REFUSED",
        "429, RETRY",
        "500, RETRY",
        "503, RETRY"
    })
    void theStatusDecides(int status, Verdict verdict) {
        assertThat(new Attempt(status, "", 0).verdict()).isEqualTo(verdict);
    }

    @Test
    void waitsGrowToAnHour() {
        assertThat(IntStream.range(0, 8)
                        .mapToObj(
                                attempt -> new Attempt(503, "", 0).wait(attempt).toSeconds()))
                .containsExactly(5L, 15L, 45L, 135L, 405L, 1215L, 3600L, 3600L);
        assertThat(new Attempt(429, "", 60).wait(0)).isEqualTo(Duration.ofMinutes(1));
        assertThat(new Attempt(429, "", 999_999).wait(0)).isEqualTo(Duration.ofHours(1));
    }
}
