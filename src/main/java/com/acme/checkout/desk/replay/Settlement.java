package com.acme.checkout.desk.replay;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.DeskMetrics;
import com.acme.checkout.desk.DeskOpening;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.entry.Claim;
import com.acme.checkout.desk.entry.EntryPaths;
import com.acme.checkout.desk.entry.OriginalDoor;
import com.acme.checkout.http.SagaLookup;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What has become of what was sent. Resolved is what is known to be started: because this process started it, or because
 * the Orchestrator says so. (What failed again comes back as a dead letter, and is filed as such.)
 */
@Component
class Settlement {

    private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);
    private static final Duration FIRST_LOOK = Duration.ofSeconds(5);
    private static final Duration LONGEST_LOOK = Duration.ofMinutes(1);
    private static final int LOOKS = 50;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final History history;
    private final OriginalDoor door;
    private final SagaLookup lookups;
    private final OutcomeRecorder outcomes;
    private final DeskMetrics tally;

    Settlement(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            History history,
            OriginalDoor door,
            SagaLookup lookups,
            OutcomeRecorder outcomes,
            DeskMetrics tally) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.history = history;
        this.door = door;
        this.lookups = lookups;
        this.outcomes = outcomes;
        this.tally = tally;
    }

    @EventListener(DeskOpening.class)
    void listen() {
        outcomes.onReplayStarted(this::started);
    }

    /** A failure here must not be the command's: it is started. It is found by asking the Orchestrator later. */
    private void started(String text, AttemptLog log) {
        Claim claim = Claim.of(text);
        try {
            if (claim != null) {
                resolved(claim, log);
            }
        } catch (RuntimeException e) {
            LOG.warn(
                    "The desk's database does not take the outcome of entry {}; it will be looked up: {}",
                    claim.entry(),
                    e.getMessage());
        }
    }

    /** Before it is sent; false where it is not to be sent any more, as after a cancel that has not given it back yet, or, unless {@code again}, where it was sent already. */
    boolean sending(Claim claim, boolean again) {
        OffsetDateTime now = DatabaseTime.now();
        return jdbc.sql(
                                "update operation_entry set state = 'SENT', kept = false, sent_at = :now, look_at = :look "
                                        + "where operation = :operation and dead_letter = :entry and state in (:from) and (state = 'SENT' "
                                        + "or exists (select 1 from operation o where o.id = :operation and o.state in ('RUNNING', 'PAUSED')))")
                        .param("from", again ? List.of("FROZEN", "SENT") : List.of("FROZEN"))
                        .param("now", now)
                        .param("look", now.plus(FIRST_LOOK))
                        .param("operation", claim.replay())
                        .param("entry", claim.entry())
                        .update()
                > 0;
    }

    /** It is durable on the broker, if it is not started already: whoever takes the replay up need not send it again. {@code log}: its attempts so far. */
    void kept(Claim claim, AttemptLog log) {
        jdbc.sql(
                        "update operation_entry set kept = true, attempt_log = :log where operation = :operation and dead_letter = :entry and state = 'SENT'")
                .param("log", EntryPaths.column(log))
                .param("operation", claim.replay())
                .param("entry", claim.entry())
                .update();
    }

    /** It could be neither started nor kept: it is sent later, or given back where its replay has ended meanwhile. */
    void unsent(Claim claim) {
        transactions.executeWithoutResult(transaction -> {
            boolean goesOn = jdbc.sql("select state from operation where id = ? for update")
                    .param(claim.replay())
                    .query(String.class)
                    .optional()
                    .filter(state -> state.equals("RUNNING") || state.equals("PAUSED"))
                    .isPresent();
            if (entry(claim, goesOn ? "FROZEN" : "CANCELLED", null, "SENT") > 0 && !goesOn) {
                giveBack(claim);
                tally.replayed(DeskMetrics.CANCELLED, 1);
            }
        });
    }

    /** What is to be sent is not the replay's any more. */
    void notOurs(Claim claim) {
        tally.replayed(
                DeskMetrics.CANCELLED,
                entry(claim, "CANCELLED", "it was no longer this replay's when its turn came", "FROZEN"));
    }

    /** As below, by this process: {@code log} says how. */
    void resolved(Claim claim, AttemptLog log) {
        transactions.executeWithoutResult(transaction -> {
            resolved(claim);
            jdbc.sql(
                            "update operation_entry set attempt_log = :log where operation = :operation and dead_letter = :entry and state = 'RESOLVED'")
                    .param("log", EntryPaths.column(log))
                    .param("operation", claim.replay())
                    .param("entry", claim.entry())
                    .update();
        });
    }

    /** Its saga is started, and that is the last word, whatever came back of another delivery of it before. */
    void resolved(Claim claim) {
        transactions.executeWithoutResult(transaction -> {
            int rows = jdbc.sql(
                            "update dead_letter set state = 'RESOLVED', changed_at = :now where id = :entry and operation = :operation "
                                    + "and state in ('OPEN', 'REPLAYING', 'FAILED_AGAIN')")
                    .param("now", DatabaseTime.now())
                    .param("entry", claim.entry())
                    .param("operation", claim.replay())
                    .update();
            if (rows > 0) {
                entry(claim, "RESOLVED", null, "FROZEN", "SENT", "FAILED_AGAIN", "CANCELLED");
                history.record(
                        History.DESK, claim.entry(), claim.replay(), "RESOLVED", "the Orchestrator confirmed its saga");
                tally.replayed(DeskMetrics.RESOLVED, 1);
            }
        });
    }

    /** It must not be sent, for {@code why}. */
    void refused(Claim claim, String why) {
        transactions.executeWithoutResult(transaction -> {
            giveBack(claim);
            if (entry(claim, "REFUSED", why, "FROZEN", "SENT") > 0) {
                history.record(History.DESK, claim.entry(), claim.replay(), "REFUSED", why);
                tally.replayed(DeskMetrics.REFUSED, 1);
            }
        });
    }

    private void giveBack(Claim claim) {
        jdbc.sql(
                        "update dead_letter set state = case when failures > 0 then 'FAILED_AGAIN' else 'OPEN' end, changed_at = :now "
                                + "where id = :entry and operation = :operation and state = 'REPLAYING'")
                .param("now", DatabaseTime.now())
                .param("entry", claim.entry())
                .param("operation", claim.replay())
                .update();
    }

    private int entry(Claim claim, String to, String detail, String... from) {
        return jdbc.sql(
                        "update operation_entry set state = :to, detail = :detail where operation = :operation and dead_letter = :entry and state in (:from)")
                .param("to", to)
                .param("detail", detail)
                .param("operation", claim.replay())
                .param("entry", claim.entry())
                .param("from", List.of(from))
                .update();
    }

    private record Unknown(Claim claim, String checkoutId, OffsetDateTime sentAt) {}

    /**
     * Asks the Orchestrator about what was sent and not heard of since: it may wait on the broker, or another process may
     * have started it. Less and less often for each.
     */
    void lookUp() {
        OffsetDateTime now = DatabaseTime.now();
        List<Unknown> unknown = jdbc.sql("""
                select e.operation, e.dead_letter, d.checkout_id, e.sent_at from operation_entry e join dead_letter d on d.id = e.dead_letter
                where e.state = 'SENT' and e.look_at < :now and d.checkout_id is not null order by e.look_at limit :limit""")
                .param("now", now)
                .param("limit", LOOKS)
                .query((row, number) -> new Unknown(
                        new Claim(row.getObject("operation", UUID.class), row.getObject("dead_letter", UUID.class)),
                        row.getString("checkout_id"),
                        row.getObject("sent_at", OffsetDateTime.class)))
                .list();
        for (Unknown each : unknown) {
            if (door.closing()) {
                return;
            }
            if (lookups.started(each.checkoutId())) {
                resolved(each.claim());
            } else {
                Duration again = Duration.between(each.sentAt(), now);
                jdbc.sql(
                                "update operation_entry set look_at = :look where operation = :operation and dead_letter = :entry")
                        .param("look", now.plus(again.compareTo(LONGEST_LOOK) > 0 ? LONGEST_LOOK : again))
                        .param("operation", each.claim().replay())
                        .param("entry", each.claim().entry())
                        .update();
            }
        }
    }

    @PreDestroy
    void close() {
        outcomes.onReplayStarted((claim, log) -> {});
    }
}
