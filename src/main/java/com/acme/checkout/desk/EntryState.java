package com.acme.checkout.desk;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where an entry stands. The API and the database write the constants' names, pages their labels. */
public enum EntryState {

    /** Nobody has done anything about it yet. */
    OPEN("open"),
    /** A replay has claimed it; its outcome is not known yet. */
    REPLAYING("replaying"),
    /** Its saga is started. */
    RESOLVED("resolved"),
    /** A replay of it ended on the dead-letter queue once more. */
    FAILED_AGAIN("failed again"),
    /** An operator decided, with a reason, that nothing is to be done. */
    DISCARDED("discarded");

    /** Those that somebody has still to do something about, as the database writes them. */
    public static final Set<String> UNRESOLVED = Set.of(OPEN.name(), REPLAYING.name(), FAILED_AGAIN.name());

    /** All, in the order in which pages list them: what asks for something first. */
    public static final List<EntryState> ORDER = List.of(OPEN, FAILED_AGAIN, REPLAYING, RESOLVED, DISCARDED);

    private final String label;

    EntryState(String label) {
        this.label = label;
    }

    /** For a person. */
    public String label() {
        return label;
    }

    /** Whether an operator may act on it: replay, repair or discard it. */
    public boolean isWaiting() {
        return this == OPEN || this == FAILED_AGAIN;
    }

    /** The names of all, in alphabetical order. */
    public static Set<String> names() {
        return Stream.of(values()).map(EntryState::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
