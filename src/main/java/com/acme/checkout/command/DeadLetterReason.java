package com.acme.checkout.command;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why a message is on the dead-letter queue: the values of {@code deadLetterReason} (contract, section 5), in the order in which pages list them. */
public enum DeadLetterReason {

    /** The command breaks rules of its schema. */
    INVALID,
    /** The message is no command that can be read. */
    UNREADABLE,
    /** No rule picks a destination, or the command's type is not known. */
    UNROUTABLE,
    /** The Orchestrator says that the cart can't be checked out. */
    REJECTED,
    /** The Orchestrator does not take what this service sends. */
    REFUSED,
    /** All retries failed. */
    EXHAUSTED,
    /** An unexpected failure, or a fault of the routes. */
    INTERNAL;

    /** The name of the header, and of the exchange property by which a route gives the reason. */
    public static final String NAME = "deadLetterReason";

    /** The names of all, in alphabetical order. */
    public static Set<String> names() {
        return Stream.of(values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The reason with this name; {@link #INTERNAL} for any other text, which is not one of ours, and for null. */
    public static DeadLetterReason of(String name) {
        return Stream.of(values())
                .filter(reason -> reason.name().equals(name))
                .findFirst()
                .orElse(INTERNAL);
    }

    /** Whether the body itself is at fault, so that an operator may repair it. */
    public boolean isRepairable() {
        return this == INVALID || this == UNREADABLE;
    }
}
