package com.acme.checkout.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Who did what at the desk. */
@Command(name = "audit", header = "Lists who did what.")
final class AuditCommand extends DeskCommand {

    @Option(names = "--actor", paramLabel = "NAME", description = "Only what this user did.")
    private String actor;

    @Option(names = "--action", paramLabel = "ACTION", description = "Only this kind, as in DISCARD.")
    private String action;

    @Option(names = "--from", paramLabel = "TIME", description = "Only what was done since then (RFC 3339).")
    private String from;

    @Option(names = "--to", paramLabel = "TIME", description = "Only what was done before then (RFC 3339).")
    private String to;

    @Option(
            names = "--replay",
            paramLabel = "ID",
            description = "Only what was done with this replay: its id, whole or its first 8 characters.")
    private String replay;

    @Option(names = "--csv", description = "Print all of them as CSV, for a spreadsheet.")
    private boolean csv;

    @Option(names = "--ndjson", description = "Print all of them, one JSON object a line.")
    private boolean ndjson;

    @Mixin
    private EntryLists.Page page;

    @Override
    int run(Desk desk) throws IOException {
        Map<String, List<String>> query = new LinkedHashMap<>();
        put(query, "actor", actor);
        put(query, "action", action);
        put(query, "from", from);
        put(query, "to", to);
        put(query, "replay", BriefIds.replay(desk, replay));
        if (csv || ndjson) {
            if (csv && ndjson || asksForJson() || page.isGiven()) {
                throw Failure.wrongUse(
                        "--csv and --ndjson print all lines: give one of them, without --json, --limit and --after");
            }
            try (InputStream lines = desk.stream("/audit/export" + (csv ? ".csv" : "") + Filters.query(query))) {
                lines.transferTo(out());
            }
            return DONE;
        }
        Desk.Answer answer = desk.get("/audit" + Filters.query(page.of(query)));
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
                            (Json.text(line, "detail") + replayed(line) + discarded(line)).strip());
        }
        rest(answer, lines, "No action matches.");
        return DONE;
    }

    private static void put(Map<String, List<String>> query, String name, String value) {
        if (value != null) {
            query.put(name, List.of(value));
        }
    }

    private static String replayed(Map<String, Object> line) {
        return line.get("operation") == null ? "" : " (replay " + Json.text(line, "operation") + ")";
    }

    /** What undoes it. */
    private static String discarded(Map<String, Object> line) {
        return line.get("discard") == null ? "" : " (restore --discard " + Json.text(line, "discard") + ")";
    }
}
