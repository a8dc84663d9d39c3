package com.acme.checkout.delivery;

/** The Orchestrator refuses what we send, or what answered is not the Orchestrator: a fault in the contract between us, never the caller's. Asking again would not help. */
public class RefusedException extends RuntimeException {

    public RefusedException(String message) {
        super(message);
    }
}
