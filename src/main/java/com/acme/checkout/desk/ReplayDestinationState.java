package com.acme.checkout.desk;

/** Where the entries of one destination stand within a replay. The API writes the constants' names, the database all but {@link #ENDED}, pages their labels. */
public enum ReplayDestinationState {

    /** They go out in their turn. */
    SENDING("sending"),
    /** They wait until the destination's circuit breaker lets calls through. */
    WAITING("waits"),
    /** They wait until an operator resumes them. */
    PAUSED("paused"),
    /** Nothing more is sent there, and nothing is under way; or the replay has ended. */
    ENDED("done");

    private final String label;

    ReplayDestinationState(String label) {
        this.label = label;
    }

    /** For a person. */
    public String label() {
        return label;
    }
}
