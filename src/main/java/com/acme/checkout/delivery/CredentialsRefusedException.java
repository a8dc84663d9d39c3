package com.acme.checkout.delivery;

/** The Orchestrator does not accept our credentials. Retried for as long as it takes, and alerted: no customer pays for our mistake. */
public class CredentialsRefusedException extends TransientFailureException {

    public CredentialsRefusedException(String message) {
        super(message);
    }
}
