package com.acme.checkout.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Decides that nothing is to be done, or takes that back; for exactly what was counted. */
final class DecisionCommands {

    private DecisionCommands() {}

    /** Counts, asks, and does it. */
    abstract static class Decision extends DeskCommand {

        @Mixin
        private Selection selection;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        final int decide(Desk desk, String path, String verb, String done, Map<String, Object> more)
                throws IOException {
            Map<String, Object> asked = selection.asked(desk, terminal());
            asked.put("dryRun", true);
            Map<String, Object> preview = Json.object(desk.post(path, asked).json());
            if (preview.get("count") != null && Json.zero(preview, "count")) {
                throw nothing(verb, preview);
            }
            terminal()
                    .err()
                    .println(verb + " " + Json.text(preview, "count")
                            + (Json.zero(preview, "leftAlone")
                                    ? "."
                                    : ", and leave " + Json.text(preview, "leftAlone") + " alone."));
            if (!yes) {
                terminal().confirm();
            }
            Map<String, Object> confirmed = new LinkedHashMap<>(Map.of("token", Json.text(preview, "token")));
            confirmed.putAll(more);
            Desk.Answer answer = desk.post(path, confirmed);
            Object count = Json.object(answer.json()).get("count");
            Object discard = Json.object(answer.json()).get("discard");
            if (discard != null) {
                terminal()
                        .err()
                        .println("To undo it: dead-letters restore --discard " + Terminal.clean(discard.toString()));
            }
            return tell(answer, (count == null ? "" : count + " ") + done);
        }
    }

    private static Failure nothing(String verb, Map<String, Object> preview) {
        return new Failure(
                DeskCommand.NOT_THERE,
                "nothing to " + verb.toLowerCase(Locale.ROOT) + ": "
                        + (Json.zero(preview, "leftAlone")
                                ? "no entry matches"
                                : "of " + Json.text(preview, "leftAlone") + " chosen none is in a state for it"));
    }

    @Command(name = "discard", header = "Decides that entries will not be replayed. restore undoes it.")
    static final class Discard extends Decision {

        @Option(names = "--because", paramLabel = "TEXT", description = "The reason; required.")
        private String because;

        @Override
        int run(Desk desk) throws IOException {
            if (because == null) {
                throw Failure.wrongUse("why? Give --because TEXT");
            }
            return decide(desk, "/discards", "Discard", "discarded", Map.of("reason", because));
        }
    }

    @Command(name = "restore", header = "Undoes a discard: its entries are open again.")
    static final class Restore extends Decision {

        @Override
        int run(Desk desk) throws IOException {
            return decide(desk, "/restores", "Restore", "restored", Map.of());
        }
    }
}
