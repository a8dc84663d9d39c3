package com.acme.checkout.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells others who look at an entry or a cause what somebody knows. */
@Command(
        name = "note",
        header = "Writes a note for others who look at an entry or a cause.",
        customSynopsis = {
            "checkout dead-letters note [--json] ID TEXT",
            "checkout dead-letters note [--json] --cause FINGERPRINT TEXT"
        })
final class NoteCommand extends DeskCommand {

    @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = EntryIds.ANY)
    private String first;

    @Parameters(index = "1", arity = "0..1", paramLabel = "TEXT", description = "The note.")
    private String second;

    @Option(
            names = "--cause",
            paramLabel = "FINGERPRINT",
            description = "A cause, as groups prints it, in the place of an entry.")
    private String cause;

    @Override
    int run(Desk desk) throws IOException {
        String text = cause == null ? second : first;
        if (text == null || cause != null && second != null) {
            throw Failure.wrongUse("give the id of an entry or --cause, and a text");
        }
        String path = cause == null ? "/" + entry(desk, first) : "/groups/" + name(cause, "fingerprint");
        return tell(desk.post(path + "/notes", Map.of("text", text)), "Noted.");
    }
}
