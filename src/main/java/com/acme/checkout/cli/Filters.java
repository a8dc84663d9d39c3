package com.acme.checkout.cli;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** The filters of entries, as the API names them. */
final class Filters {

    @Option(
            names = "--state",
            paramLabel = "STATE",
            description = "OPEN, REPLAYING, RESOLVED, FAILED_AGAIN, DISCARDED; several as in OPEN,FAILED_AGAIN.")
    private List<String> state;

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "INVALID, UNREADABLE, UNROUTABLE, REJECTED, REFUSED, EXHAUSTED, INTERNAL; or several.")
    private List<String> reason;

    @Option(names = "--destination", paramLabel = "NAME", description = "A destination; or several.")
    private List<String> destination;

    @Option(names = "--route", paramLabel = "NAME", description = "The route that it failed in; or several.")
    private List<String> route;

    @Option(names = "--exception", paramLabel = "TEXT", description = "In the exception's text, in any case.")
    private List<String> exception;

    @Option(
            names = "--id",
            paramLabel = "ID",
            description =
                    "Any id: its own, its cart's, its checkout's, its trace's, its key; whole, or its first 8 characters.")
    private List<String> id;

    @Option(
            names = "--source",
            paramLabel = "TEXT",
            description =
                    "Where they came from: its beginning, or a partition and an offset as in 'checkout.commands p0@7'.")
    private List<String> source;

    @Option(names = "--cart", paramLabel = "ID", description = "A cartId.")
    private List<String> cart;

    @Option(names = "--checkout", paramLabel = "ID", description = "A checkoutId.")
    private List<String> checkout;

    @Option(names = "--from", paramLabel = "TIME", description = "The first moment (RFC 3339).")
    private List<String> from;

    @Option(names = "--to", paramLabel = "TIME", description = "The last moment (RFC 3339).")
    private List<String> to;

    @Option(
            names = "--text",
            paramLabel = "WORDS",
            description = "In detail, exception, headers or body; needs ops-payload.")
    private List<String> text;

    @Option(names = "--cause", paramLabel = "FINGERPRINT", description = "A cause, as groups prints it.")
    private List<String> cause;

    @Option(
            names = "--replay",
            paramLabel = "ID",
            description = "A replay that they were part of: its id, whole or its first 8 characters.")
    private List<String> replay;

    @Option(
            names = "--replay-state",
            paramLabel = "STATE",
            description =
                    "Where they stand in that replay: FROZEN, SENT, RESOLVED, FAILED_AGAIN, REFUSED, CANCELLED, HELD_BACK; or several.")
    private List<String> replayState;

    @Option(
            names = "--discard",
            paramLabel = "ID",
            description =
                    "The discard that they are discarded by: its id as audit prints it, whole or its first 8 characters.")
    private List<String> discard;

    @Option(
            names = "--saved",
            paramLabel = "NAME",
            description = "A saved filter, as saved lists them; what is given beside it narrows it.")
    private String saved;

    /**
     * Those that were given, by name, and those of a saved filter.
     *
     * @throws Failure (wrong use) for one that is blank, or that the saved filter has too; (not there) for a saved one that is not
     */
    Map<String, List<String>> given(Desk desk) throws IOException {
        Map<String, List<String>> given = given();
        List<String> wholes = new ArrayList<>();
        for (String each : given.getOrDefault("replay", List.of())) {
            wholes.add(BriefIds.replay(desk, each));
        }
        given.computeIfPresent("replay", (name, values) -> List.copyOf(wholes));
        wholes.clear();
        for (String each : given.getOrDefault("discard", List.of())) {
            wholes.add(BriefIds.discard(desk, each));
        }
        given.computeIfPresent("discard", (name, values) -> List.copyOf(wholes));
        if (saved == null) {
            return given;
        }
        Map<String, List<String>> all = new LinkedHashMap<>(SavedCommands.filter(desk, saved));
        for (String name : given.keySet()) {
            if (all.containsKey(name)) {
                throw Failure.wrongUse(
                        "the saved filter " + saved + " has a " + name + " already: leave one of them out");
            }
        }
        all.putAll(given);
        return all;
    }

    private Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        put(given, "state", split(state));
        put(given, "reason", split(reason));
        put(given, "destination", split(destination));
        put(given, "route", split(route));
        put(given, "exception", exception);
        put(given, "id", id);
        put(given, "source", source);
        put(given, "cart", cart);
        put(given, "checkout", checkout);
        put(given, "from", from);
        put(given, "to", to);
        put(given, "text", text);
        put(given, "cause", cause);
        put(given, "replay", replay);
        put(given, "replayState", split(replayState));
        put(given, "discard", discard);
        return given;
    }

    private static List<String> split(List<String> values) {
        return values == null
                ? null
                : values.stream()
                        .flatMap(value -> Stream.of(value.split(",", -1)))
                        .toList();
    }

    private static void put(Map<String, List<String>> given, String name, List<String> values) {
        if (values == null) {
            return;
        }
        if (values.stream().anyMatch(String::isBlank)) {
            throw Failure.wrongUse("--" + name + " is blank; leave it out if you do not need it");
        }
        given.put(name, values);
    }

    /** These as a URL's query, with its question mark; nothing where there are none. */
    String query(Desk desk) throws IOException {
        return query(given(desk));
    }

    static Map<String, List<String>> page(Map<String, List<String>> query, String limit, String after) {
        if (limit != null) {
            query.put("limit", List.of(limit));
        }
        if (after != null) {
            query.put("after", List.of(after));
        }
        return query;
    }

    static String query(Map<String, List<String>> parameters) {
        String query = parameters.entrySet().stream()
                .flatMap(each -> each.getValue().stream()
                        .map(value -> each.getKey() + '=' + URLEncoder.encode(value, StandardCharsets.UTF_8)))
                .collect(Collectors.joining("&"));
        return query.isEmpty() ? "" : '?' + query;
    }
}
