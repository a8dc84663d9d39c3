package com.acme.checkout.desk.security;

import com.acme.checkout.desk.DeskOpening;
import com.acme.checkout.desk.audit.Audit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Writes down who was refused. Before the desk's database is up to date there is nowhere to: then the log says so, once. */
@Component
class RefusedLogins {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedLogins.class);

    private final Audit audit;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile boolean opened;

    RefusedLogins(Audit audit) {
        this.audit = audit;
    }

    @EventListener(DeskOpening.class)
    void opened() {
        opened = true;
    }

    /** {@code action}: as {@link Audit#record} takes it. */
    void record(String actor, String action, String detail) {
        if (opened) {
            audit.record(actor, action, null, null, null, detail);
        } else if (told.compareAndSet(false, true)) {
            LOG.warn(
                    "Somebody was refused before the dead-letter desk is open: until then its audit has no line of that");
        }
    }
}
