package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.Desk;
import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.notice.Notices;
import com.acme.checkout.desk.selection.Previews;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Deletes what was resolved or discarded long enough ago. What is unresolved stays for ever.
 */
@Component
public class RetentionJob {

    private static final Logger LOG = LoggerFactory.getLogger(RetentionJob.class);

    private static final int FIRST_SECONDS = 20;
    private static final int PREVIEWS_SECONDS = 600;
    private static final int ENTRIES_SECONDS = 3600;
    private static final int CHUNK = 1000;

    private final Desk desk;
    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Notices notices;
    private final Duration retention;

    RetentionJob(
            Desk desk, JdbcClient jdbc, TransactionTemplate transactions, Notices notices, DeskProperties settings) {
        this.desk = desk;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.notices = notices;
        this.retention = settings.retention();
    }

    /** Deletes what was shown to operators so long ago that they can't confirm it any more. */
    @Scheduled(initialDelay = FIRST_SECONDS, fixedDelay = PREVIEWS_SECONDS, timeUnit = TimeUnit.SECONDS)
    void deletePreviews() {
        if (!desk.isOpen()) {
            return;
        }
        try {
            transactions.executeWithoutResult(transaction -> {
                OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minus(Previews.VALID);
                jdbc.sql(
                                "delete from preview_entry where token in (select token from preview where created_at < :before)")
                        .param("before", before)
                        .update();
                jdbc.sql("delete from preview where created_at < :before")
                        .param("before", before)
                        .update();
            });
        } catch (RuntimeException e) {
            LOG.debug("Old previews could not be deleted", e);
        }
    }

    /** Deletes entries that were resolved or discarded long enough ago, replays of which none is left, and notices that are done. */
    @Scheduled(initialDelay = FIRST_SECONDS, fixedDelay = ENTRIES_SECONDS, timeUnit = TimeUnit.SECONDS)
    void deleteEntries() {
        if (!desk.isOpen()) {
            return;
        }
        try {
            int rows;
            int all = 0;
            do {
                rows = transactions.execute(transaction -> deleteSome());
                all += rows;
            } while (rows == CHUNK);
            transactions.executeWithoutResult(transaction -> deleteReplays());
            notices.deleteEnded(Instant.now().minus(retention));
            if (all > 0) {
                LOG.info("Deleted {} entries that were resolved or discarded more than {} ago", all, retention);
            }
        } catch (RuntimeException e) {
            LOG.warn("Old entries could not be deleted; it is tried again in an hour: {}", e.getMessage());
        }
    }

    private int deleteSome() {
        List<Long> old = jdbc.sql(
                        "select seq from dead_letter where state in ('RESOLVED', 'DISCARDED') and changed_at < :before order by seq limit :limit")
                .param("before", OffsetDateTime.now(ZoneOffset.UTC).minus(retention))
                .param("limit", CHUNK)
                .query(Long.class)
                .list();
        if (!old.isEmpty()) {
            for (String table : List.of("note", "history", "failure")) {
                jdbc.sql("delete from " + table
                                + " where dead_letter in (select id from dead_letter where seq in (:old))")
                        .param("old", old)
                        .update();
            }
            for (String table : List.of("search", "payload", "entry_name", "dead_letter")) {
                jdbc.sql("delete from " + table + " where seq in (:old)")
                        .param("old", old)
                        .update();
            }
        }
        return old.size();
    }

    /** A replay's numbers stay whole: it goes when none of its entries is left. */
    private void deleteReplays() {
        List<UUID> old = jdbc.sql("""
                select o.id from operation o where o.state in ('DONE', 'CANCELLED', 'STOPPED') and o.changed_at < :before
                and not exists (select 1 from dead_letter d where d.operation = o.id) order by o.changed_at limit :limit""")
                .param("before", OffsetDateTime.now(ZoneOffset.UTC).minus(retention))
                .param("limit", CHUNK)
                .query(UUID.class)
                .list();
        if (!old.isEmpty()) {
            for (String table : List.of("operation_entry", "history")) {
                jdbc.sql("delete from " + table + " where operation in (:old)")
                        .param("old", old)
                        .update();
            }
            jdbc.sql("delete from operation where id in (:old)")
                    .param("old", old)
                    .update();
        }
    }
}
