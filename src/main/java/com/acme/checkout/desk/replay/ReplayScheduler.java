package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.Desk;
import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.entry.Entries;
import com.acme.checkout.desk.entry.OriginalDoor;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import jakarta.annotation.PreDestroy;
import java.time.Duration;
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
    private static final int LOOK_SECONDS = 2;
    private static final int TAKE_UP_MILLIS = 500;

    private final Desk desk;
    private final JdbcClient jdbc;
    private final Replays replays;
    private final ReplayControl control;
    private final ReplayLeases leases;
    private final ReplayReader reader;
    private final Entries entries;
    private final Settlement settlement;
    private final OriginalDoor door;
    private final ObjectProvider<CamelContext> camel;
    private final DeskProperties settings;
    private final Map<UUID, ReplayJob> workers = new ConcurrentHashMap<>();

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> daemon(task, "desk-replay"));
    private volatile boolean closed;

    ReplayScheduler(
            Desk desk,
            JdbcClient jdbc,
            Replays replays,
            ReplayControl control,
            ReplayLeases leases,
            ReplayReader reader,
            Entries entries,
            Settlement settlement,
            OriginalDoor door,
            ObjectProvider<CamelContext> camel,
            DeskProperties settings) {
        this.desk = desk;
        this.jdbc = jdbc;
        this.replays = replays;
        this.control = control;
        this.leases = leases;
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
                        if (!closed && !workers.containsKey(found.getKey()) && leases.lease(found.getKey())) {
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

    /** Whether this process may still work on the replay. */
    boolean holds(UUID replay) {
        return leases.holds(replay);
    }

    void ended(UUID replay) {
        workers.remove(replay);
        leases.release(replay);
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

    ReplayControl control() {
        return control;
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
