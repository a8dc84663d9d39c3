package com.acme.checkout.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in an entry: all that the desk knows of it, its body, its headers; and many of them for a program. */
final class EntryCommands {

    private EntryCommands() {}

    @Command(name = "show", header = "Shows one entry whole, its path and its history.")
    static final class Show extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = EntryIds.ANY)
        private String id;

        /** Printed as lines of their own. */
        private static final Set<String> PATH = Set.of("attemptLog", "replays");

        @Override
        int run(Desk desk) throws IOException {
            String whole = entry(desk, id);
            Desk.Answer answer = desk.get("/" + whole);
            if (json(answer)) {
                return DONE;
            }
            Map<String, Object> entry = Json.object(answer.json());
            entry.keySet().stream()
                    .filter(name -> !PATH.contains(name))
                    .forEach(name -> out().printf("%-16s %s%n", Terminal.clean(name), Json.text(entry, name)));
            List<Object> history = Json.list(desk.get("/" + whole + "/history").json(), "lines");
            out().println("path:");
            PathLines.print(out(), entry, history);
            out().println("history:");
            for (Object each : history) {
                Map<String, Object> line = Json.object(each);
                print(line, Json.text(line, "kind"), Json.text(line, "detail"));
            }
            for (Object each : Json.list(desk.get("/" + whole + "/notes").json(), "notes")) {
                Map<String, Object> note = Json.object(each);
                print(note, "note", Json.text(note, "text"));
            }
            return DONE;
        }

        private void print(Map<String, Object> line, String kind, String words) {
            out().printf("  %s  %-14s %s  %s%n", Json.text(line, "at"), kind, Json.text(line, "actor"), words);
        }
    }

    @Command(
            name = "body",
            header = "Prints the original message. Needs ops-payload.",
            description = "Byte for byte; on a terminal without its control characters.%n")
    static final class Body extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = EntryIds.ANY)
        private String id;

        @Override
        int run(Desk desk) throws IOException {
            terminal().print(desk.get("/" + entry(desk, id) + "/body").bytes());
            return DONE;
        }
    }

    @Command(name = "headers", header = "Prints the original message's headers. Needs ops-payload.")
    static final class Headers extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = EntryIds.ANY)
        private String id;

        @Override
        int run(Desk desk) throws IOException {
            Desk.Answer answer = desk.get("/" + entry(desk, id) + "/headers");
            if (!json(answer)) {
                Json.object(answer.json())
                        .forEach((name, value) -> out().printf(
                                        "%s: %s%n",
                                        Terminal.clean(name),
                                        Terminal.clean(value instanceof String text ? text : Json.write(value))));
            }
            return DONE;
        }
    }

    @Command(
            name = "export",
            header = "Prints entries with their bodies, one JSON object a line. Needs ops-payload.",
            description =
                    "With --csv the list of them, as a table for a spreadsheet: without bodies, and without that role.%n")
    static final class Export extends DeskCommand {

        @Mixin
        private Filters filters;

        @Option(names = "--csv", description = "Print the list as CSV, without headers and bodies.")
        private boolean csv;

        /** A line at a time, however many there are. */
        @Override
        int run(Desk desk) throws IOException {
            try (InputStream lines = desk.stream((csv ? "/export.csv" : "/export") + filters.query(desk))) {
                lines.transferTo(out());
            }
            return DONE;
        }
    }
}
