package com.acme.checkout.command;

import java.util.List;
import java.util.stream.Collectors;

/** The command could be read, but breaks rules: all of them are listed, not only the first. */
public class InvalidCommandException extends Exception {

    private final transient List<Violation> violations;

    public InvalidCommandException(List<Violation> violations) {
        super(violations.stream().map(v -> v.field() + " " + v.message()).collect(Collectors.joining("; ")));
        this.violations = List.copyOf(violations);
    }

    public List<Violation> violations() {
        return violations;
    }
}
