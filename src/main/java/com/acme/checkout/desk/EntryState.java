package com.acme.checkout.desk;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where an entry stands. */
public enum EntryState {

    /** Nobody has done anything about it yet. */
    OPEN,
    /** A replay has claimed it; its outcome is not known yet. */
    REPLAYING,
    /** Its saga is started. */
    RESOLVED,
    /** A replay of it ended on the dead-letter queue once more. */
    FAILED_AGAIN,
    /** An operator decided, with a reason, that nothing is to be done. */
    DISCARDED;

    /** Those that somebody has still to do something about, as the database writes them. */
    public static final Set<String> UNRESOLVED = Set.of(OPEN.name(), REPLAYING.name(), FAILED_AGAIN.name());

    /** All, in the order in which pages list them: what asks for something first. */
    public static final List<EntryState> ORDER = List.of(OPEN, FAILED_AGAIN, REPLAYING, RESOLVED, DISCARDED);

    /** The names of all. */
    public static Set<String> names() {
        return Stream.of(values()).map(EntryState::name).collect(Collectors.toCollection(TreeSet::new));
    }
}
