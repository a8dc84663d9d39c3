package com.acme.checkout.delivery;

/**
 * The Orchestrator could not start the saga now: it may, later. Retried. Unchecked, since a circuit breaker would wrap
 * any other, and the routes not know it again.
 */
public class TransientFailure extends RuntimeException {

    public TransientFailure(String message) {
        super(message);
    }

    TransientFailure(String message, Throwable cause) {
        super(message, cause);
    }
}
