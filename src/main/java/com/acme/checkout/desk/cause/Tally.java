package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.EntryState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;

/** The entries of one cause, counted. */
final class Tally {

    private static final Comparator<Instant> TIME = Comparator.nullsLast(Comparator.naturalOrder());

    private final Map<String, Long> byState = new TreeMap<>();
    private final Map<String, Long> byDestination = new TreeMap<>();
    private long count;
    private long latest;
    private Instant first;
    private Instant last;
    private Instant oldest;

    /** Adds what the database has counted of one state and one destination. */
    void add(ResultSet row) throws SQLException {
        long entries = row.getLong("n");
        String state = row.getString("state");
        String destination = row.getString("destination");
        Instant began = row.getObject("first_at", OffsetDateTime.class).toInstant();
        Instant ended = row.getObject("last_at", OffsetDateTime.class).toInstant();
        count += entries;
        byState.merge(state, entries, Long::sum);
        if (!destination.isEmpty()) {
            byDestination.merge(destination, entries, Long::sum);
        }
        latest = Math.max(latest, row.getLong("latest"));
        first = TIME.compare(first, began) <= 0 ? first : began;
        last = last == null || ended.isAfter(last) ? ended : last;
        if (EntryState.UNRESOLVED.contains(state)) {
            oldest = TIME.compare(oldest, began) <= 0 ? oldest : began;
        }
    }

    /** The order of filing of the entry that was filed last. */
    long latest() {
        return latest;
    }

    Cause of(KnownCause known, String detail, Instant now) {
        return new Cause(
                known.fingerprint(),
                known.reason(),
                known.route(),
                known.step(),
                known.destination(),
                known.status(),
                known.exception(),
                detail,
                known.details(),
                count,
                byState,
                byDestination,
                first,
                last,
                oldest,
                known.owner(),
                known.ticket(),
                known.rests(now) ? known.snoozedUntil() : null,
                known.rests(now));
    }
}
