package com.acme.checkout.desk.entry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.StringJoiner;

/** The address of a page of the list of entries. */
final class ListLink {

    private ListLink() {}

    /**
     * {@code query}: its filter, as parameters of a URL; empty for none.
     *
     * @param after {@link EntryList#next()} of the page before; null: the first page
     */
    static String of(String query, EntrySort sort, String after) {
        StringJoiner link = new StringJoiner("&", "/ops/entries?", "").setEmptyValue("/ops/entries");
        if (!query.isEmpty()) {
            link.add(query);
        }
        if (sort != EntrySort.NEWEST) {
            link.add("sort=" + sort.word());
        }
        if (after != null) {
            link.add("after=" + URLEncoder.encode(after, StandardCharsets.UTF_8));
        }
        return link.toString();
    }

    /** The first page of each sort, by its word. */
    static Map<String, String> ofEachSort(String query) {
        Map<String, String> links = new HashMap<>();
        for (EntrySort sort : EntrySort.values()) {
            links.put(sort.word(), of(query, sort, null));
        }
        return links;
    }
}
