package com.acme.checkout.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command {@code checkout}, with all that it has under it. */
@Command(
        name = "checkout",
        mixinStandardHelpOptions = true,
        versionProvider = CheckoutCommand.Version.class,
        header = "Runs the Checkout API, and works a running one from a terminal.",
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "@|bold Exit codes|@",
            "  0  done",
            "  1  the answer is no",
            "  2  wrong use, or nobody is there",
            "",
            "dead-letters has some more. checkout COMMAND --help says more of each."
        })
final class CheckoutCommand implements Callable<Integer> {

    /** How wide a help text is, in columns. */
    private static final int WIDTH = 80;

    @Spec
    private CommandSpec spec;

    private CheckoutCommand() {}

    /** All commands. They print to {@code terminal}, end by an exit code and throw nothing. */
    static CommandLine commandLine(Terminal terminal) {
        CommandLine all = new CommandLine(new CheckoutCommand())
                .addSubcommand(new RunCommand())
                .addSubcommand(new DevCommand())
                .addSubcommand(new LintCommand())
                .addSubcommand(new TestCommand())
                .addSubcommand(new SendCommand(terminal))
                .addSubcommand(new DeadLettersCommand(terminal))
                .addSubcommand(new NewCommand())
                .addSubcommand(new SchemasCommand())
                .addSubcommand(new CompletionCommand())
                .addSubcommand(new CommandLine.HelpCommand());
        FailureLines lines = new FailureLines(terminal);
        return all.setOut(terminal.writer())
                .setErr(new PrintWriter(terminal.err(), true))
                .setParameterExceptionHandler(lines)
                .setExecutionExceptionHandler(lines)
                .setUsageHelpWidth(WIDTH)
                .setUsageHelpAutoWidth(false)
                .setOverwrittenOptionsAllowed(true)
                // A note may begin with @; no argument is a file of arguments.
                .setExpandAtFiles(false)
                .setTrimQuotes(false);
    }

    /** Without a command: says which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getOut());
        return Failure.WRONG_USE;
    }

    /** The version that the jar's manifest says. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = CheckoutCommand.class.getPackage().getImplementationVersion();
            return new String[] {"checkout " + (version == null ? "(not from a jar: no version)" : version)};
        }
    }
}
