package com.acme.checkout.broker;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at something again and again, on a thread of its own, whatever one of the looks comes to. */
public final class PeriodicCheck implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PeriodicCheck.class);

    private final String name;
    private final ScheduledExecutorService thread;
    private boolean told;

    /** {@code name}: the thread's. */
    public PeriodicCheck(String name) {
        this.name = name;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread daemon = new Thread(task, name);
            daemon.setDaemon(true);
            return daemon;
        });
    }

    /** Calls {@code look} from now on, with a pause of {@code millis} after each time. */
    public void every(long millis, Runnable look) {
        thread.scheduleWithFixedDelay(() -> safely(look), millis, millis, TimeUnit.MILLISECONDS);
    }

    /** An executor drops a task that throws, and says nothing: even out of memory, the next look may succeed. */
    public void safely(Runnable look) {
        try {
            look.run();
            told = false;
        } catch (Throwable e) {
            if (!told) {
                LOG.error("{} could not look; it goes on, and says so once", name, e);
                told = true;
            }
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
