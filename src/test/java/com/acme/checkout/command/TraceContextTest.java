package com.acme.checkout.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** W3C Trace Context, sections 3.2 and 4. */
class TraceContextTest {

    private static final String VALID = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @ParameterizedTest
    @CsvSource({
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, true",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra, true",
        "cc-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-, true",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01extra, false",
        "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-ex tra, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra, false",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01, false",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-extra, false",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01, false",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01, false",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01, false",
    })
    void aValidOneIsKeptOfALaterVersionTooAndAnyOtherReplaced(String traceparent, boolean kept) {
        TraceContext trace = TraceContext.of(traceparent);
        if (kept) {
            assertThat(trace.traceparent()).isEqualTo(traceparent);
            assertThat(trace.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        } else {
            assertThat(trace.traceparent()).isNotEqualTo(traceparent).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
        }
    }

    @Test
    void oneThatIsLongerThanAnybodyNeedsIsReplacedAsIsNone() {
        assertThat(TraceContext.of("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-" + "x".repeat(500))
                        .traceparent())
                .hasSize(55);
        assertThat(TraceContext.of(null).traceparent())
                .hasSize(55)
                .isNotEqualTo(TraceContext.of(null).traceparent());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rojo=00f067aa0ba902b7 | true",
                "rojo=1,congo=t61rcWkgMzE | true",
                "rojo=1 ,, congo=2 | true",
                "a_b-c*d/e=!x y~ | true",
                "0tenant@vendor=1 | true",
                "0=1 | false",
                "Rojo=1 | false",
                "rojo | false",
                "rojo= | false",
                "=1 | false",
                "rojo=1=2 | false",
                "rojo=1,rojo=2 | false",
                "rojo=1;congo | true",
                ", | false",
                "tenant@too-long-a-vendor=1 | false",
            })
    void aTracestateIsKeptOrDroppedAndNeverRefused(String tracestate, boolean kept) {
        assertThat(TraceContext.of(VALID, tracestate).tracestate()).isEqualTo(kept ? tracestate : null);
        assertThat(TraceContext.of(VALID, tracestate).traceparent()).isEqualTo(VALID);
        assertThat(TraceContext.of("none", tracestate).tracestate()).isNull();
    }

    @Test
    void aTracestateIsAscii() {
        assertThat(TraceContext.of(VALID, "rojo=\u00e9").tracestate()).isNull();
    }

    @Test
    void aTracestateHasAtMost32MembersAnd512Characters() {
        String many = IntStream.range(0, 32).mapToObj(i -> "k" + i + "=v").collect(Collectors.joining(","));
        assertThat(TraceContext.of(VALID, many).tracestate()).isEqualTo(many);
        assertThat(TraceContext.of(VALID, many + ",last=v").tracestate()).isNull();
        String long1 = "a=" + "x".repeat(253) + ",b=" + "y".repeat(254);
        assertThat(TraceContext.of(VALID, long1).tracestate()).hasSize(512);
        assertThat(TraceContext.of(VALID, long1 + "y").tracestate()).isNull();
    }
}
