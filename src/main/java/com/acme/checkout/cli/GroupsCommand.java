package com.acme.checkout.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What entries failed of, a line each. It counts what the desk's first page counts. */
@Command(
        name = "groups",
        header = "Lists causes: entries that failed alike.",
        description = {
            "Each with its fingerprint, its count, its destination, the first and the",
            "last of its failures, and its owner, ticket and snooze where it has them.",
            "Counts unresolved entries, as the page does, unless --state or --all is given.%n"
        })
final class GroupsCommand extends DeskCommand {

    private static final List<String> UNRESOLVED = List.of("OPEN", "FAILED_AGAIN", "REPLAYING");

    @Mixin
    private Filters filters;

    @Option(names = "--all", description = "Counts entries in every state.")
    private boolean all;

    @Override
    int run(Desk desk) throws IOException {
        Map<String, List<String>> query = filters.given(desk);
        if (all && query.containsKey("state")) {
            throw Failure.wrongUse("give --all or --state, not both");
        }
        if (!all) {
            query.putIfAbsent("state", UNRESOLVED);
        }
        Desk.Answer answer = desk.get("/groups" + Filters.query(query));
        if (json(answer)) {
            return DONE;
        }
        List<Object> groups = Json.list(answer.json(), "groups");
        for (Object each : groups) {
            Map<String, Object> group = Json.object(each);
            out().printf(
                            "%s %8s  %-10s %-10s %s  %s to %s%s%n",
                            Json.text(group, "fingerprint"),
                            Json.text(group, "count"),
                            Json.text(group, "reason"),
                            destinations(group),
                            what(group),
                            Json.text(group, "first"),
                            Json.text(group, "last"),
                            handled(group));
        }
        rest(answer, groups, EntryLists.NO_MATCH);
        return DONE;
    }

    private static String destinations(Map<String, Object> group) {
        Object counts = group.get("byDestination");
        String names =
                counts == null ? "" : String.join(",", Json.object(counts).keySet());
        return names.isEmpty() ? "-" : Terminal.clean(names);
    }

    /** The detail of one entry says nothing of the others where theirs differ: then it is the exception. */
    private static String what(Map<String, Object> group) {
        String exception = Json.text(group, "exception");
        String detail = Json.text(group, "detail");
        String details = Json.text(group, "details");
        boolean differ = !details.isEmpty() && !details.equals("0") && !details.equals("1");
        boolean unexpected = "INTERNAL".equals(Json.text(group, "reason"));
        return (detail.isEmpty() || !exception.isEmpty() && (differ || unexpected) ? exception : detail)
                + (differ ? " (" + details + " different details)" : "");
    }

    private static String handled(Map<String, Object> group) {
        List<String> parts = new ArrayList<>();
        for (String name : List.of("owner", "ticket")) {
            if (group.get(name) != null) {
                parts.add(name + ' ' + Json.text(group, name));
            }
        }
        if (Boolean.TRUE.equals(group.get("snoozed"))) {
            parts.add("snoozed until " + Json.text(group, "snoozedUntil"));
        }
        return parts.isEmpty() ? "" : "  " + String.join(", ", parts);
    }
}
