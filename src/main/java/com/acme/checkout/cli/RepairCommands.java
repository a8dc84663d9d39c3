package com.acme.checkout.cli;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts another body in the place of one that the door could not take, and takes that back. */
final class RepairCommands {

    private RepairCommands() {}

    @Command(name = "repair", header = "Replaces the body of an entry by the bytes of a file.")
    static final class Repair extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = EntryIds.ANY)
        private String id;

        @Parameters(index = "1", arity = "0..1", paramLabel = "FILE", description = "The file; - for standard input.")
        private String file;

        @Option(names = "--check", description = "Only check whether the bytes are a valid command.")
        private boolean check;

        @Override
        int run(Desk desk) throws IOException {
            if (file == null) {
                throw Failure.wrongUse("repair which entry, with what? Give its id and a file");
            }
            byte[] bytes = terminal().read(file);
            String path = "/" + entry(desk, id) + "/repair";
            Desk.Answer answer = check ? desk.send("POST", path + "/check", bytes) : desk.send("PUT", path, bytes);
            if (json(answer)) {
                return DONE;
            }
            List<Object> violations = Json.list(answer.json(), "violations");
            for (Object each : violations) {
                Map<String, Object> violation = Json.object(each);
                out().println(Json.text(violation, "field") + " " + Json.text(violation, "message"));
            }
            return violations.isEmpty() ? say(check ? "These bytes are a valid command." : "Repaired.") : PARTLY;
        }
    }

    @Command(name = "unrepair", header = "Undoes a repair.")
    static final class TakeBack extends DeskCommand {

        @Parameters(index = "0", arity = "0..1", paramLabel = "ID", description = EntryIds.ANY)
        private String id;

        @Override
        int run(Desk desk) throws IOException {
            return tell(desk.call("DELETE", "/" + entry(desk, id) + "/repair"), "taken back");
        }
    }
}
