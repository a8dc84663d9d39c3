package com.acme.checkout.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints picocli's script for the shell. */
@Command(
        name = "completion",
        header = "Prints a script that completes commands and options on Tab.",
        description = {
            "For bash, and for zsh with bashcompinit. In the current shell:",
            "",
            "  source <(bin/checkout completion)",
            "",
            "It completes the name checkout: put bin/ into your PATH.",
            ""
        })
final class CompletionCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        root.getOut().print(AutoComplete.bash(root.getCommandName(), root));
        root.getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
