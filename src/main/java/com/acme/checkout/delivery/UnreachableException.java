package com.acme.checkout.delivery;

/** There was no connection to the Orchestrator, so nobody was asked: not an attempt at the command. */
public class UnreachableException extends TransientFailureException {

    UnreachableException(Throwable cause) {
        super("no connection", cause);
    }
}
