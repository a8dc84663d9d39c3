package com.acme.checkout.desk;

import com.acme.checkout.command.Violation;
import java.util.List;

/** A repaired body that the door would not take; says what is wrong with it. */
public class InvalidBodyException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient List<Violation> violations;

    public InvalidBodyException(List<Violation> violations) {
        super("The door would not take this body.");
        this.violations = violations;
    }

    /** What is wrong, field by field. */
    public List<Violation> violations() {
        return violations;
    }
}
