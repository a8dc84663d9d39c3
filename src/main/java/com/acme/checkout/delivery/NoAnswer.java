package com.acme.checkout.delivery;

/** The Orchestrator was called and did not answer, or not wholly: whether it has started the saga is not known. */
public class NoAnswer extends TransientFailure {

    private final boolean late;

    NoAnswer(String message, boolean late, Throwable cause) {
        super(message, cause);
        this.late = late;
    }

    /** Whether it was we who ended the call, at its deadline. */
    boolean late() {
        return late;
    }
}
