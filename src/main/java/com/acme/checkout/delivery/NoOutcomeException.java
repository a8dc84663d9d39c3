package com.acme.checkout.delivery;

/**
 * The routes ended without an outcome, or claim one that did not happen: a fault in {@code routes/}. The text names route
 * and step. HTTP answers 500; from the broker it is a dead letter {@code INTERNAL} (contract, sections 2 and 5).
 */
public class NoOutcomeException extends Exception {

    public NoOutcomeException(String message) {
        super(message);
    }
}
