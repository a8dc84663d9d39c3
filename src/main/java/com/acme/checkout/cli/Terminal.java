package com.acme.checkout.cli;

import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a command reads and where it prints.
 *
 * @param out UTF-8
 * @param asks whether somebody is there who can answer a question
 * @param shows whether {@code out} is a screen, not a pipe or a file
 */
record Terminal(
        InputStream in,
        PrintStream out,
        PrintStream err,
        Map<String, String> environment,
        boolean asks,
        boolean shows) {

    /** A system property that bin/checkout sets, true or false. */
    static final String SHOWS = "shows";

    private static final String ASKS = "asks";

    static Terminal ofProcess() {
        return new Terminal(
                System.in,
                new PrintStream(System.out, false, StandardCharsets.UTF_8),
                System.err,
                System.getenv(),
                Boolean.getBoolean(ASKS),
                Boolean.getBoolean(SHOWS));
    }

    /** Where picocli prints help. */
    PrintWriter writer() {
        return new PrintWriter(out, true, StandardCharsets.UTF_8);
    }

    void flush() {
        out.flush();
        err.flush();
    }

    String variable(String name, String otherwise) {
        return environment.getOrDefault(name, otherwise);
    }

    /** The password that somebody types; null where nobody can. */
    String password(String user) {
        Console console = asks ? System.console() : null;
        char[] typed = console == null ? null : console.readPassword("Password of %s: ", user);
        return typed == null ? null : new String(typed);
    }

    /** @throws Failure unless somebody says yes */
    void confirm() throws IOException {
        if (!asks) {
            throw Failure.wrongUse("nobody is there to be asked; give --yes");
        }
        err.print("Go on? [y/N] ");
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            line.append((char) c);
        }
        if (!line.toString().strip().matches("(?i)y(es)?")) {
            throw Failure.wrongUse("nothing was done");
        }
    }

    /** @throws Failure (wrong use) where {@code file} (- for standard input) can't be read */
    byte[] read(String file) {
        try {
            return file.equals("-") ? in.readAllBytes() : Files.readAllBytes(Path.of(file));
        } catch (IOException | InvalidPathException e) {
            throw Failure.wrongUse(file + " can't be read");
        }
    }

    /** Bytes of others: as they are to a pipe or a file, without their control characters to a screen. */
    void print(byte[] bytes) {
        if (shows) {
            out.println(Arrays.stream(new String(bytes, StandardCharsets.UTF_8).split("\r?\n", -1))
                    .map(Terminal::clean)
                    .collect(Collectors.joining("\n")));
        } else {
            out.writeBytes(bytes);
        }
    }

    /** What strangers have sent must not steer the terminal. */
    static String clean(String text) {
        return String.valueOf(text).replaceAll("[\\p{Cc}\\p{Cf}\\u2028\\u2029]", " ");
    }
}
