package com.acme.checkout.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;

/** How it is with each destination, a line each: what the desk's first page has on top. */
@Command(
        name = "destinations",
        header = "Says how it is with each destination.",
        description = {
            "Each with its state (OUT, FAILING, ANSWERS, NOT_CALLED, NOT_ASKED), since",
            "when, its circuit breaker, how its calls went, how many commands wait for it, and",
            "what failed in the last hour. OUT is where somebody has to look.%n"
        })
final class DestinationsCommand extends DeskCommand {

    @Override
    int run(Desk desk) throws IOException {
        Desk.Answer answer = desk.get("/destinations");
        if (json(answer)) {
            return DONE;
        }
        for (Object each : Json.list(answer.json(), "destinations")) {
            Map<String, Object> destination = Json.object(each);
            out().printf(
                            "%-12s %-10s %s, %s of %s calls in the last minute failed, of %s checkouts; last: %s; waiting: %s; "
                                    + "in the last hour: %s dead letters, %s calls failed%n",
                            Json.text(destination, "name"),
                            Json.text(destination, "state"),
                            (destination.get("since") == null ? "" : "since " + Json.text(destination, "since") + ", ")
                                    + "circuit breaker " + Json.text(destination, "breaker"),
                            Json.text(destination, "failedCallsLastMinute"),
                            Json.text(destination, "callsLastMinute"),
                            Json.text(destination, "failingCheckouts"),
                            last(destination),
                            waiting(Json.object(destination.get("waiting"))),
                            Json.text(destination, "deadLettersLastHour"),
                            Json.text(destination, "failedCallsLastHour"));
        }
        Object unassigned = Json.object(answer.json()).get("unassigned");
        if (unassigned != null && !"0".equals(unassigned.toString())) {
            out().println(Terminal.clean(unassigned.toString())
                    + " more wait until later in queues that all destinations share.");
        }
        return DONE;
    }

    private static String last(Map<String, Object> destination) {
        if (destination.get("lastCall") == null) {
            return "none";
        }
        String at = " at " + Json.text(destination, "lastCall");
        if (destination.get("lastStatus") != null) {
            return Json.text(destination, "lastStatus") + at;
        }
        String without = Boolean.TRUE.equals(destination.get("unreachable")) ? "no connection" : "no answer";
        return (Boolean.TRUE.equals(destination.get("lastCallSucceeded")) ? "confirmed" : without) + at;
    }

    private static String waiting(Map<String, Object> waiting) {
        if (waiting.get("messages") == null) {
            return "not known" + (waiting.get("why") == null ? "" : " (" + Json.text(waiting, "why") + ")");
        }
        return Json.text(waiting, "messages")
                + (Boolean.TRUE.equals(waiting.get("more")) ? "+" : "")
                + (waiting.get("oldest") == null ? "" : ", the oldest since " + Json.text(waiting, "oldest"));
    }
}
