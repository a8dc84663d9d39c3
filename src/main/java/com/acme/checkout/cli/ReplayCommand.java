package com.acme.checkout.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Begins a replay of exactly what was shown. */
@Command(
        name = "replay",
        header = "Sends entries again, each the way that it came.",
        description = {
            "The first few of each destination are a canary: they have to succeed before",
            "the rest goes. Says what will happen, and asks; what it said is what it does.",
            ""
        })
final class ReplayCommand extends DeskCommand {

    /** What the API takes where nothing is said. */
    private static final int RATE = 50;

    private static final int CANARY = 5;

    @Mixin
    private Selection selection;

    @Option(names = "--rate", paramLabel = "N", description = "At most this many entries a second (50).")
    private String rate;

    @Option(
            names = "--canary",
            paramLabel = "N",
            description = "This many of each destination go first (5); 0: no canary.")
    private String canary;

    @Option(names = "--held-back", description = "Also entries that failed again twice.")
    private boolean heldBack;

    @Option(names = "--dry-run", description = "Only say what would happen.")
    private boolean dryRun;

    @Option(names = "--watch", description = "Show the progress until the replay ends.")
    private boolean watch;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    @Override
    int run(Desk desk) throws IOException {
        Map<String, Object> asked = selection.asked(desk, terminal());
        Map<String, Object> how = new LinkedHashMap<>();
        number(how, "rate", rate);
        number(how, "canary", canary);
        if (heldBack) {
            asked.put("heldBack", true);
        }
        asked.putAll(how);
        asked.put("dryRun", true);
        Desk.Answer answer = desk.post("/replays", asked);
        if (dryRun && json(answer)) {
            return DONE;
        }
        Map<String, Object> dry = Json.object(answer.json());
        long going = show(dry, how, dryRun ? out() : terminal().err());
        if (dryRun) {
            return DONE;
        }
        if (going == 0) {
            throw new Failure(NOT_THERE, "nothing of it can be replayed");
        }
        if (!yes) {
            terminal().confirm();
        }
        how.put("token", Json.text(dry, "token"));
        Desk.Answer begun = desk.post("/replays", how);
        String id = Json.text(Json.object(begun.json()), "id");
        if (watch) {
            return new ReplayWatch(desk, terminal(), asksForJson()).toItsEnd(id);
        }
        return tell(begun, "Replay " + id + " has begun: dead-letters operation " + id + " --watch");
    }

    /** Says what will happen. Returns how many will be sent. */
    private static long show(Map<String, Object> dry, Map<String, Object> how, PrintStream to) {
        Map<String, Object> byDestination = Json.object(dry.get("byDestination"));
        long going = byDestination.values().stream()
                .mapToLong(count -> Long.parseLong(count.toString()))
                .sum();
        int canary = (int) how.getOrDefault("canary", CANARY);
        to.println("Replay " + going + " of " + Json.text(dry, "total") + " at " + how.getOrDefault("rate", RATE)
                + " a second"
                + (canary > 0 && canary < going ? ", the first " + canary + " of each destination as a canary" : "")
                + ".");
        byDestination.forEach((name, count) -> to.println("  to "
                + Terminal.clean(name.isEmpty() ? "no destination yet" : name) + ": " + Terminal.clean("" + count)));
        Json.object(dry.get("refused"))
                .forEach((why, count) -> to.println("  left out, " + Terminal.clean(why) + ": "
                        + Terminal.clean("" + (count instanceof List<?> all ? all.size() : count))));
        if (!Json.zero(dry, "heldBack")) {
            to.println("  --held-back sends those too");
        }
        return going;
    }

    private static void number(Map<String, Object> how, String name, String text) {
        if (text == null) {
            return;
        }
        try {
            int number = Integer.parseInt(text);
            if (number >= 0) {
                how.put(name, number);
                return;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw Failure.wrongUse("--" + name + " is not a whole number");
    }
}
