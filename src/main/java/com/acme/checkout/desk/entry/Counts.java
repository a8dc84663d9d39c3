package com.acme.checkout.desk.entry;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How many entries a filter lets through, in all, by state and by reason. */
public record Counts(long total, Map<String, Long> byState, Map<String, Long> byReason) {

    /** Of entries that are all there are. */
    public static Counts of(Collection<Entry> entries) {
        return new Counts(
                entries.size(),
                entries.stream()
                        .collect(Collectors.groupingBy(
                                entry -> entry.state().name(), TreeMap::new, Collectors.counting())),
                entries.stream().collect(Collectors.groupingBy(Entry::reason, TreeMap::new, Collectors.counting())));
    }
}
