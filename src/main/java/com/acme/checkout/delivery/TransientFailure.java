package com.acme.checkout.delivery;

/** The Orchestrator could not answer now: it may, later. Retried. */
public class TransientFailure extends Exception {

    public TransientFailure(String message) {
        super(message);
    }
}
