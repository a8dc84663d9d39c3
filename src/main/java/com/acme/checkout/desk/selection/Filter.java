package com.acme.checkout.desk.selection;

import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.ReplayEntryState;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;

/**
 * Which entries to show. An empty set or a null lets everything through.
 *
 * @param id its own, its cart's, its checkout's, its trace's or its idempotency key: whole, or the first 8 characters, as {@link AnyId}
 * @param routes where it failed
 * @param exception in the text of the exception, in any case
 * @param source where the message came from, as {@link SourceFilter}
 * @param from by the last failure, inclusive
 * @param to by the last failure, exclusive
 * @param text anywhere in detail, exception, headers or body, in any case
 * @param cause a fingerprint
 * @param replay the id of a replay that they were part of
 * @param replayStates where they stand in that replay
 * @param discard the id of the discard that they are discarded by, and not restored since
 */
public record Filter(
        Set<String> states,
        Set<String> reasons,
        Set<String> destinations,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<String> routes,
        String exception,
        String id,
        String source,
        String cart,
        String checkout,
        Instant from,
        Instant to,
        String text,
        String cause,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) UUID replay,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) Set<String> replayStates,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) UUID discard) {

    /** What was written down before there was a filter by route, or by replay, has none. */
    public Filter {
        routes = routes == null ? Set.of() : routes;
        replayStates = replayStates == null ? Set.of() : replayStates;
    }

    /** What a filter may ask for, on the page as in the API. */
    static final Set<String> NAMES = Set.of(
            "state",
            "reason",
            "destination",
            "route",
            "exception",
            "id",
            "source",
            "cart",
            "checkout",
            "from",
            "to",
            "text",
            "cause",
            "replay",
            "replayState",
            "discard");

    private static final int LONGEST = 500;
    /** RFC 3339, section 1, and what every database knows. */
    private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

    /** Lets everything through. */
    public static final Filter ALL = of(Map.of());

    /**
     * Reads the parameters of a request; names that are no filter's are left alone.
     *
     * @throws IllegalArgumentException with a sentence that says which value is wrong; a blank one is
     */
    public static Filter of(Map<String, List<String>> query) {
        UUID replay = uuid(query, "replay");
        Set<String> replayStates = known(several(query, "replayState"), "replayState", ReplayEntryState.names());
        if (replay == null && !replayStates.isEmpty()) {
            throw new IllegalArgumentException("replayState needs replay, the id of the replay.");
        }
        return new Filter(
                known(several(query, "state"), "state", EntryState.names()),
                known(several(query, "reason"), "reason", DeadLetterReason.names()),
                several(query, "destination"),
                several(query, "route"),
                one(query, "exception"),
                one(query, "id"),
                SourceFilter.checked(one(query, "source")),
                one(query, "cart"),
                one(query, "checkout"),
                instant(query, "from"),
                instant(query, "to"),
                one(query, "text"),
                one(query, "cause"),
                replay,
                replayStates,
                uuid(query, "discard"));
    }

    /** As {@link #of}, where a name that is no filter's is a mistake. */
    public static Filter strictly(Map<String, List<String>> query) {
        query.keySet().stream()
                .filter(name -> !NAMES.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("There is no filter " + name + "; there are "
                            + String.join(", ", NAMES.stream().sorted().toList()) + ".");
                });
        return of(query);
    }

    private static Set<String> several(Map<String, List<String>> query, String name) {
        Set<String> all = new LinkedHashSet<>();
        for (String value : query.getOrDefault(name, List.of())) {
            for (String part : value.split(",", -1)) {
                all.add(limited(name, part.trim()));
            }
        }
        return all;
    }

    private static Set<String> known(Set<String> values, String name, Set<String> choices) {
        for (String value : values) {
            if (!choices.contains(value)) {
                throw new IllegalArgumentException(name + " must be of "
                        + String.join(", ", choices.stream().sorted().toList()) + ".");
            }
        }
        return values;
    }

    private static String one(Map<String, List<String>> query, String name) {
        List<String> values = query.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw new IllegalArgumentException(name + " must be given once.");
        }
        return values.isEmpty() ? null : limited(name, values.get(0).trim());
    }

    private static String limited(String name, String value) {
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

    private static UUID uuid(Map<String, List<String>> query, String name) {
        String value = one(query, name);
        UUID uuid = value == null ? null : AnyId.uuid(value.toLowerCase(Locale.ROOT));
        if (value != null && uuid == null) {
            throw new IllegalArgumentException(name + " must be the whole id of one, a UUID.");
        }
        return uuid;
    }

    private static Instant instant(Map<String, List<String>> query, String name) {
        String value = one(query, name);
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

    /** The same filter with other states and another cause. */
    public Filter with(Set<String> states, String cause) {
        return new Filter(
                states,
                reasons,
                destinations,
                routes,
                exception,
                id,
                source,
                cart,
                checkout,
                from,
                to,
                text,
                cause,
                replay,
                replayStates,
                discard);
    }

    /** Whether it lets everything through. */
    public boolean matchesAll() {
        return equals(ALL);
    }

    /** The same filter for a URL. */
    public String toQuery() {
        StringJoiner query = new StringJoiner("&");
        states.forEach(state -> add(query, "state", state));
        reasons.forEach(reason -> add(query, "reason", reason));
        destinations.forEach(destination -> add(query, "destination", destination));
        routes.forEach(route -> add(query, "route", route));
        add(query, "exception", exception);
        add(query, "id", id);
        add(query, "source", source);
        add(query, "cart", cart);
        add(query, "checkout", checkout);
        add(query, "from", from);
        add(query, "to", to);
        add(query, "text", text);
        add(query, "cause", cause);
        add(query, "replay", replay);
        replayStates.forEach(state -> add(query, "replayState", state));
        add(query, "discard", discard);
        return query.toString();
    }

    private static void add(StringJoiner query, String name, Object value) {
        if (value != null) {
            query.add(name + '=' + URLEncoder.encode(value.toString(), StandardCharsets.UTF_8));
        }
    }
}
