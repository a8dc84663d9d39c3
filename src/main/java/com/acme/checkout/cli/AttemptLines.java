package com.acme.checkout.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** The path of an entry as lines: each attempt before it was filed, then each replay with its attempts. */
final class AttemptLines {

    private AttemptLines() {}

    /** {@code entry}: as the API answers it; what is not in it is not printed. */
    static void print(PrintStream out, Map<String, Object> entry) {
        attempts(out, entry, Json.zero(entry, "failures") ? number(entry, "attempts") : 0);
        for (Object each : Json.list(entry, "replays")) {
            Map<String, Object> replay = Json.object(each);
            out.printf(
                    "  %s  %-14s %s  %s%s%n",
                    at(replay),
                    "replay",
                    Json.text(replay, "actor"),
                    Json.text(replay, "state"),
                    replay.get("detail") == null ? "" : ": " + Json.text(replay, "detail"));
            attempts(out, replay, 0);
        }
    }

    private static void attempts(PrintStream out, Map<String, Object> path, int made) {
        int last = 0;
        List<Object> log = Json.list(path, "attemptLog");
        for (Object each : log) {
            Map<String, Object> attempt = Json.object(each);
            int number = number(attempt, "number");
            missing(out, number - last - 1);
            last = Math.max(last, number);
            out.printf(
                    "  %s  %-14s %s  %s ms%s%s%n",
                    at(attempt),
                    "attempt " + number,
                    attempt.get("status") == null
                            ? "no answer: " + Json.text(attempt, "failure")
                            : "HTTP " + Json.text(attempt, "status"),
                    Json.text(attempt, "ms"),
                    attempt.get("waitedMs") == null ? "" : ", waited " + Json.text(attempt, "waitedMs") + " ms before",
                    Boolean.TRUE.equals(attempt.get("parked")) ? ", parked" : "");
        }
        missing(out, made - last);
    }

    private static void missing(PrintStream out, int attempts) {
        if (attempts > 0) {
            out.printf("  (%d %s not kept)%n", attempts, attempts == 1 ? "attempt is" : "attempts are");
        }
    }

    private static String at(Map<String, Object> line) {
        return Json.text(line, "at");
    }

    private static int number(Map<String, Object> object, String name) {
        return object.get(name) instanceof Number number ? new BigDecimal(number.toString()).intValue() : 0;
    }
}
