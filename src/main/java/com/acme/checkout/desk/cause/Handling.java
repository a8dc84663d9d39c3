package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.selection.Selection;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Who works on a cause, and until when nobody wants to see it: each change with its line in the audit. Nothing here changes an entry.
 */
@Component
public class Handling {

    /** Characters of an owner's name, and of a ticket, at most. */
    static final int LONGEST_OWNER = 100;

    static final int LONGEST_TICKET = 500;

    /** A snooze ends this much later at the latest. */
    static final Duration LONGEST_SNOOZE = Duration.ofDays(366);

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Causes causes;
    private final Audit audit;

    public Handling(JdbcClient jdbc, TransactionTemplate transactions, Causes causes, Audit audit) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.causes = causes;
        this.audit = audit;
    }

    /** How a cause is handled now; null is none. {@code snoozedUntil} is null also where that time is over. */
    public record Handled(String owner, String ticket, Instant snoozedUntil) {}

    /** @throws NotFoundException there is no such cause */
    public Handled of(String fingerprint) {
        KnownCause known = causes.known(fingerprint)
                .orElseThrow(() -> new NotFoundException("There is no group " + fingerprint + "."));
        return new Handled(known.owner(), known.ticket(), known.rests(Instant.now()) ? known.snoozedUntil() : null);
    }

    /**
     * Says who works on it and where that is written down, in the place of what was said before; a blank one, or null, takes it away.
     *
     * @param ticket a text, or an http or https URL
     * @throws IllegalArgumentException too long, or a ticket that a browser would run
     * @throws NotFoundException there is no such cause
     */
    public Handled assign(String fingerprint, String owner, String ticket, String actor) {
        String who = clean("owner", owner, LONGEST_OWNER);
        String where = Ticket.checked(clean("ticket", ticket, LONGEST_TICKET));
        return changed(
                fingerprint,
                "owner = :one, ticket = :other",
                who,
                where,
                actor,
                "ASSIGN",
                (who == null ? "no owner" : "owner " + who) + (where == null ? ", no ticket" : ", ticket " + where));
    }

    /**
     * Puts it below the others until then, or until it has ten times as many unresolved entries as now.
     *
     * @throws IllegalArgumentException that time is over, or more than 366 days away, or null
     * @throws NotFoundException there is no such cause
     */
    public Handled snooze(String fingerprint, Instant until, String actor) {
        Instant now = Instant.now();
        if (until == null || !until.isAfter(now) || until.isAfter(now.plus(LONGEST_SNOOZE))) {
            throw new IllegalArgumentException("until must be a time to come, at most " + LONGEST_SNOOZE.toDays()
                    + " days away, as in 2026-01-31T12:00:00Z.");
        }
        // Databases keep microseconds.
        Instant end = until.truncatedTo(ChronoUnit.MILLIS);
        long unresolved = causes.unresolved(fingerprint);
        return changed(
                fingerprint,
                "snoozed_until = cast(:one as timestamp with time zone), snoozed_count = cast(:other as bigint)",
                end.atOffset(ZoneOffset.UTC),
                unresolved,
                actor,
                "SNOOZE",
                "until " + end + ", with " + unresolved + " unresolved");
    }

    /**
     * Ends a snooze; where it is not snoozed, nothing changes, and the audit says who asked.
     *
     * @throws NotFoundException there is no such cause
     */
    public Handled wake(String fingerprint, String actor) {
        return changed(
                fingerprint,
                "snoozed_until = cast(:one as timestamp with time zone), snoozed_count = cast(:other as bigint)",
                null,
                null,
                actor,
                "WAKE",
                null);
    }

    private Handled changed(
            String fingerprint, String set, Object one, Object other, String actor, String action, String detail) {
        return transactions.execute(transaction -> {
            int rows = jdbc.sql("update cause set " + set + " where fingerprint = :cause")
                    .param("one", one)
                    .param("other", other)
                    .param("cause", fingerprint)
                    .update();
            if (rows == 0) {
                throw new NotFoundException("There is no group " + fingerprint + ".");
            }
            audit.record(actor, action, new Selection(null, fingerprint, null), null, null, detail);
            return of(fingerprint);
        });
    }

    private static String clean(String name, String text, int longest) {
        String clean = text == null
                ? ""
                : text.replace("\0", "").replaceAll("\\p{Cntrl}", " ").strip();
        if (clean.length() > longest) {
            throw new IllegalArgumentException(name + " must be at most " + longest + " characters.");
        }
        return clean.isEmpty() ? null : clean;
    }
}
