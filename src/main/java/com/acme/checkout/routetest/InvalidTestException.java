package com.acme.checkout.routetest;

import java.nio.file.Path;

/** A file of tests says something that can't be understood. Its message is one line: where, what is wrong, and the cure. */
public final class InvalidTestException extends RuntimeException {

    private final transient Path file;
    private final int line;
    private final int column;
    private final String wrong;
    private final String cure;

    InvalidTestException(Path file, int line, int column, String wrong, String cure) {
        super(file + ":" + line + ":" + column + ": " + wrong + "; " + cure);
        this.file = file;
        this.line = line;
        this.column = column;
        this.wrong = wrong;
        this.cure = cure;
    }

    InvalidTestException(Located at, String wrong, String cure) {
        this(at.file(), at.line(), at.column(), wrong, cure);
    }

    /** The file, as it was named. */
    public Path file() {
        return file;
    }

    /** From 1 on. */
    public int line() {
        return line;
    }

    /** From 1 on. */
    public int column() {
        return column;
    }

    /** What is wrong. */
    public String wrong() {
        return wrong;
    }

    /** What to do. */
    public String cure() {
        return cure;
    }
}
