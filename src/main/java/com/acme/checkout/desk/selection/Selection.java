package com.acme.checkout.desk.selection;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Which entries something is to be done to: these, all of one cause, or all that a filter lets through.
 *
 * @throws IllegalArgumentException unless exactly one is set
 */
public record Selection(List<UUID> ids, String cause, Filter filter) {

    /** At most as many entries can be chosen one by one; more are chosen by cause or filter. */
    public static final int MOST_IDS = 10_000;

    public Selection {
        if (Stream.of(ids, cause, filter).filter(part -> part != null).count() != 1) {
            throw new IllegalArgumentException("Choose entries by exactly one of ids, cause and filter.");
        }
        if (cause != null && !cause.matches("[0-9a-f]{32}")) {
            throw new IllegalArgumentException("cause must be the fingerprint of a group: 32 hexadecimal digits.");
        }
        if (ids != null && (ids.isEmpty() || ids.size() > MOST_IDS)) {
            throw new IllegalArgumentException(
                    "ids must be 1 to " + MOST_IDS + " ids; choose more by cause or filter.");
        }
    }

    public static Selection of(UUID id) {
        return new Selection(List.of(id), null, null);
    }
}
