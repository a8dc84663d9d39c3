package com.acme.checkout.desk.selection;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An id as somebody has it before them: whole, or its first 8 characters as the pages show them, in any case; of a trace also the
 * whole {@code traceparent}.
 */
public final class AnyId {

    /** So much of an id is shown where there is little room. */
    public static final int BRIEF = 8;

    /** So much of one is compared. */
    private static final int LONGEST = 255;

    private static final Pattern TRACEPARENT =
            Pattern.compile("\\p{XDigit}{2}-(\\p{XDigit}{32})-\\p{XDigit}{16}-\\p{XDigit}{2}.*");
    private static final Pattern UUIDS = Pattern.compile("\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}");

    private AnyId() {}

    /** As it is compared with what is filed. */
    public static String searched(String id) {
        return limited(id.strip().toLowerCase(Locale.ROOT).replaceFirst(TRACEPARENT.pattern(), "$1"), LONGEST);
    }

    /** The id of the trace that a {@code traceparent} tells; null where it tells none. */
    public static String trace(String traceparent) {
        Matcher matcher = TRACEPARENT.matcher(traceparent == null ? "" : traceparent);
        return matcher.matches() ? matcher.group(1).toLowerCase(Locale.ROOT) : null;
    }

    /** It as a UUID; null where it is none. */
    public static UUID uuid(String id) {
        return UUIDS.matcher(id).matches() ? UUID.fromString(id) : null;
    }

    /** What the table {@code entry_name} has of an entry; all but its id may be null. */
    public static Set<String> names(UUID id, String checkout, String cart, String key, String traceparent) {
        String trace = trace(traceparent);
        Set<String> names = new LinkedHashSet<>();
        for (String each : new String[] {id.toString(), checkout, cart, key, trace}) {
            if (each != null) {
                names.add(limited(each, BRIEF).toLowerCase(Locale.ROOT));
            }
        }
        if (key != null) {
            names.add(searched(key));
        }
        if (trace != null) {
            names.add(trace);
        }
        if (checkout != null) {
            // Of a whole one its column's index knows, where it is in lower case as ours are.
            names.add(searched(checkout).equals(checkout) ? "" : searched(checkout));
        }
        names.remove("");
        return names;
    }

    /** Without the half of a character, which no database takes. */
    private static String limited(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(most - 1)) ? most - 1 : most);
    }
}
