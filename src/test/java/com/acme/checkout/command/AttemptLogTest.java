package com.acme.checkout.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttemptLogTest {

    private static final Instant AT = Instant.parse("2026-01-31T12:00:00.123Z");

    private final Attempts attempts = new Attempts();

    private void answered(int status) {
        attempts.begin();
        attempts.answered(status, null);
    }

    private List<Integer> numbers() {
        return attempts.log().attempts().stream()
                .map(AttemptLog.Attempt::number)
                .toList();
    }

    @Test
    void eachAttemptIsKeptWithHowItEnded() {
        answered(503);
        attempts.begin();
        attempts.ended("timeout");
        attempts.ended("said too late");
        attempts.begin();
        answered(201);
        assertThat(attempts.log().receivedAt()).isNotNull();
        assertThat(attempts.log().attempts())
                .extracting(AttemptLog.Attempt::number, AttemptLog.Attempt::status, AttemptLog.Attempt::failure)
                .containsExactly(
                        tuple(1, 503, null), tuple(2, null, "timeout"), tuple(3, null, "failed"), tuple(4, 201, null));
    }

    /** It is one attempt, though an Orchestrator may have seen both. */
    @Test
    void aCallThatIsMadeOnceMoreOnAnotherConnectionIsToldWithItsAttempt() {
        attempts.begin();
        attempts.calledAgain();
        attempts.answered(503, null);
        answered(201);
        AttemptLog log = attempts.log();
        assertThat(log.attempts())
                .extracting(AttemptLog.Attempt::number, AttemptLog.Attempt::status, AttemptLog.Attempt::calls)
                .containsExactly(tuple(1, 503, 2), tuple(2, 201, 1));
        assertThat(AttemptLog.of(log.json()).attempts()).isEqualTo(log.attempts());
        assertThat(attempts.count()).isEqualTo(2);
    }

    @Test
    void anAttemptThatReachedNobodyIsNotInTheLog() {
        answered(503);
        attempts.begin();
        attempts.undo();
        answered(500);
        assertThat(numbers()).containsExactly(1, 2);
        attempts.begin();
        attempts.undo();
        assertThat(numbers()).as("nor does one that came before it go").containsExactly(1, 2);
    }

    @Test
    void ofManyTheFirstAndTheLastAreKept() {
        IntStream.rangeClosed(1, 100).forEach(i -> answered(503));
        assertThat(numbers())
                .containsExactlyElementsOf(Stream.concat(
                                IntStream.rangeClosed(1, 8).boxed(),
                                IntStream.rangeClosed(77, 100).boxed())
                        .toList());
    }

    @Test
    void theLongestThereIsIsReadAsItWasWritten() {
        List<AttemptLog.Attempt> all = IntStream.range(0, AttemptLog.FIRST + AttemptLog.LAST)
                .mapToObj(
                        i -> new AttemptLog.Attempt(999_999_900 + i, AT, null, "x".repeat(24), Long.MAX_VALUE, true, 2))
                .toList();
        AttemptLog log = new AttemptLog(AT, all);
        assertThat(log.json()).hasSizeLessThanOrEqualTo(AttemptLog.MOST_CHARACTERS);
        assertThat(AttemptLog.of(log.json())).isEqualTo(log);
        assertThat(AttemptLog.of(new AttemptLog(null, List.of()).json())).isEqualTo(AttemptLog.NONE);
    }

    @Test
    void whatThisServiceDoesNotWriteIsNoLog() {
        String attempt = "{\"number\":1,\"at\":\"2026-01-31T12:00:00Z\",\"status\":503,\"ms\":1}";
        assertThat(AttemptLog.of("{\"attempts\":[" + attempt + "]}").attempts()).hasSize(1);
        for (String text : List.of(
                "",
                "NaN",
                "[]",
                "{}",
                "{\"attempts\":1}",
                "{\"attempts\":[1]}",
                "{\"attempts\":[" + (attempt + ',').repeat(32) + attempt + "]}",
                "{\"attempts\":[" + attempt.replace("503", "\"Ada Lovelace\"") + "]}",
                "{\"attempts\":[" + attempt.replace("\"status\":503", "\"failure\":\"Ada Lovelace\"") + "]}",
                "{\"attempts\":[" + attempt.replace("2026-01-31", "-999999-01-31") + "]}",
                "{\"attempts\":[" + attempt.replace("\"ms\":1", "\"ms\":-1") + "]}",
                "{\"receivedAt\":\"yesterday\",\"attempts\":[]}",
                "{\"attempts\":[" + attempt + "]" + " ".repeat(4096) + "}",
                "[".repeat(4000))) {
            assertThat(AttemptLog.of(text)).as(text).isEqualTo(AttemptLog.NONE);
        }
        assertThat(AttemptLog.of(null)).isEqualTo(AttemptLog.NONE);
    }

    @Test
    void aLogThatIsTakenUpGoesOn() {
        IntStream.rangeClosed(1, 3).forEach(i -> answered(503));
        AttemptLog left = attempts.log();
        Attempts resumed = new Attempts();
        resumed.resume(left);
        resumed.resume(3, 1, AT, AT, 503);
        resumed.begin();
        resumed.undo();
        for (int i = 0; i < 2; i++) {
            resumed.begin();
            resumed.answered(201, null);
        }
        assertThat(resumed.log().receivedAt()).isEqualTo(left.receivedAt());
        assertThat(resumed.log().attempts().subList(0, 3)).isEqualTo(left.attempts());
        assertThat(resumed.log().attempts().subList(3, 5))
                .extracting(AttemptLog.Attempt::number, AttemptLog.Attempt::parked)
                .as("the first after the broker had it")
                .containsExactly(tuple(4, true), tuple(5, false));
    }
}
