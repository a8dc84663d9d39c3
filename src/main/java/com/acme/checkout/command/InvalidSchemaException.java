package com.acme.checkout.command;

import java.nio.file.Path;

/** A file of a further command that can't be what it should be: what is wrong, and the fix. */
public class InvalidSchemaException extends Exception {

    private final transient Path file;
    private final int line;
    private final String word;
    private final String fix;

    /** {@code line}: from 1; 0 where it is not known. {@code word}: as it stands in the file; empty where it is not there. */
    InvalidSchemaException(Path file, int line, String word, String wrong, String fix) {
        super(wrong);
        this.file = file;
        this.line = line;
        this.word = word;
        this.fix = fix;
    }

    /** The file. */
    public Path file() {
        return file;
    }

    /** From 1; 0 where it is not known. */
    public int line() {
        return line;
    }

    /** What is wrong, as it stands in the file; empty where it is not there at all. */
    public String word() {
        return word;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }
}
