package com.acme.checkout.cli;

import java.util.Arrays;
import java.util.Set;

/**
 * Tells a command for the terminal from a start of the service. It loads no class of picocli before there is such a
 * command: a start of the service pays nothing for the command line.
 */
public final class CommandLineEntry {

    /** Starts the service; all arguments after it are Spring's. */
    static final String RUN = "run";

    /** What {@link CheckoutCommand} has beside {@link #RUN}; a test compares both. */
    static final Set<String> NAMES =
            Set.of("dead-letters", "dev", "lint", "new", "schemas", "send", "test", "completion", "help");

    private static final Set<String> HELP = Set.of("--help", "-h");

    private CommandLineEntry() {}

    /** Whether {@code args} are a command for the terminal; if not, they start the service. */
    public static boolean isFor(String... args) {
        if (args.length > 0 && args[0].equals(RUN)) {
            return args.length > 1 && HELP.contains(args[1]);
        }
        // bin/checkout says what the terminal is. It never starts the service without "run", even by a mistyped name.
        return System.getProperty(Terminal.SHOWS) != null || args.length > 0 && NAMES.contains(args[0]);
    }

    /** What Spring gets of {@code args}: all but a leading {@code run}. */
    public static String[] ofService(String... args) {
        return args.length > 0 && args[0].equals(RUN) ? Arrays.copyOfRange(args, 1, args.length) : args;
    }

    /** Runs the command that {@code args} name, to its end. Returns the exit code, and throws nothing. */
    public static int run(String... args) {
        Terminal terminal = Terminal.ofProcess();
        int code = CheckoutCommand.commandLine(terminal).execute(args);
        terminal.flush();
        return code;
    }
}
