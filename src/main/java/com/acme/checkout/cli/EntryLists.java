package com.acme.checkout.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What there is at the desk, a line each: entries, counts, and who did what. */
final class EntryLists {

    static final String NO_MATCH = "No dead letter matches.";

    private EntryLists() {}

    /** A part of a list. */
    static final class Page {

        @Option(names = "--limit", paramLabel = "N", description = "How many lines at most.")
        private String limit;

        @Option(names = "--after", paramLabel = "NEXT", description = "What comes after the page before.")
        private String after;
    }

    @Command(name = "list", header = "Lists entries, the newest first, a page at a time.")
    static final class Entries extends DeskCommand {

        @Mixin
        private Filters filters;

        @Mixin
        private Page page;

        @Option(names = "--search", paramLabel = "TEXT", description = "As --id; where nothing has this id, as --text.")
        private String search;

        @Override
        int run(Desk desk) throws IOException {
            Desk.Answer answer = answer(desk);
            if (json(answer)) {
                return DONE;
            }
            List<Object> entries = Json.list(answer.json(), "entries");
            for (Object each : entries) {
                Map<String, Object> entry = Json.object(each);
                out().printf(
                                "%s  %-12s %-10s %-10s %s  %s%n",
                                Json.text(entry, "id"),
                                Json.text(entry, "state"),
                                Json.text(entry, "reason"),
                                Json.text(entry, "destination"),
                                Json.text(entry, "lastAt"),
                                Json.text(entry, "detail"));
            }
            rest(answer, entries, NO_MATCH);
            return DONE;
        }

        private Desk.Answer answer(Desk desk) throws IOException {
            Map<String, List<String>> query = filters.given();
            if (search == null) {
                return desk.get(filters.query(page.limit, page.after));
            }
            if (search.isBlank() || query.containsKey("id") || query.containsKey("text")) {
                throw Failure.wrongUse("give --search an id or words, and neither --id nor --text beside it");
            }
            query.put("id", List.of(search));
            Desk.Answer found = desk.get(Filters.query(Filters.page(new LinkedHashMap<>(query), page.limit, null)));
            // What comes after a page of one kind is of that kind.
            boolean none = Json.list(found.json(), "entries").isEmpty();
            if (!none && page.after == null) {
                return found;
            }
            if (none) {
                query.put("text", query.remove("id"));
            }
            return desk.get(Filters.query(Filters.page(query, page.limit, page.after)));
        }
    }

    @Command(name = "counts", header = "Counts entries by state and by reason.")
    static final class Counts extends DeskCommand {

        @Mixin
        private Filters filters;

        @Override
        int run(Desk desk) throws IOException {
            Desk.Answer answer = desk.get("/counts" + filters.query());
            if (!json(answer)) {
                Map<String, Object> counts = Json.object(answer.json());
                out().println("total " + Json.text(counts, "total"));
                for (String by : List.of("byState", "byReason")) {
                    Json.object(counts.get(by))
                            .forEach((name, count) ->
                                    out().printf("%8s %s%n", Terminal.clean("" + count), Terminal.clean(name)));
                }
            }
            return DONE;
        }
    }

    @Command(name = "audit", header = "Lists who did what.")
    static final class Audit extends DeskCommand {

        @Option(names = "--actor", paramLabel = "NAME", description = "Only what this user did.")
        private String actor;

        @Option(names = "--action", paramLabel = "ACTION", description = "Only this kind, as in DISCARD.")
        private String action;

        @Option(names = "--from", paramLabel = "TIME", description = "Only what was done since then (RFC 3339).")
        private String from;

        @Option(names = "--to", paramLabel = "TIME", description = "Only what was done before then (RFC 3339).")
        private String to;

        @Option(names = "--replay", paramLabel = "ID", description = "Only what was done with this replay.")
        private String replay;

        @Mixin
        private Page page;

        @Override
        int run(Desk desk) throws IOException {
            Map<String, List<String>> query = new LinkedHashMap<>();
            put(query, "actor", actor);
            put(query, "action", action);
            put(query, "from", from);
            put(query, "to", to);
            put(query, "replay", replay);
            Desk.Answer answer = desk.get("/audit" + Filters.query(Filters.page(query, page.limit, page.after)));
            if (json(answer)) {
                return DONE;
            }
            List<Object> lines = Json.list(answer.json(), "lines");
            for (Object each : lines) {
                Map<String, Object> line = Json.object(each);
                Object selection = line.get("selection");
                out().printf(
                                "%s  %-12s %-14s %6s  %s %s%n",
                                Json.text(line, "at"),
                                Json.text(line, "actor"),
                                Json.text(line, "action"),
                                Json.text(line, "count"),
                                selection == null ? "" : Terminal.clean(Json.write(selection)),
                                (Json.text(line, "detail") + discarded(line)).strip());
            }
            rest(answer, lines, "No action matches.");
            return DONE;
        }

        private static void put(Map<String, List<String>> query, String name, String value) {
            if (value != null) {
                query.put(name, List.of(value));
            }
        }

        /** What undoes it. */
        private static String discarded(Map<String, Object> line) {
            return line.get("discard") == null ? "" : " (restore --discard " + Json.text(line, "discard") + ")";
        }
    }
}
