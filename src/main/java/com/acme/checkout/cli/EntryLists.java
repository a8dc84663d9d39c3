package com.acme.checkout.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What there is at the desk, a line each: entries, and counts. */
final class EntryLists {

    static final String NO_MATCH = "No dead letter matches.";

    private EntryLists() {}

    /** A part of a list. */
    static final class Page {

        @Option(names = "--limit", paramLabel = "N", description = "How many lines at most.")
        private String limit;

        @Option(names = "--after", paramLabel = "NEXT", description = "What comes after the page before.")
        private String after;

        boolean isGiven() {
            return limit != null || after != null;
        }

        /** {@code query} with it. */
        Map<String, List<String>> of(Map<String, List<String>> query) {
            return Filters.page(query, limit, after);
        }
    }

    @Command(name = "list", header = "Lists entries, a page at a time.")
    static final class Entries extends DeskCommand {

        @Mixin
        private Filters filters;

        @Mixin
        private Page page;

        @Option(
                names = "--sort",
                paramLabel = "ORDER",
                description = "newest, oldest, destination, reason or attempts (newest).")
        private String sort;

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
            Map<String, List<String>> query = filters.given(desk);
            if (sort != null) {
                query.put("sort", List.of(sort));
            }
            if (search == null) {
                return desk.get(Filters.query(page.of(query)));
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
            Desk.Answer answer = desk.get("/counts" + filters.query(desk));
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
}
