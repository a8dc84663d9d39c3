package com.acme.checkout.cli;

import java.io.Serial;

/** Ends a command with an exit code and one line for a person. */
final class Failure extends RuntimeException {

    static final int WRONG_USE = 2;

    @Serial
    private static final long serialVersionUID = 1;

    final int code;

    Failure(int code, String line) {
        super(line);
        this.code = code;
    }

    static Failure wrongUse(String line) {
        return new Failure(WRONG_USE, line);
    }
}
