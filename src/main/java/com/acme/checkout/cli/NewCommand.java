package com.acme.checkout.cli;

import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Writes what a further part of the routes begins with. */
@Command(
        name = "new",
        description = "Writes what a further part of the routes begins with, and how it is tested.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "PART",
        subcommands = {
            NewDestinationCommand.class,
            NewStepCommand.class,
            NewCommandTypeCommand.class,
            NewBrokerCommand.class
        })
final class NewCommand implements Callable<Integer> {

    /** What a part may be called: that is a name everywhere, in a setting, a file and a route. */
    static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    @Spec
    private CommandSpec spec;

    /** Without a part: says which there are. */
    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return Failure.WRONG_USE;
    }
}
