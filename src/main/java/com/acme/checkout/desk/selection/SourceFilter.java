package com.acme.checkout.desk.selection;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where messages came from, as a filter has it: the beginning of that, or a topic with a partition and perhaps an offset, in short
 * ({@code checkout.commands p0@7}) or as entries show it ({@code checkout.commands partition 0 offset 7}).
 */
final class SourceFilter {

    private static final Pattern PLACE = Pattern.compile(
            "(\\S+) (?:p|partition )(\\d{1,10})(?:(?:@| offset )(\\d{1,19}))?", Pattern.CASE_INSENSITIVE);
    private static final Pattern MEANT_AS_ONE = Pattern.compile("\\S+ p\\d*@.*");

    private SourceFilter() {}

    /**
     * The value of the filter, as it was given.
     *
     * @throws IllegalArgumentException it names a partition, and not in a way that can be read
     */
    static String checked(String source) {
        if (source != null
                && !PLACE.matcher(source).matches()
                && MEANT_AS_ONE.matcher(source).matches()) {
            throw new IllegalArgumentException(
                    "source must be the beginning of one, or a topic, a partition and perhaps an offset, as in checkout.commands p0@7.");
        }
        return source;
    }

    /** A pattern for {@code like … escape '!'}: partition 1 is not 10, nor offset 7 the beginning of 70. */
    static String like(String source) {
        Matcher place = PLACE.matcher(source);
        if (!place.matches()) {
            return EntryQuery.escaped(source) + '%';
        }
        String partition =
                EntryQuery.escaped(place.group(1)) + " partition " + Long.parseLong(place.group(2)) + " offset ";
        return place.group(3) == null
                ? partition + '%'
                : partition + place.group(3).replaceFirst("^0+(?=\\d)", "");
    }
}
