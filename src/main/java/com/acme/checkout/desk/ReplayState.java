package com.acme.checkout.desk;

/** Where a replay stands. The API and the database write the constants' names, pages their labels. */
public enum ReplayState {

    /** It claims its entries, and sends none yet. */
    PREPARING("being prepared"),
    /** It sends. */
    RUNNING("running"),
    /** It sends nothing until an operator resumes it. */
    PAUSED("paused"),
    /** Everything it claimed has an outcome. */
    DONE("done"),
    /** An operator ended it. */
    CANCELLED("cancelled"),
    /** Its first entries did not all start their sagas, and the rest was not sent. */
    STOPPED("stopped at its canary");

    private final String label;

    ReplayState(String label) {
        this.label = label;
    }

    /** For a person. */
    public String label() {
        return label;
    }

    /** Whether entries will still be sent. */
    public boolean isOpen() {
        return this == PREPARING || this == RUNNING || this == PAUSED;
    }
}
