package com.acme.checkout.cli;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Says in one line what went wrong, and never where in the code: this program's name, what is wrong, what to do. */
final class FailureLines implements CommandLine.IParameterExceptionHandler, CommandLine.IExecutionExceptionHandler {

    private final Terminal terminal;

    FailureLines(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Arguments that picocli can't read. */
    @Override
    public int handleParseException(CommandLine.ParameterException e, String[] args) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        return say(command, misread(e, command), Failure.WRONG_USE);
    }

    @Override
    public int handleExecutionException(Exception e, CommandLine at, ParseResult parsed) {
        CommandSpec command = at.getCommandSpec();
        if (e instanceof Failure failure) {
            return say(command, failure.getMessage(), failure.code);
        }
        int code = ofDeadLetters(command) ? DeskCommand.NOT_REACHABLE : Failure.WRONG_USE;
        String reason = e instanceof IOException ? e.toString() : "this should not happen, please report it: " + e;
        return say(command, reason, code);
    }

    private int say(CommandSpec command, String line, int code) {
        terminal.flush();
        terminal.err()
                .println((ofDeadLetters(command) ? DeadLettersCommand.NAME : "checkout") + ": " + Terminal.clean(line));
        return code;
    }

    private static boolean ofDeadLetters(CommandSpec command) {
        for (CommandSpec each = command; each != null; each = each.parent()) {
            if (each.name().equals(DeadLettersCommand.NAME)) {
                return true;
            }
        }
        return false;
    }

    private static String misread(CommandLine.ParameterException e, CommandSpec command) {
        String help = name(command) + " --help";
        if (e instanceof CommandLine.UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            boolean option = first.startsWith("-") && first.length() > 1;
            if (!command.subcommands().isEmpty()) {
                return "there is no command " + first + "; see " + help;
            }
            return option
                    ? command.name() + " takes no " + first.replaceFirst("=.*", "") + "; see " + help
                    : "what is " + first + "? See " + help;
        }
        if (e instanceof CommandLine.MissingParameterException missing) {
            List<ArgSpec> all = missing.getMissing();
            if (!all.isEmpty() && all.get(0) instanceof OptionSpec option) {
                return option.longestName() + " needs a value";
            }
        }
        ArgSpec argument = e.getArgSpec();
        if (argument instanceof OptionSpec flag && flag.arity().max() == 0) {
            // --all=false would be all, and --dry-run=no a dry run: a flag is there or it is not.
            return flag.longestName() + " takes no value; leave it out where it is not meant";
        }
        return Objects.toString(e.getMessage(), "the arguments can't be read") + "; see " + help;
    }

    /** As somebody typed it: the dead-letter commands have a script of their own. */
    private static String name(CommandSpec command) {
        return command.qualifiedName().replaceFirst("^checkout (?=" + DeadLettersCommand.NAME + ")", "");
    }
}
