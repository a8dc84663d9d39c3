package com.acme.checkout.desk.entry;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** In which order a list is; an index has each. Entries that are alike in it stand by their filing, the newest first. */
public enum EntrySort {

    /** The last that was filed first. */
    NEWEST(null, "", null),
    /** The first that was filed first. */
    OLDEST(null, "", null),
    /** By its name; those without one first. */
    DESTINATION("destination", " >", Entry::destination),
    /** By its name. */
    REASON("reason", " >", Entry::reason),
    /** The most first. */
    ATTEMPTS("attempts", " <", Entry::attempts);

    private final String column;
    private final String beyond;
    private final Function<Entry, Object> value;

    EntrySort(String column, String beyond, Function<Entry, Object> value) {
        this.column = column;
        this.beyond = beyond;
        this.value = value;
    }

    /**
     * The place of an entry in an order.
     *
     * @param value of the column that the order goes by; null where that is filing alone
     */
    record Place(long seq, Object value) {}

    /**
     * As a request names it, in lower case; null is {@link #NEWEST}.
     *
     * @throws IllegalArgumentException there is none of this name; says which there are
     */
    public static EntrySort of(String word) {
        return Arrays.stream(values())
                .filter(each -> each.word().equals(word == null ? NEWEST.word() : word))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("sort must be one of "
                        + Arrays.stream(values()).map(EntrySort::word).collect(Collectors.joining(", ")) + "."));
    }

    /** Its name in a request. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What leads on after an entry, and what {@link #place} reads. */
    String next(Entry last) {
        return last.seq() + (column == null ? "" : ":" + value.apply(last));
    }

    /**
     * The place that {@link #next} told.
     *
     * @throws IllegalArgumentException it is not from here, or of another order
     */
    Place place(String next) {
        int colon = next.indexOf(':');
        try {
            if (colon < 0 == (column == null) && next.indexOf('\0') < 0) {
                String told = next.substring(colon + 1);
                return colon < 0
                        ? new Place(Long.parseLong(next), null)
                        : new Place(
                                Long.parseLong(next.substring(0, colon)),
                                this == ATTEMPTS ? (Object) Integer.valueOf(told) : told);
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw new IllegalArgumentException("after must be the value of next in an earlier answer, of the same sort.");
    }

    /** The column that it goes by; null where that is filing alone. */
    String column() {
        return column;
    }

    /** Whether it goes by filing alone. */
    boolean isByFiling() {
        return column == null;
    }

    /** What comes after a place ({@code :seq}, {@code :value}): conditions, the entries of each after those of the one before. */
    List<String> after() {
        return switch (this) {
            case NEWEST -> List.of("d.seq < :seq");
            case OLDEST -> List.of("d.seq > :seq");
            // One by one, or neither database would begin at that place of the index.
            default -> List.of("d." + column + " = :value and d.seq < :seq", "d." + column + beyond + " :value");
        };
    }

    /** For {@code order by}; as the index has it, or it would not be read in its order. */
    String order() {
        return switch (this) {
            case NEWEST -> "d.seq desc";
            case OLDEST -> "d.seq";
            default -> "d." + column + (this == ATTEMPTS ? " desc" : "") + ", d.seq desc";
        };
    }
}
