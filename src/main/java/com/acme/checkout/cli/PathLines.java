package com.acme.checkout.cli;

import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/** The path of an entry as lines, as its page has it in rows: from its door to its dead letter, then each replay with its attempts. */
final class PathLines {

    private PathLines() {}

    /** {@code entry} and the lines of its history: as the API answers them; what is not in it is not printed. */
    static void print(PrintStream out, Map<String, Object> entry, List<Object> history) {
        if (entry.get("source") != null) {
            line(out, Json.text(entry, "receivedAt"), "received", "at " + Json.text(entry, "source"));
        }
        String destination = String.valueOf(entry.getOrDefault("destination", ""));
        if (!destination.isEmpty()) {
            line(out, "-", "rules", "picked the destination " + Terminal.clean(destination));
        } else if (Json.zero(entry, "attempts")) {
            line(out, "-", "rules", "no destination was picked");
        }
        attempts(out, entry, Json.zero(entry, "failures") ? number(entry, "attempts") : 0);
        if (entry.get("filedAt") != null) {
            line(out, Json.text(entry, "filedAt"), "dead letter", reason(entry, history));
        }
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

    private static void line(PrintStream out, String at, String step, String what) {
        out.printf("  %-20s  %-14s %s%n", at, step, what);
    }

    /** Its first: with each replay that failed again the entry has another. */
    private static String reason(Map<String, Object> entry, List<Object> history) {
        if (Json.zero(entry, "failures")) {
            return Json.text(entry, "reason") + (entry.get("detail") == null ? "" : ": " + Json.text(entry, "detail"));
        }
        return history.stream()
                .map(Json::object)
                .filter(line -> "FILED".equals(line.get("kind")) && line.get("detail") != null)
                .findFirst()
                .map(line -> Json.text(line, "detail"))
                .orElse("filed");
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
                    "  %s  %-14s %s  %s ms%s%s%s%n",
                    at(attempt),
                    "attempt " + number,
                    attempt.get("status") == null
                            ? "no answer: " + Json.text(attempt, "failure")
                            : "HTTP " + Json.text(attempt, "status"),
                    Json.text(attempt, "ms"),
                    attempt.get("waitedMs") == null ? "" : ", waited " + Json.text(attempt, "waitedMs") + " ms before",
                    Boolean.TRUE.equals(attempt.get("parked")) ? ", parked" : "",
                    attempt.get("calls") == null
                            ? ""
                            : ", " + Json.text(attempt, "calls") + " calls: the connection had been closed");
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
