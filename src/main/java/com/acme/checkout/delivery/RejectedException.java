package com.acme.checkout.delivery;

/** The Orchestrator says that this cart can't be checked out: there is no such cart (404), or it is empty or already checked out (409). Asking again would not help. Unchecked, as {@link TransientFailureException} is. */
public class RejectedException extends RuntimeException {

    public RejectedException(String message) {
        super(message);
    }
}
