package com.acme.checkout.desk.selection;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.page.KnownParameters;
import com.acme.checkout.desk.page.Words;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What a page's address or form asks for: a filter, or entries chosen for an action. */
public final class FilterForm {

    /** What a form says beside its filter: all that match it, or, where it is empty, every entry that there is. */
    public static final String MATCHING = "match";

    public static final String EVERY = "every";

    private static final Map<String, String> SINGULAR = Map.of(
            "states",
            "state",
            "reasons",
            "reason",
            "destinations",
            "destination",
            "routes",
            "route",
            "replayStates",
            "replayState");

    private FilterForm() {}

    /**
     * The filter that the address tells.
     *
     * @param others names of parameters that are no filter's
     * @throws IllegalArgumentException with a sentence for the operator; of a name that is neither a filter's nor among the others too
     */
    public static Filter filter(HttpServletRequest request, String... others) {
        Set<String> known = new HashSet<>(Filter.NAMES);
        known.addAll(Set.of(others));
        KnownParameters.check(request.getParameterMap().keySet(), known);
        Map<String, List<String>> query = new LinkedHashMap<>();
        request.getParameterMap().forEach((name, values) -> put(query, name, Arrays.asList(values)));
        return Filter.of(query);
    }

    private static void put(Map<String, List<String>> query, String name, List<String> values) {
        List<String> filled = values.stream()
                .filter(value -> !value.isBlank())
                .map(value -> name.equals("from") || name.equals("to") ? instant(value) : value.strip())
                .toList();
        if (Filter.NAMES.contains(name) && !filled.isEmpty()) {
            query.computeIfAbsent(name, key -> new ArrayList<>()).addAll(filled);
        }
    }

    /** As pages show a time, {@code 2026-01-31 05:00:00 UTC}: a person may leave out the zone, and the seconds. */
    public static String instant(String typed) {
        if (typed == null) {
            return null;
        }
        String value = typed.strip();
        if (value.matches("\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d(:\\d\\d)?( UTC)?")) {
            value = value.replace(" UTC", "").replace(' ', 'T');
        }
        return value.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d")
                ? value + ":00Z"
                : value.matches("[^Z+]*T[\\d:.]+") ? value + "Z" : value;
    }

    /** As the form shows it; {@code narrow} where it has more than states and a text. */
    record Shown(
            Set<String> states,
            Set<String> reasons,
            String destination,
            String route,
            String exception,
            String id,
            String source,
            String cart,
            String checkout,
            Instant from,
            Instant to,
            String text,
            String cause,
            UUID replay,
            Set<String> replayStates,
            UUID discard,
            boolean narrow) {}

    public static Shown shown(Filter filter) {
        return new Shown(
                filter.states(),
                filter.reasons(),
                String.join(",", filter.destinations()),
                String.join(",", filter.routes()),
                filter.exception(),
                filter.id(),
                filter.source(),
                filter.cart(),
                filter.checkout(),
                filter.from(),
                filter.to(),
                filter.text(),
                filter.cause(),
                filter.replay(),
                filter.replayStates(),
                filter.discard(),
                filter.isNarrow());
    }

    /** A filter in words; empty for one that lets all pass. */
    public static String words(Filter filter, Words w) {
        List<String> parts = new ArrayList<>();
        if (filter.cause() != null) {
            parts.add("this cause");
        }
        if (filter.states().equals(EntryState.UNRESOLVED)) {
            parts.add("unresolved");
        } else if (!filter.states().isEmpty()) {
            parts.add(filter.states().stream().map(w::state).collect(Collectors.joining(" or ")));
        }
        if (!filter.reasons().isEmpty()) {
            parts.add("reason " + String.join(" or ", filter.reasons()));
        }
        if (!filter.destinations().isEmpty()) {
            parts.add("destination " + String.join(" or ", filter.destinations()));
        }
        add(parts, "route ", filter.routes().isEmpty() ? null : String.join(" or ", filter.routes()));
        add(parts, "exception ", filter.exception());
        add(parts, "id ", filter.id());
        add(parts, "source ", filter.source());
        add(parts, "cart ", filter.cart());
        add(parts, "checkout ", filter.checkout());
        add(parts, "from ", filter.from() == null ? null : w.exact(filter.from()));
        add(parts, "until ", filter.to() == null ? null : w.exact(filter.to()));
        add(parts, "of discard ", filter.discard() == null ? null : w.brief(filter.discard()));
        if (filter.replay() != null) {
            parts.add("of replay " + w.brief(filter.replay().toString())
                    + (filter.replayStates().isEmpty()
                            ? ""
                            : " ("
                                    + filter.replayStates().stream()
                                            .map(w::progress)
                                            .collect(Collectors.joining(" or "))
                                    + ')'));
        }
        add(parts, "", filter.text() == null ? null : '“' + filter.text() + '”');
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, String word, String value) {
        if (value != null) {
            parts.add(word + value);
        }
    }

    /** A selection in words, and the list of what it chooses; {@code link} may be null. */
    public record Told(String text, String link) {}

    /** What an action was done to, as it was written down: a {@link Selection} as JSON. */
    public static Told told(JsonNode selection, Words w) {
        JsonNode ids = selection.path("ids");
        JsonNode filter = selection.path("filter");
        if (ids.isArray()) {
            int count = ids.size() + selection.path("more").asInt();
            return count == 1
                    ? new Told(
                            "entry " + w.brief(ids.get(0).asText()),
                            "/ops/entries/" + ids.get(0).asText())
                    : new Told(w.count(count, "entry", "entries") + " chosen one by one", null);
        }
        if (selection.path("cause").isTextual()) {
            return new Told(
                    "all of one cause",
                    "/ops/entries?cause=" + selection.path("cause").asText());
        }
        if (!filter.isObject()) {
            return new Told("", null);
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        filter.properties().forEach(each -> {
            List<String> values = new ArrayList<>();
            (each.getValue().isArray() ? each.getValue() : List.of(each.getValue()))
                    .forEach(value -> values.add(value.asText()));
            put(query, SINGULAR.getOrDefault(each.getKey(), each.getKey()), values);
        });
        Filter read = Filter.of(query);
        return new Told(
                read.matchesAll() ? "every entry" : "all with: " + words(read, w), "/ops/entries?" + read.toQuery());
    }

    /**
     * The entries that a form chooses: all that match its filter, every one there is, or those that are ticked.
     *
     * @throws IllegalArgumentException none, with a sentence for the operator
     */
    public static Selection selection(HttpServletRequest request) {
        String all = request.getParameter("all");
        if (all != null) {
            Filter filter = FilterText.read(Objects.requireNonNullElse(request.getParameter("filter"), ""));
            // A filter that was lost on the way must not be taken for none.
            if (!all.equals(filter.matchesAll() ? EVERY : MATCHING)) {
                throw new IllegalArgumentException("This form does not say which entries: load the page again.");
            }
            if (filter.text() != null) {
                Operator.require(Role.PAYLOAD);
            }
            return new Selection(null, null, filter);
        }
        String[] ids = request.getParameterValues("ids");
        if (ids == null) {
            throw new IllegalArgumentException("Select entries first.");
        }
        try {
            return new Selection(
                    Arrays.stream(ids).map(UUID::fromString).distinct().toList(), null, null);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("These are not ids of entries.");
        }
    }
}
