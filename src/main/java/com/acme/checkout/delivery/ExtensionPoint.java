package com.acme.checkout.delivery;

import com.acme.checkout.command.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Where a route of somebody's own joins in, without an edit of a shipped one: it reads the point's address. A point that no
 * route reads does nothing.
 */
public enum ExtensionPoint {

    /** The command is valid, and no destination is picked yet. The body that is left is what the rules and the saga get. */
    BEFORE_ROUTING,
    /** Before each call: the body is the saga's, and headers that are set go with it. */
    BEFORE_START,
    /** The Orchestrator has confirmed the saga, and nobody has been told yet. */
    AFTER_START,
    /** The command was told to be durable on the broker. */
    AFTER_ACCEPTED,
    /** The command was told to be rejected, to an HTTP caller. */
    AFTER_REJECTED,
    /** An HTTP caller was told why the command is not taken. */
    AFTER_DECLINED,
    /** The command is a dead letter. */
    AFTER_DEAD_LETTERED;

    /** As its address has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What a route of this point reads. */
    public String address() {
        return "direct:" + label();
    }

    /** All addresses. */
    public static List<String> addresses() {
        return Arrays.stream(values()).map(ExtensionPoint::address).toList();
    }

    /** The one that comes after {@code outcome} has been told. */
    static Optional<ExtensionPoint> after(Outcome outcome) {
        return Optional.ofNullable(
                switch (outcome) {
                    case ACCEPTED -> AFTER_ACCEPTED;
                    case REJECTED -> AFTER_REJECTED;
                    case DECLINED -> AFTER_DECLINED;
                    case DEAD_LETTERED -> AFTER_DEAD_LETTERED;
                    default -> null;
                });
    }
}
