package com.acme.checkout.desk;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a command became a dead letter, in the order in which pages list the reasons. */
public enum DeadLetterReason {

    /** A field of the command is missing or wrong. */
    INVALID,
    /** The message is no command that can be read. */
    UNREADABLE,
    /** No rule names a destination for it. */
    UNROUTABLE,
    /** The Orchestrator knows no such cart, or the cart can't be checked out. */
    REJECTED,
    /** The Orchestrator does not take the request as this service sends it. */
    REFUSED,
    /** Its retries are used up. */
    EXHAUSTED,
    /** An unexpected failure inside this service. */
    INTERNAL;

    /** The names of all, in alphabetical order. */
    public static Set<String> names() {
        return Stream.of(values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The reason with this name; {@link #INTERNAL} where there is none. */
    public static DeadLetterReason of(String name) {
        return Stream.of(values()).filter(reason -> reason.name().equals(name)).findFirst().orElse(INTERNAL);
    }

    /** Whether the body itself is at fault, so that an operator may repair it. */
    public boolean isRepairable() {
        return this == INVALID || this == UNREADABLE;
    }
}
