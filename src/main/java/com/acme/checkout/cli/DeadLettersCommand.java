package com.acme.checkout.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The dead-letter desk from a terminal, by its API. Its exit codes are those of {@link DeskCommand}. */
@Command(
        name = DeadLettersCommand.NAME,
        header = "Works the dead-letter desk of a running service.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            EntryLists.Entries.class,
            EntryLists.Counts.class,
            GroupsCommand.class,
            DestinationsCommand.class,
            EntryCommands.Show.class,
            EntryCommands.Body.class,
            EntryCommands.Headers.class,
            EntryCommands.Export.class,
            ReplayCommand.class,
            DecisionCommands.Discard.class,
            DecisionCommands.Restore.class,
            RepairCommands.Repair.class,
            RepairCommands.TakeBack.class,
            NoteCommand.class,
            OperationCommands.Operations.class,
            OperationCommands.Operation.class,
            OperationCommands.Pause.class,
            OperationCommands.Resume.class,
            OperationCommands.Cancel.class,
            AuditCommand.class,
            SavedCommands.Saved.class,
            SavedCommands.Save.class,
            SavedCommands.Unsave.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "dead-letters COMMAND --help says more of each. --json prints the API's own",
            "answer. An error ends with what you can do next. bin/dead-letters is short",
            "for bin/checkout dead-letters.",
            "",
            "@|bold Variables|@",
            "  DEAD_LETTERS_URL       where the service is (http://localhost:8080)",
            "  DEAD_LETTERS_USER      who you are (operator)",
            "  DEAD_LETTERS_PASSWORD  your password; if it is not set, a terminal asks for it",
            "  DEAD_LETTERS_TOKEN     a bearer token, instead of user and password",
            "",
            "@|bold Exit codes|@",
            "  0  done",
            "  1  done in part: some failed again or were refused, or it was stopped",
            "  2  wrong use, or a value that the service refuses (400)",
            "  3  not allowed: login refused (401) or a role is missing (403)",
            "  4  not reachable: no answer, or no desk at that URL; or not now: too",
            "     many failures (429), the service or its database fails (500, 503)",
            "  5  no such entry or replay (404), it has changed (409, 410), or there is",
            "     nothing to replay, to discard or to restore"
        })
final class DeadLettersCommand implements Callable<Integer> {

    static final String NAME = "dead-letters";

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private final Terminal terminal;

    DeadLettersCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    Terminal terminal() {
        return terminal;
    }

    /** Without a command: says which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return Failure.WRONG_USE;
    }
}
