package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.Desk;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Ends snoozes of causes that have grown tenfold, also while nobody looks. */
@Component
class SnoozeJob {

    private static final Logger LOG = LoggerFactory.getLogger(SnoozeJob.class);
    private static final int SECONDS = 10;

    private final Desk desk;
    private final Causes causes;

    SnoozeJob(Desk desk, Causes causes) {
        this.desk = desk;
        this.causes = causes;
    }

    @Scheduled(fixedDelay = SECONDS, timeUnit = TimeUnit.SECONDS)
    void end() {
        if (!desk.isOpen()) {
            return;
        }
        try {
            causes.endSnoozes();
        } catch (RuntimeException e) {
            LOG.debug("Snoozes can't be ended now; it is tried again in {} s", SECONDS, e);
        }
    }
}
