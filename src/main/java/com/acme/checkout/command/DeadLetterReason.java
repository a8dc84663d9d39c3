package com.acme.checkout.command;

import java.util.Arrays;
import java.util.Optional;

/** Why a message is on the dead-letter queue: the values of {@code deadLetterReason} (contract, section 5). */
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

    /** The reason of that name; empty for any other text, which is not one of ours, and for null. */
    public static Optional<DeadLetterReason> of(String name) {
        return Arrays.stream(values()).filter(each -> each.name().equals(name)).findAny();
    }
}
