package com.acme.checkout.desk;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where an entry stands within a replay. The API and the database write the constants' names, pages their labels. */
public enum ReplayEntryState {

    /** Claimed by the replay, and not sent yet. */
    FROZEN("waiting"),
    /** Sent, and nothing is known of it yet. */
    SENT("under way"),
    /** Its saga is started. */
    RESOLVED("resolved"),
    /** It is a dead letter again. */
    FAILED_AGAIN("failed again"),
    /** Not sent, since it would have been another checkout. */
    REFUSED("refused"),
    /** Given back without having been sent. */
    CANCELLED("not sent"),
    /** Chosen, and left out when the replay was begun: it had failed again twice. */
    HELD_BACK("held back");

    private final String label;

    ReplayEntryState(String label) {
        this.label = label;
    }

    /** For a person. */
    public String label() {
        return label;
    }

    /** The names of all, in alphabetical order. */
    public static Set<String> names() {
        return Stream.of(values()).map(ReplayEntryState::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
