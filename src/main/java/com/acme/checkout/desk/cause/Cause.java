package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.EntryState;
import java.time.Instant;
import java.util.Map;

/**
 * Entries that failed alike.
 *
 * @param step the step of the route that failed, where the failure was an unexpected one; null where that is not known
 * @param destination of all its entries, empty where none was picked; null where its first entry was filed before causes had one
 * @param exception class and message of the root cause, with numbers, ids and addresses normalised
 * @param detail of the entry that was filed last, of those that the filter lets through
 * @param details how many different details all its entries have, at most 100: then there may be more
 * @param count of those that the filter lets through, as is all that follows
 * @param byDestination how many entries of each destination; those without one are left out
 * @param oldest first failure of the oldest that is unresolved; null where none is
 * @param owner who works on it, of all its entries; null where nobody has said so
 * @param ticket where that is written down: a text, or an http or https URL; may be null
 * @param snoozedUntil null where it is not snoozed, or that time is over
 * @param snoozed whether it sleeps now: the time is not over, and it has not grown tenfold meanwhile
 */
public record Cause(
        String fingerprint,
        String reason,
        String route,
        String step,
        String destination,
        Integer status,
        String exception,
        String detail,
        int details,
        long count,
        Map<String, Long> byState,
        Map<String, Long> byDestination,
        Instant first,
        Instant last,
        Instant oldest,
        String owner,
        String ticket,
        Instant snoozedUntil,
        boolean snoozed) {

    /** From here on there may be more different details than were counted. */
    public static final int MOST_DETAILS = 100;

    /** How many of {@link #count} somebody has still to do something about. */
    long unresolved() {
        return byState.entrySet().stream()
                .filter(each -> EntryState.UNRESOLVED.contains(each.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** How many of {@link #count} are in this state. */
    long in(EntryState state) {
        return byState.getOrDefault(state.name(), 0L);
    }

    /** The detail for a person: where they differ, that they do, how many there are, and the latest. Empty where there is none. */
    public String detailWords() {
        String latest = detail == null ? "" : detail;
        if (details <= 1) {
            return latest;
        }
        String many = details >= MOST_DETAILS ? MOST_DETAILS + " or more" : Integer.toString(details);
        return many + " different details" + (latest.isEmpty() ? "" : "; the latest: " + latest);
    }

    /** The exception for a person: its class without the package, and its message. Empty where there was none. */
    public String line() {
        return exception.replaceFirst("^(?:[a-z_$][\\w$]*\\.)+(?=[A-Z])", "");
    }
}
