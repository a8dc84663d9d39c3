package com.acme.checkout.desk;

import java.sql.SQLException;
import java.time.Instant;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.stereotype.Component;

/**
 * Opens the dead-letter desk once the service is ready, and tries again until its database answers: no checkout waits for it or
 * fails with it. Dead letters stay on the broker until it takes them.
 */
@Component("deskState")
public class Desk {

    private static final Logger LOG = LoggerFactory.getLogger("checkout");
    private static final int RETRY_SECONDS = 5;

    private final TaskScheduler scheduler;
    private final DatabaseMigration migration;
    private final ApplicationEventPublisher events;
    private final IngestRoute route;
    private final String url;
    /** What the log was told last. */
    private String said = "";

    private volatile boolean closing;
    private volatile State state = State.STARTING;
    /** Why it is not open, for whoever asks: nothing that is not everybody's business. */
    private volatile String reason = "it starts";

    /** Where the desk stands. Where it is switched off, there is none. */
    private enum State {
        STARTING,
        WAITING,
        OPEN
    }

    Desk(
            TaskScheduler scheduler,
            DatabaseMigration migration,
            ApplicationEventPublisher events,
            IngestRoute route,
            @Value("http://${server.address}:${server.port}/ops") String url) {
        this.scheduler = scheduler;
        this.migration = migration;
        this.events = events;
        this.route = route;
        this.url = url;
    }

    /** Whether operators and scheduled jobs may use the desk. */
    public boolean isOpen() {
        return state == State.OPEN;
    }

    /** Why it is not open. */
    String reason() {
        return reason;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        scheduler.schedule(this::open, Instant.now());
    }

    private void open() {
        String what = "its database can't be opened; see CHECKOUT_DATABASE_URL";
        boolean ready = false;
        try {
            migration.run();
            events.publishEvent(new DeskOpening());
            ready = true;
            what = "its filing route can't be started; see " + IngestRoute.ID
                    + " in routes/dead-letter-desk.camel.yaml, and the broker-source";
            route.start();
            state = State.OPEN;
            LOG.info("  desk          {}", url);
        } catch (Exception e) {
            if (closing) {
                // The service ends.
                return;
            }
            reason = ready || ofDatabase(e) ? what : "a part of it can't be started";
            state = State.WAITING;
            say(reason, e);
            scheduler.schedule(this::open, Instant.now().plusSeconds(RETRY_SECONDS));
        }
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        closing = true;
    }

    /** One line for each new cause, however often it is tried. */
    private void say(String what, Exception failure) {
        String why = root(failure).toString();
        if (!why.equals(said)) {
            LOG.error(
                    "The dead-letter desk can't be opened: {} ({}). Dead letters wait on the broker, checkouts go on, and it "
                            + "is tried again every {} s.",
                    what,
                    why,
                    RETRY_SECONDS);
            LOG.debug("The dead-letter desk can't be opened", failure);
            said = why;
        }
    }

    static boolean ofDatabase(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException
                    || each instanceof FlywayException
                    || each instanceof DataAccessException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
