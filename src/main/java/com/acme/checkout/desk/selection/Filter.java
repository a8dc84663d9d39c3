package com.acme.checkout.desk.selection;

import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.ReplayEntryState;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.StringJoiner;
import java.util.UUID;
import java.util.stream.Stream;

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

    /** Lets everything through. */
    public static final Filter ALL = of(Map.of());

    /**
     * Reads the parameters of a request; names that are no filter's are left alone.
     *
     * @throws IllegalArgumentException with a sentence that says which value is wrong; a blank one is
     */
    public static Filter of(Map<String, List<String>> query) {
        UUID replay = FilterValues.uuid(query, "replay");
        Set<String> replayStates =
                FilterValues.known(FilterValues.several(query, "replayState"), "replayState", ReplayEntryState.names());
        if (replay == null && !replayStates.isEmpty()) {
            throw new IllegalArgumentException("replayState needs replay, the id of the replay.");
        }
        return new Filter(
                FilterValues.known(FilterValues.several(query, "state"), "state", EntryState.names()),
                FilterValues.known(FilterValues.several(query, "reason"), "reason", DeadLetterReason.names()),
                FilterValues.several(query, "destination"),
                FilterValues.several(query, "route"),
                FilterValues.one(query, "exception"),
                FilterValues.one(query, "id"),
                SourceFilter.checked(FilterValues.one(query, "source")),
                FilterValues.one(query, "cart"),
                FilterValues.one(query, "checkout"),
                FilterValues.instant(query, "from"),
                FilterValues.instant(query, "to"),
                FilterValues.one(query, "text"),
                FilterValues.one(query, "cause"),
                replay,
                replayStates,
                FilterValues.uuid(query, "discard"));
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

    /** Whether it asks for more than states, a text and what no form has a field for. */
    boolean isNarrow() {
        return !reasons.isEmpty()
                || !destinations.isEmpty()
                || !routes.isEmpty()
                || Stream.of(exception, id, source, cart, checkout, from, to).anyMatch(Objects::nonNull);
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
