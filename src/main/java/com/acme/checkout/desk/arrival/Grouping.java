package com.acme.checkout.desk.arrival;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What arrivals are told apart by. */
public enum Grouping {
    DESTINATION("destination"),
    CAUSE("fingerprint");

    private final String column;

    Grouping(String column) {
        this.column = column;
    }

    /** As an address has it. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The entries' column that holds it. */
    String column() {
        return column;
    }

    /** @throws IllegalArgumentException with a sentence, where there is no such grouping */
    static Grouping of(String label) {
        return Arrays.stream(values())
                .filter(each -> each.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("by must be one of "
                        + Arrays.stream(values()).map(Grouping::label).collect(Collectors.joining(", ")) + "."));
    }
}
