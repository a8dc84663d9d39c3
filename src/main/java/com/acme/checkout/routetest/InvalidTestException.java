package com.acme.checkout.routetest;

import java.nio.file.Path;

/** A file of tests says something that can't be understood. Its message is one line: where, what is wrong, and the cure. */
public final class InvalidTestException extends RuntimeException {

    InvalidTestException(Path file, int line, int column, String wrong, String cure) {
        super(file + ":" + line + ":" + column + ": " + wrong + "; " + cure);
    }

    InvalidTestException(Located at, String wrong, String cure) {
        this(at.file(), at.line(), at.column(), wrong, cure);
    }
}
