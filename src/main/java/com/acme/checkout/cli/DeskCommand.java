package com.acme.checkout.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** What all commands of the dead-letter desk share: its exit codes, {@code --json}, and how they print. */
abstract class DeskCommand implements Callable<Integer> {

    static final int DONE = 0;
    static final int PARTLY = 1;
    static final int NOT_ALLOWED = 3;
    static final int NOT_REACHABLE = 4;
    static final int NOT_THERE = 5;

    @Option(names = "--json", description = "Print the API's own answer.")
    private boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @ParentCommand
    private DeadLettersCommand parent;

    @Override
    public final Integer call() throws IOException {
        return run(Desk.of(terminal()));
    }

    /** Does it, and returns the exit code. */
    abstract int run(Desk desk) throws IOException;

    final Terminal terminal() {
        return parent.terminal();
    }

    final PrintStream out() {
        return terminal().out();
    }

    final boolean asksForJson() {
        return json;
    }

    /** Prints the answer as it is where that was asked for, and says whether it was. */
    final boolean json(Desk.Answer answer) {
        if (json) {
            out().println(answer.text().strip());
        }
        return json;
    }

    final int tell(Desk.Answer answer, String line) {
        return json(answer) ? DONE : say(line);
    }

    final int say(String line) {
        out().println(line);
        return DONE;
    }

    /** Ends a list: says that it is empty, or how to get what comes after it. */
    final void rest(Desk.Answer answer, List<Object> lines, String none) {
        Object next = Json.object(answer.json()).get("next");
        if (lines.isEmpty()) {
            out().println(none);
        } else if (next != null) {
            out().println("There are more: --after " + Terminal.clean(next.toString()));
        }
    }

    /** The whole id of the entry that an argument tells; see {@link EntryIds#whole(String)}. */
    final String entry(Desk desk, String word) throws IOException {
        return new EntryIds(desk, terminal()).whole(word);
    }

    /** @throws Failure (wrong use) for what can't be an id, and so must not come into a path */
    static String id(String word) {
        if (word == null) {
            throw Failure.wrongUse("which one? Give its id");
        }
        return name(word, "id");
    }

    /** The same for another kind of name. */
    static String name(String word, String kind) {
        if (!word.matches("[0-9A-Za-z-]+")) {
            throw Failure.wrongUse("'" + word + "' is not " + (kind.equals("id") ? "an " : "a ") + kind);
        }
        return word;
    }
}
