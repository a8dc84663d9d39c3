package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.EntryState;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Ends the snooze of a cause that has grown tenfold, in the database: it stays ended, also where its entries become fewer again, until
 * an operator snoozes it anew.
 */
final class Snoozes {

    private static final Logger LOG = LoggerFactory.getLogger(Snoozes.class);

    private final JdbcClient jdbc;

    Snoozes(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The same causes, where a snooze is shown only if it still holds: by all entries of its cause, whatever a filter lets through. */
    List<KnownCause> ended(List<KnownCause> known, Instant now) {
        return known.stream()
                .map(each -> each.rests(now) && unresolved(each.fingerprint()) >= each.most() ? end(each) : each)
                .toList();
    }

    /** How many entries of a cause somebody has still to do something about. */
    long unresolved(String fingerprint) {
        return jdbc.sql("select count(*) from dead_letter where fingerprint = :cause and state in (:states)")
                .param("cause", fingerprint)
                .param("states", EntryState.UNRESOLVED)
                .query(Long.class)
                .single();
    }

    /** A snooze that an operator has asked for meanwhile stays. */
    private KnownCause end(KnownCause cause) {
        int rows = jdbc.sql("update cause set snoozed_until = null, snoozed_count = null"
                        + " where fingerprint = :cause and snoozed_until = :until and snoozed_count = :count")
                .param("cause", cause.fingerprint())
                .param("until", cause.snoozedUntil().atOffset(ZoneOffset.UTC))
                .param("count", cause.snoozedCount())
                .update();
        if (rows > 0) {
            LOG.info(
                    "The snooze of cause {} ended: it has {} unresolved entries or more",
                    cause.fingerprint(),
                    cause.most());
        }
        return cause.awake();
    }
}
