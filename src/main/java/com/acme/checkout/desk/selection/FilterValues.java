package com.acme.checkout.desk.selection;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads the parameters of a filter; each throws IllegalArgumentException with a sentence that says which value is wrong. */
public final class FilterValues {

    private static final int LONGEST = 500;
    /** RFC 3339, section 1, and what every database knows. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    private FilterValues() {}

    static Set<String> several(Map<String, List<String>> query, String name) {
        Set<String> all = new LinkedHashSet<>();
        for (String value : query.getOrDefault(name, List.of())) {
            for (String part : value.split(",", -1)) {
                all.add(limited(name, part.trim()));
            }
        }
        return all;
    }

    static Set<String> known(Set<String> values, String name, Set<String> choices) {
        for (String value : values) {
            if (!choices.contains(value)) {
                throw new IllegalArgumentException(name + " must be of "
                        + String.join(", ", choices.stream().sorted().toList()) + ".");
            }
        }
        return values;
    }

    static String one(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new IllegalArgumentException(name + " must be given once.");
        }
        return values.isEmpty() ? null : limited(name, values.get(0).trim());
    }

    static String limited(String name, String value) {
        if (value.isBlank()) {
            // An unset variable of a script's must not be taken for "whichever".
            throw new IllegalArgumentException(name + " must not be blank; leave it out if you do not need it.");
        }
        if (value.length() > LONGEST) {
            throw new IllegalArgumentException(name + " must be at most " + LONGEST + " characters.");
        }
        if (value.indexOf('\0') >= 0) {
            // Nothing that is filed has it, and PostgreSQL takes no such text.
            throw new IllegalArgumentException(name + " must not contain NUL.");
        }
        return value;
    }

    static UUID uuid(Map<String, List<String>> query, String name) {
        String value = one(query, name);
        UUID uuid = value == null ? null : AnyId.uuid(value.toLowerCase(Locale.ROOT));
        if (value != null && uuid == null) {
            throw new IllegalArgumentException(name + " must be the whole id of one, a UUID.");
        }
        return uuid;
    }

    static Instant instant(Map<String, List<String>> query, String name) {
        return instant(name, one(query, name));
    }

    /** A moment as in RFC 3339; null where {@code value} is. */
    public static Instant instant(String name, String value) {
        try {
            Instant instant = value == null ? null : Instant.parse(value.toUpperCase(Locale.ROOT));
            if (instant != null && (instant.isBefore(FIRST) || instant.isAfter(LAST))) {
                throw new IllegalArgumentException(name + " must be in the years 1 to 9999.");
            }
            return instant;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(name + " must be an instant, as in 2026-01-31T12:00:00Z.");
        }
    }
}
