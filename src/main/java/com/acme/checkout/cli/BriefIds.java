package com.acme.checkout.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Ids of replays and of discards, whole or as pages show them: their first 8 characters. Anything else is the service's to judge. */
final class BriefIds {

    /** What help says of a replay's id that is an argument. */
    static final String REPLAY = "The replay's id; whole, or its first 8 characters.";

    private static final String BRIEF = "\\p{XDigit}{8}";

    /** Of several that begin alike so many are told. */
    private static final int TOLD = 20;

    private static final String MOST = "500";

    private BriefIds() {}

    /**
     * The whole id of the one replay that {@code word} tells.
     *
     * @throws Failure (wrong use) where several begin so; (not there) where none does
     */
    static String replay(Desk desk, String word) throws IOException {
        if (word == null || !word.matches(BRIEF)) {
            return word;
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("id", List.of(word));
        query.put("limit", List.of(String.valueOf(TOLD + 1)));
        Set<String> found = new LinkedHashSet<>();
        for (Object each : Json.list(desk.get("/replays" + Filters.query(query)).json(), "replays")) {
            found.add(Json.text(Json.object(each), "id"));
        }
        return only(found, word, "replay", "operations lists the latest");
    }

    /** The same of a discard: of those in the audit. */
    static String discard(Desk desk, String word) throws IOException {
        if (word == null || !word.matches(BRIEF)) {
            return word;
        }
        Set<String> found = new LinkedHashSet<>();
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("action", List.of("DISCARD"));
        query.put("limit", List.of(MOST));
        Object next;
        do {
            Object answer = desk.get("/audit" + Filters.query(query)).json();
            for (Object each : Json.list(answer, "lines")) {
                String id = Json.text(Json.object(each), "discard");
                if (id.startsWith(word.toLowerCase(Locale.ROOT))) {
                    found.add(id);
                }
            }
            next = Json.object(answer).get("next");
            query.put("after", List.of(String.valueOf(next)));
        } while (next != null && found.size() <= TOLD);
        return only(found, word, "discard", "audit --action DISCARD lists them");
    }

    private static String only(Set<String> found, String word, String kind, String where) {
        if (found.isEmpty()) {
            throw new Failure(DeskCommand.NOT_THERE, "no " + kind + " has the id " + word + "; " + where);
        }
        if (found.size() > 1) {
            throw Failure.wrongUse("which one? " + (found.size() > TOLD ? "More than " + TOLD : found.size()) + ' '
                    + kind + "s have the id " + word + ". Give the whole id of one: "
                    + String.join(", ", new ArrayList<>(found).subList(0, Math.min(TOLD, found.size()))));
        }
        return DeskCommand.id(found.iterator().next());
    }
}
