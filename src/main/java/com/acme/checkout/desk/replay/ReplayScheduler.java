package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.Desk;
import com.acme.checkout.desk.DeskOpening;
import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.entry.Entries;
import com.acme.checkout.desk.entry.OriginalDoor;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Finds replays that nobody works on and works on them. They live in the database: one that was under way when its
 * process died is taken up by whoever sees first that its lease has run out.
 */
@Component
class ReplayScheduler {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayScheduler.class);
    private static final Duration LEASE = Duration.ofSeconds(15);
    /** So much sooner this process stops than another begins. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private static final int RENEW_SECONDS = 4;
    private static final int LOOK_SECONDS = 2;
    private static final int TAKE_UP_MILLIS = 500;

    private final Desk desk;
    private final JdbcClient jdbc;
    private final Replays replays;
    private final ReplayReader reader;
    private final Entries entries;
    private final Settlement settlement;
    private final OriginalDoor door;
    private final ObjectProvider<CamelContext> camel;
    private final DeskProperties settings;
    private final String node = UUID.randomUUID().toString();
    private final Map<UUID, ReplayJob> workers = new ConcurrentHashMap<>();
    /** Until when, by {@link System#nanoTime}. */
    private final Map<UUID, Long> leases = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "desk-replay"));
    private volatile boolean closed;

    ReplayScheduler(
            Desk desk,
            JdbcClient jdbc,
            Replays replays,
            ReplayReader reader,
            Entries entries,
            Settlement settlement,
            OriginalDoor door,
            ObjectProvider<CamelContext> camel,
            DeskProperties settings) {
        this.desk = desk;
        this.jdbc = jdbc;
        this.replays = replays;
        this.reader = reader;
        this.entries = entries;
        this.settlement = settlement;
        this.door = door;
        this.camel = camel;
        this.settings = settings;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @EventListener(DeskOpening.class)
    void begin() {
        if (settings.database().url().isBlank()) {
            // Nobody else can have this database open: whoever held a lease is dead.
            jdbc.sql("update operation set leased_till = null").update();
        }
    }

    @Scheduled(fixedDelay = TAKE_UP_MILLIS)
    void takeUp() {
        if (!desk.isOpen()) {
            return;
        }
        try {
            jdbc.sql("""
                    select id, node from operation where (state in ('PREPARING', 'RUNNING', 'PAUSED') or giving_back or id in (select operation from operation_entry where state = 'SENT'))
                    and (leased_till is null or leased_till < :now)""")
                    .param("now", DatabaseTime.now())
                    .query((row, number) -> Map.entry(row.getObject("id", UUID.class), row.getString("node") == null))
                    .list()
                    .forEach(found -> {
                        if (!closed && !workers.containsKey(found.getKey()) && lease(found.getKey())) {
                            ReplayJob worker = new ReplayJob(found.getKey(), this, !found.getValue());
                            workers.put(found.getKey(), worker);
                            threads.execute(worker);
                        }
                    });
        } catch (RuntimeException e) {
            LOG.debug("Replays can't be looked for", e);
        }
    }

    @Scheduled(fixedDelay = LOOK_SECONDS, timeUnit = TimeUnit.SECONDS)
    void lookUp() {
        if (!desk.isOpen()) {
            return;
        }
        try {
            settlement.lookUp();
        } catch (RuntimeException e) {
            LOG.debug("Outcomes can't be looked up", e);
        }
    }

    /** Apart from the work itself: a step may take longer than a lease lasts. */
    @Scheduled(fixedDelay = RENEW_SECONDS, timeUnit = TimeUnit.SECONDS)
    void renew() {
        for (UUID replay : workers.keySet()) {
            try {
                lease(replay);
            } catch (RuntimeException e) {
                LOG.debug("The lease of a replay can't be renewed", e);
            }
        }
    }

    /** Whether this process may still work on the replay: no other can have taken it up. */
    boolean holds(UUID replay) {
        Long till = leases.get(replay);
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
            leases.put(replay, till);
        } else {
            leases.remove(replay);
        }
        return leased;
    }

    void ended(UUID replay) {
        workers.remove(replay);
        leases.remove(replay);
        try {
            jdbc.sql("update operation set leased_till = null where id = ? and node = ?")
                    .param(replay)
                    .param(node)
                    .update();
        } catch (RuntimeException e) {
            LOG.debug("A lease can't be given back", e);
        }
    }

    /** Whether the destination's circuit breaker is open: what is sent there now would only wait on the broker. */
    boolean open(String destination) {
        CircuitBreakerRegistry breakers =
                camel.getObject().getRegistry().findSingleByType(CircuitBreakerRegistry.class);
        return breakers != null
                && breakers.find(destination)
                        .map(CircuitBreaker::getState)
                        .filter(state ->
                                state == CircuitBreaker.State.OPEN || state == CircuitBreaker.State.FORCED_OPEN)
                        .isPresent();
    }

    boolean closing() {
        return closed || door.closing();
    }

    JdbcClient jdbc() {
        return jdbc;
    }

    Replays replays() {
        return replays;
    }

    ReplayReader reader() {
        return reader;
    }

    Entries entries() {
        return entries;
    }

    Settlement settlement() {
        return settlement;
    }

    OriginalDoor door() {
        return door;
    }

    ExecutorService threads() {
        return threads;
    }

    Duration canaryWait() {
        return settings.canaryWait();
    }

    /** More than so many percent of the last {@link #pauseWindow} that failed again pause a replay. */
    int pauseShare() {
        return settings.pauseShare();
    }

    int pauseWindow() {
        return settings.pauseWindow();
    }

    @PreDestroy
    void close() throws InterruptedException {
        closed = true;
        threads.shutdown();
        if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }
}
