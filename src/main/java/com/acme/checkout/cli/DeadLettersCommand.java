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
            EntryLists.Audit.class,
            CommandLine.HelpCommand.class
        },
        footer = {
            "",
            "dead-letters COMMAND --help says more of each. --json prints the API's own",
            "answer. bin/dead-letters is short for bin/checkout dead-letters.",
            "",
            "@|bold Variables|@",
            "  DEAD_LETTERS_URL       where the service is (http://localhost:8080)",
            "  DEAD_LETTERS_USER      who you are (operator)",
            "  DEAD_LETTERS_PASSWORD  asked for on a terminal where it is not set",
            "  DEAD_LETTERS_TOKEN     a bearer token, in the place of user and password",
            "",
            "@|bold Exit codes|@",
            "  0  done",
            "  1  done in part: some failed again, or were refused, or it was stopped",
            "  2  wrong use",
            "  3  not allowed",
            "  4  not reachable, or not now",
            "  5  no such entry or operation, or not in a state for that"
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
