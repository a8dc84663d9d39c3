package com.acme.checkout.command;

import java.util.Locale;

/** What has become of a command (contract, sections 2 and 5), as logs and metrics name it. */
public enum Outcome {

    /** The Orchestrator has confirmed the saga. */
    STARTED,
    /** Durable on the broker, to be started later. */
    ACCEPTED,
    /** The Orchestrator says that the cart can't be checked out, and the HTTP caller was told. */
    REJECTED,
    /** The HTTP caller was told that the command is not taken, and why. */
    DECLINED,
    /** Written to the dead-letter queue. */
    DEAD_LETTERED,
    /** The HTTP caller was told that the command could be neither started nor made durable. */
    UNAVAILABLE,
    /** The routes ended without one of these: a fault in {@code routes/}. */
    NO_OUTCOME;

    private final String label = name().toLowerCase(Locale.ROOT);

    /** Its name in logs and metrics. */
    public String label() {
        return label;
    }

    @Override
    public String toString() {
        return label;
    }
}
