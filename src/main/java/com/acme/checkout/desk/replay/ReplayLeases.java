package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.DeskOpening;
import com.acme.checkout.desk.DeskProperties;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Which replays this process works on. A lease is renewed apart from the work, which may take longer than it lasts; whoever
 * can't renew it stops before it has run out, and another process takes the replay up after that.
 */
@Component
class ReplayLeases {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayLeases.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    /** So much sooner this process stops than another begins. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final int RENEW_SECONDS = 4;

    private final JdbcClient jdbc;
    private final DeskProperties settings;
    private final String node = UUID.randomUUID().toString();
    /** Until when, by {@link System#nanoTime}. */
    private final Map<UUID, Long> held = new ConcurrentHashMap<>();

    ReplayLeases(JdbcClient jdbc, DeskProperties settings) {
        this.jdbc = jdbc;
        this.settings = settings;
    }

    @EventListener(DeskOpening.class)
    void begin() {
        if (settings.database().url().isBlank()) {
            // Nobody else can have this database open: whoever held a lease is dead.
            jdbc.sql("update operation set leased_till = null").update();
        }
    }

    @Scheduled(fixedDelay = RENEW_SECONDS, timeUnit = TimeUnit.SECONDS)
    void renew() {
        for (UUID replay : held.keySet()) {
            try {
                lease(replay);
            } catch (RuntimeException e) {
                LOG.debug("The lease of a replay can't be renewed", e);
            }
        }
    }

    /** Whether this process may still work on the replay: no other can have taken it up. */
    boolean holds(UUID replay) {
        Long till = held.get(replay);
        return till != null && till - System.nanoTime() > 0;
    }

    /** Whether this process may work on the replay for a while from now. */
    boolean lease(UUID replay) {
        OffsetDateTime now = DatabaseTime.now();
        long till = System.nanoTime() + LEASE.minus(MARGIN).toNanos();
        boolean leased = jdbc.sql(
                                "update operation set node = :node, leased_till = :till where id = :id and (node = :node or leased_till is null or leased_till < :now)")
                        .param("node", node)
                        .param("till", now.plus(LEASE))
                        .param("id", replay)
                        .param("now", now)
                        .update()
                > 0;
        if (leased) {
            held.put(replay, till);
        } else {
            held.remove(replay);
        }
        return leased;
    }

    /** Another process may take it up at once. */
    void release(UUID replay) {
        held.remove(replay);
        try {
            jdbc.sql("update operation set leased_till = null where id = ? and node = ?")
                    .param(replay)
                    .param(node)
                    .update();
        } catch (RuntimeException e) {
            LOG.debug("A lease can't be given back", e);
        }
    }
}
