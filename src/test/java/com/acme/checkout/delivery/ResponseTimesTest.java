package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ResponseTimesTest {

    private static final long WAIT = millis(2000);

    private final AtomicLong clock = new AtomicLong(-5);
    private final ResponseTimes times = new ResponseTimes(clock::get);

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void whereLittleIsKnownACallIsWorthWhile() {
        assertThat(times.worthCalling("a", WAIT)).isTrue();
        for (int i = 0; i < 3; i++) {
            times.ended("a", millis(1990));
        }
        assertThat(times.worthCalling("a", WAIT)).isTrue();
        times.ended("a", millis(1990));
        assertThat(times.worthCalling("a", WAIT)).isFalse();
        assertThat(times.worthCalling("b", WAIT)).as("another destination").isTrue();
    }

    @Test
    void whoeverWaitsLongerIsCalledFor() {
        for (int i = 0; i < 16; i++) {
            times.answered("a", millis(2500));
        }
        assertThat(times.likelyWithin("a", WAIT)).isFalse();
        assertThat(times.likelyWithin("a", millis(30_000))).isTrue();
        for (int i = 0; i < 16; i++) {
            times.ended("a", millis(2000));
        }
        assertThat(times.likelyWithin("a", millis(30_000)))
                .as("nothing is known of so long a wait")
                .isTrue();
        assertThat(times.worthCalling("a", 0)).as("nobody waits").isFalse();
    }

    @Test
    void oneInTwentyLooksAgain() {
        for (int i = 0; i < 16; i++) {
            times.answered("a", millis(2500));
        }
        int calls = 0;
        for (int i = 0; i < 200; i++) {
            calls += times.worthCalling("a", WAIT) ? 1 : 0;
        }
        assertThat(calls).isEqualTo(10);
    }

    @Test
    void itIsFastAgainOnceMostAnswersAre() {
        for (int i = 0; i < 16; i++) {
            times.answered("a", millis(2500));
        }
        for (int i = 0; i < 7; i++) {
            times.answered("a", millis(5));
        }
        assertThat(times.likelyWithin("a", WAIT)).isFalse();
        times.answered("a", millis(5));
        assertThat(times.likelyWithin("a", WAIT)).isTrue();
    }

    @Test
    void aFewSlowAnswersAmongFastOnesChangeNothing() {
        for (int i = 0; i < 100; i++) {
            times.answered("a", millis(i % 3 == 0 ? 2500 : 5));
            assertThat(times.worthCalling("a", WAIT)).isTrue();
        }
    }

    @Test
    void whatIsOlderThanAMinuteIsForgotten() {
        for (int i = 0; i < 16; i++) {
            times.ended("a", millis(2000));
        }
        clock.addAndGet(millis(60_001));
        assertThat(times.likelyWithin("a", WAIT)).isTrue();
    }
}
