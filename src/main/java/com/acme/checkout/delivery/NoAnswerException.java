package com.acme.checkout.delivery;

/** The Orchestrator was called and did not answer: whether it has started the saga is not known. */
public class NoAnswerException extends TransientFailureException {

    private final boolean callerGone;

    NoAnswerException(String message, boolean callerGone, Throwable cause) {
        super(message, cause);
        this.callerGone = callerGone;
    }

    /** Whether we ended the call only because its caller waits no longer: the Orchestrator still had time. */
    boolean callerGone() {
        return callerGone;
    }
}
