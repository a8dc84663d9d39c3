package com.acme.checkout.delivery;

/** The Orchestrator was called and did not answer: whether it has started the saga is not known. */
public class NoAnswerException extends TransientFailureException {

    private final boolean callerGone;
    private final boolean late;

    /** {@code late}: the call was ended since none came in time. */
    NoAnswerException(String message, boolean callerGone, boolean late, Throwable cause) {
        super(message, cause);
        this.callerGone = callerGone;
        this.late = late;
    }

    @Override
    String inBrief() {
        return callerGone ? "caller waits no longer" : late ? "timeout" : "no whole answer";
    }

    /** Whether we ended the call only because its caller waits no longer: the Orchestrator still had time. */
    boolean callerGone() {
        return callerGone;
    }
}
