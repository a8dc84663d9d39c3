package com.acme.checkout.delivery;

/**
 * The Orchestrator was not called, for it lately answers later than this command's caller waits: the call would be thrown
 * away and made again. The broker's delivery, which has the time, makes it. Says nothing of the Orchestrator's health, and
 * is no attempt.
 */
public class OrchestratorTooSlowException extends TransientFailureException {

    OrchestratorTooSlowException() {
        super("not called: it lately answers later than the caller waits");
    }
}
