package com.acme.checkout.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What those outside the service did and were told, each attempt from its beginning to its end. An attempt of which no end
 * is known counts as one that may have happened. Also written to a file, line by line, for whoever looks into a failure.
 */
final class Ledger implements AutoCloseable {

    enum Door {
        HTTP,
        BROKER
    }

    /** What a command has to come to. */
    enum Kind {
        /** A saga. */
        GOOD,
        /** The Orchestrator answers 404 or 409. */
        REJECTED,
        /** The Orchestrator answers 422. */
        REFUSED,
        /** The Orchestrator always answers 503. */
        EXHAUSTING,
        /** The Orchestrator answers 404 until it is healed: a saga in the end, where an operator replays its dead letter. */
        HEALING,
        /** JSON, but no valid command. */
        INVALID,
        /** Not JSON. */
        POISON
    }

    enum Result {
        /** 200, 202, or confirmed by the broker: from here on the service, or its broker, answers for it. */
        OK,
        /** Certainly not taken. */
        FAIL,
        /** Nobody knows: 503, no answer, not confirmed. */
        INFO
    }

    /** {@code cart} occurs in this command only; {@code key} is the caller's, or null. */
    record Command(String cart, String key, Door door, Kind kind) {}

    /** {@code status}: of HTTP, or 0; {@code checkoutId}: as answered, or null. */
    record Attempt(Result result, int status, String checkoutId, String why) {}

    /** A command, and every attempt of its caller's to have it taken. */
    record Operation(Command command, List<Attempt> attempts) {}

    /** An attempt that has begun. */
    final class Begun {

        private final Command command;
        private final int number;

        private Begun(Command command, int number) {
            this.command = command;
            this.number = number;
        }

        void ok(int status, String checkoutId) {
            ended(new Attempt(Result.OK, status, checkoutId, ""));
        }

        void fail(int status, String why) {
            ended(new Attempt(Result.FAIL, status, null, why));
        }

        void info(int status, String why) {
            ended(new Attempt(Result.INFO, status, null, why));
        }

        private void ended(Attempt attempt) {
            synchronized (Ledger.this) {
                operations.get(command.cart()).set(number, attempt);
                write(attempt.result().name().toLowerCase(), command, number, attempt);
            }
        }
    }

    private static final Attempt UNENDED = new Attempt(Result.INFO, 0, null, "its end was not seen");

    private final Map<String, Command> commands = new LinkedHashMap<>();
    private final Map<String, List<Attempt>> operations = new LinkedHashMap<>();
    private final long start = System.nanoTime();
    private final Writer file;

    Ledger(Path file) throws IOException {
        this.file = Files.newBufferedWriter(file);
    }

    /**
     * An attempt begins, the first or a further one.
     *
     * @throws IllegalArgumentException the same cart in two commands: their outcomes could not be told apart
     */
    synchronized Begun begin(Command command) {
        Command known = commands.putIfAbsent(command.cart(), command);
        if (known != null && !known.equals(command)) {
            throw new IllegalArgumentException("two commands of one cart: " + known + ", " + command);
        }
        List<Attempt> attempts = operations.computeIfAbsent(command.cart(), cart -> new ArrayList<>());
        attempts.add(UNENDED);
        write("invoke", command, attempts.size() - 1, UNENDED);
        return new Begun(command, attempts.size() - 1);
    }

    synchronized List<Operation> operations() {
        return commands.values().stream()
                .map(command -> new Operation(command, List.copyOf(operations.get(command.cart()))))
                .toList();
    }

    private void write(String what, Command command, int number, Attempt attempt) {
        try {
            file.write(String.join(
                            "\t",
                            "" + (System.nanoTime() - start) / 1_000_000,
                            what,
                            command.cart(),
                            "" + number,
                            command.door().name(),
                            command.kind().name(),
                            "" + command.key(),
                            "" + attempt.status(),
                            "" + attempt.checkoutId(),
                            attempt.why().replaceAll("\\s+", " "))
                    + "\n");
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
