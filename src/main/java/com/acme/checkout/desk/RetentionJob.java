package com.acme.checkout.desk;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What the desk does by itself: tells how much is unresolved and since when, and deletes what was resolved or discarded
 * long enough ago. What is unresolved stays for ever.
 */
@Component
public class RetentionJob {

    /** How long what an operator was shown can be confirmed. */
    public static final Duration PREVIEWS = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(RetentionJob.class);
    private static final int LOOK_SECONDS = 10;
    private static final int FIRST_CLEAR_SECONDS = 20;
    private static final int CLEAR_PREVIEWS_SECONDS = 600;
    private static final int CLEAR_SECONDS = 3600;
    private static final int CHUNK = 1000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transactions;
    private final Duration retention;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "desk-upkeep");
        thread.setDaemon(true);
        return thread;
    });
    private volatile double depth = Double.NaN;
    private volatile Instant oldest;

    public RetentionJob(JdbcClient jdbc, TransactionTemplate transactions, Environment env) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.retention = DurationStyle.detectAndParse(env.getProperty("checkout.desk.retention", "30d").trim());
    }

    @PostConstruct
    void begin() {
        timer.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(this::clearPreviews, FIRST_CLEAR_SECONDS, CLEAR_PREVIEWS_SECONDS, TimeUnit.SECONDS);
        timer.scheduleWithFixedDelay(this::clear, FIRST_CLEAR_SECONDS, CLEAR_SECONDS, TimeUnit.SECONDS);
    }

    /** Unresolved entries; not a number while the database does not answer. */
    public double depth() {
        return depth;
    }

    /** For how many seconds the oldest unresolved entry has been here, as far as is known; 0 where there is none. */
    public double oldestAge() {
        Instant since = oldest;
        return since == null ? 0 : Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private void look() {
        try {
            depth = jdbc.sql("select count(*) from dead_letter where state in (:states)").param("states", EntryState.UNRESOLVED).query(Long.class).single();
            oldest = jdbc.sql("select min(filed_at) from dead_letter where state in (:states)").param("states", EntryState.UNRESOLVED)
                    .query((row, number) -> row.getObject(1, OffsetDateTime.class)).list().stream()
                    .filter(at -> at != null).map(OffsetDateTime::toInstant).findFirst().orElse(null);
        } catch (RuntimeException e) {
            depth = Double.NaN;
            LOG.debug("The desk's database does not answer", e);
        }
    }

    private void clearPreviews() {
        try {
            transactions.executeWithoutResult(transaction -> {
                OffsetDateTime before = OffsetDateTime.now(ZoneOffset.UTC).minus(PREVIEWS);
                jdbc.sql("delete from preview_entry where token in (select token from preview where created_at < :before)").param("before", before).update();
                jdbc.sql("delete from preview where created_at < :before").param("before", before).update();
            });
        } catch (RuntimeException e) {
            LOG.debug("Old previews could not be deleted", e);
        }
    }

    private void clear() {
        try {
            int rows;
            int all = 0;
            do {
                rows = transactions.execute(transaction -> clearSome());
                all += rows;
            } while (rows == CHUNK);
            transactions.executeWithoutResult(transaction -> clearReplays());
            if (all > 0) {
                LOG.info("Deleted {} entries that were resolved or discarded more than {} ago", all, retention);
            }
        } catch (RuntimeException e) {
            LOG.warn("Old entries could not be deleted; it is tried again in an hour: {}", e.getMessage());
        }
    }

    private int clearSome() {
        List<Long> old = jdbc.sql("select seq from dead_letter where state in ('RESOLVED', 'DISCARDED') and changed_at < :before order by seq limit :limit")
                .param("before", OffsetDateTime.now(ZoneOffset.UTC).minus(retention)).param("limit", CHUNK).query(Long.class).list();
        if (!old.isEmpty()) {
            for (String table : List.of("note", "history", "failure")) {
                jdbc.sql("delete from " + table + " where dead_letter in (select id from dead_letter where seq in (:old))").param("old", old).update();
            }
            for (String table : List.of("search", "payload", "dead_letter")) {
                jdbc.sql("delete from " + table + " where seq in (:old)").param("old", old).update();
            }
        }
        return old.size();
    }

    /** A replay's numbers stay whole: it goes when none of its entries is left. */
    private void clearReplays() {
        List<UUID> old = jdbc.sql("""
                select o.id from operation o where o.state in ('DONE', 'CANCELLED', 'STOPPED') and o.changed_at < :before
                and not exists (select 1 from dead_letter d where d.operation = o.id) order by o.changed_at limit :limit""")
                .param("before", OffsetDateTime.now(ZoneOffset.UTC).minus(retention)).param("limit", CHUNK).query(UUID.class).list();
        if (!old.isEmpty()) {
            for (String table : List.of("operation_entry", "history")) {
                jdbc.sql("delete from " + table + " where operation in (:old)").param("old", old).update();
            }
            jdbc.sql("delete from operation where id in (:old)").param("old", old).update();
        }
    }

    @PreDestroy
    public void end() {
        timer.shutdownNow();
    }
}
