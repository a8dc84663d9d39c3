package com.acme.checkout.delivery;

/**
 * The Orchestrator could not start the saga now: it may, later. Retried. Unchecked, since a circuit breaker would wrap
 * any other, and the routes not know it again.
 */
public class TransientFailureException extends RuntimeException {

    public TransientFailureException(String message) {
        super(message);
    }

    TransientFailureException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Why no answer came, in the words of the log of attempts: short, and the same for all that are alike. */
    String inBrief() {
        return "failed";
    }
}
