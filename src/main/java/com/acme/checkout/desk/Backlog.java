package com.acme.checkout.desk;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** How much is unresolved at the desk, and since when: looked up every 10 seconds while the desk is open. */
@Component
class Backlog {

    private static final Logger LOG = LoggerFactory.getLogger(Backlog.class);
    private static final int LOOK_SECONDS = 10;
    private static final int FIRST_LOOK_SECONDS = 1;

    private final Desk desk;
    private final JdbcClient jdbc;
    private volatile double depth = Double.NaN;
    private volatile Instant oldest;
    private volatile long nextLookNanos = System.nanoTime();

    Backlog(Desk desk, JdbcClient jdbc, DeskMetrics metrics) {
        this.desk = desk;
        this.jdbc = jdbc;
        metrics.show(this);
    }

    /** Unresolved entries; not a number while the desk is closed or its database does not answer. */
    double depth() {
        return depth;
    }

    /** For how many seconds the oldest unresolved entry has been here, as far as is known; 0 where there is none. */
    double oldestAge() {
        if (!desk.isOpen()) {
            return Double.NaN;
        }
        Instant since = oldest;
        return since == null ? 0 : Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    /** Often, so that the first look follows closely upon the opening. */
    @Scheduled(fixedDelay = FIRST_LOOK_SECONDS, timeUnit = TimeUnit.SECONDS)
    void lookInTime() {
        if (desk.isOpen() && System.nanoTime() - nextLookNanos >= 0) {
            look();
            nextLookNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LOOK_SECONDS);
        }
    }

    private void look() {
        try {
            depth = jdbc.sql("select count(*) from dead_letter where state in (:states)")
                    .param("states", EntryState.UNRESOLVED)
                    .query(Long.class)
                    .single();
            oldest = jdbc
                    .sql("select min(filed_at) from dead_letter where state in (:states)")
                    .param("states", EntryState.UNRESOLVED)
                    .query((row, number) -> row.getObject(1, OffsetDateTime.class))
                    .list()
                    .stream()
                    .filter(Objects::nonNull)
                    .map(OffsetDateTime::toInstant)
                    .findFirst()
                    .orElse(null);
        } catch (RuntimeException e) {
            depth = Double.NaN;
            LOG.debug("The desk's database does not answer", e);
        }
    }
}
