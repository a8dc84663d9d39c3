package com.acme.checkout.desk.cause;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;

/**
 * What is known of a cause, without its entries. The components are those of {@link Cause}.
 *
 * @param snoozedUntil also where that time is over
 * @param snoozedCount how many entries were unresolved when it was snoozed
 */
public record KnownCause(
        String fingerprint,
        String reason,
        String route,
        String step,
        String destination,
        Integer status,
        String exception,
        int details,
        String owner,
        String ticket,
        Instant snoozedUntil,
        long snoozedCount) {

    /** All, or with a condition behind it some. */
    static final String SELECT =
            "select c.fingerprint, c.reason, c.route, c.step, c.destination, c.status, c.exception, c.owner, c.ticket,"
                    + " c.snoozed_until, c.snoozed_count, coalesce(t.details, 0) as details from cause c left join"
                    + " (select fingerprint, count(*) as details from cause_detail group by fingerprint) t"
                    + " on t.fingerprint = c.fingerprint";

    static KnownCause of(ResultSet row) throws SQLException {
        OffsetDateTime until = row.getObject("snoozed_until", OffsetDateTime.class);
        return new KnownCause(
                row.getString("fingerprint"),
                row.getString("reason"),
                row.getString("route"),
                row.getString("step"),
                row.getString("destination"),
                row.getObject("status", Integer.class),
                row.getString("exception"),
                row.getInt("details"),
                row.getString("owner"),
                row.getString("ticket"),
                until == null ? null : until.toInstant(),
                row.getLong("snoozed_count"));
    }

    /** Whether it is snoozed. */
    boolean rests(Instant now) {
        return snoozedUntil != null && snoozedUntil.isAfter(now);
    }

    /** From this many unresolved entries on a snooze ends. */
    long most() {
        return 10 * Math.max(1, snoozedCount);
    }

    /** The same without its snooze. */
    KnownCause awake() {
        return new KnownCause(
                fingerprint, reason, route, step, destination, status, exception, details, owner, ticket, null, 0);
    }
}
