package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.Filter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A cause as a row of the page's table.
 *
 * @param note the latest, and how many there are; null where there is none
 * @param ticketLink null where the ticket is no URL
 * @param replayable how many could be replayed, or discarded, now
 * @param whyNot why none can be; null where some can
 * @param filter chooses what is counted
 */
record CauseRow(
        Cause cause,
        Words.Plain plain,
        Sparkline arrivals,
        Notes.Latest note,
        String ticketLink,
        String ticketBrief,
        long replayable,
        String whyNot,
        String filter) {

    private static final Words WORDS = new Words();
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm").withZone(ZoneOffset.UTC);

    static CauseRow of(Cause cause, Filter filter, long[] arrivals, Notes.Latest note, Instant now) {
        long replayable = cause.in(EntryState.OPEN) + cause.in(EntryState.FAILED_AGAIN);
        return new CauseRow(
                cause,
                WORDS.plain(cause.reason(), cause.status(), null, cause.exception()),
                Sparkline.of(arrivals, now),
                note,
                Ticket.link(cause.ticket()),
                Ticket.brief(cause.ticket()),
                replayable,
                replayable > 0
                        ? null
                        : cause.in(EntryState.REPLAYING) > 0
                                ? "All of it is being replayed."
                                : "All of it is resolved or discarded.",
                filter.with(filter.states(), cause.fingerprint()).toQuery());
    }

    /** Where it failed: the step where that is known, else the route. */
    public String where() {
        return cause.step() == null ? "in " + cause.route() : "at " + cause.step();
    }

    /** Day and minute, in UTC; the page has the second in the title. */
    public String brief(Instant at) {
        return MINUTE.format(at);
    }
}
