package com.acme.checkout.desk.entry;

import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A replay's claim to an entry. Its text travels with the replayed command and comes back with its dead letter. */
public record Claim(UUID replay, UUID entry) {

    private static final Pattern TEXT = Pattern.compile(
            "(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})/(\\p{XDigit}{8}(?:-\\p{XDigit}{4}){3}-\\p{XDigit}{12})");

    /** Null where {@code text} is none. */
    public static Claim of(String text) {
        Matcher matcher = TEXT.matcher(text);
        return matcher.matches()
                ? new Claim(UUID.fromString(matcher.group(1)), UUID.fromString(matcher.group(2)))
                : null;
    }

    @Override
    public String toString() {
        return replay + "/" + entry;
    }
}
