package com.acme.checkout.desk;

/** Where the entries of one destination stand within a replay. The API and the database write the constants' names, pages their labels. */
public enum ReplayDestinationState {

    /** They go out in their turn. */
    SENDING("sending"),
    /** They wait until the destination's circuit breaker lets calls through. */
    WAITING("waits"),
    /** They wait until an operator resumes them. */
    PAUSED("paused");

    private final String label;

    ReplayDestinationState(String label) {
        this.label = label;
    }

    /** For a person. */
    public String label() {
        return label;
    }
}
