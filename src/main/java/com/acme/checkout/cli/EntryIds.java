package com.acme.checkout.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Entries by any id that somebody has before them: as the filter {@code --id} takes it, whole or its first 8 characters. */
final class EntryIds {

    /** What help says of such an argument. */
    static final String ANY =
            "The entry: by its id, its cart's, its checkout's, its trace's, its key; whole, or its first 8 characters.";

    /** Of several that have the same id so many are told; and so many ids are looked up one by one. */
    private static final int TOLD = 20;

    private static final String UUIDS = "\\p{XDigit}{8}(-\\p{XDigit}{4}){3}-\\p{XDigit}{12}";

    private final Desk desk;
    private final Terminal terminal;

    EntryIds(Desk desk, Terminal terminal) {
        this.desk = desk;
        this.terminal = terminal;
    }

    /**
     * The whole id of the one entry that {@code word} tells. Where several have it, says which, each on a line.
     *
     * @throws Failure (wrong use) for no word, or where several entries have it; (not there) where none has
     */
    String whole(String word) throws IOException {
        if (word == null || word.isBlank()) {
            throw Failure.wrongUse("which one? Give its id");
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        query.put("id", List.of(word.strip()));
        query.put("limit", List.of(String.valueOf(TOLD + 1)));
        List<Map<String, Object>> found = Json.list(
                        desk.get(Filters.query(query)).json(), "entries")
                .stream()
                .map(Json::object)
                .toList();
        for (Map<String, Object> entry : found) {
            if (found.size() == 1 || word.strip().equalsIgnoreCase(Json.text(entry, "id"))) {
                return DeskCommand.id(Json.text(entry, "id"));
            }
        }
        if (found.isEmpty()) {
            throw new Failure(
                    DeskCommand.NOT_THERE, "no entry has the id " + word + ". Look for it with list --search " + word);
        }
        found.stream().limit(TOLD).forEach(this::tell);
        throw Failure.wrongUse("which one? " + (found.size() > TOLD ? "More than " + TOLD : found.size())
                + " entries have the id " + word + ". Give the whole id of one, as above, or --id " + word
                + " where a command takes filters, for all of them");
    }

    /** As {@link #whole(String)}, of each word, each entry once. Of many, a whole UUID is taken for an entry's own: a script has them from a list. */
    Set<String> whole(List<String> words) throws IOException {
        Set<String> ids = new LinkedHashSet<>();
        for (String word : words) {
            ids.add(words.size() > TOLD && word.matches(UUIDS) ? word : whole(word));
        }
        return ids;
    }

    private void tell(Map<String, Object> entry) {
        terminal.err()
                .printf(
                        "%s  cart %-36s  %-10s %s%n",
                        Json.text(entry, "id"),
                        Json.text(entry, "cartId"),
                        Json.text(entry, "reason"),
                        Json.text(entry, "lastAt"));
    }
}
