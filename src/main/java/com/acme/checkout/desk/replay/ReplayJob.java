package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.entry.Claim;
import com.acme.checkout.desk.entry.Entry;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the entries of one replay: its canary, and the rest at its rate; until it is paused, or everything is settled. */
class ReplayJob implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayJob.class);

    private static final long IDLE_MILLIS = 250;
    /** Nobody waits for what is paused, and each look counts its entries. */
    private static final long PAUSED_MILLIS = 2000;

    private static final long TROUBLE_MILLIS = 1000;
    private static final Duration STALE = Duration.ofDays(1);
    private static final long STALE_LOOK_NANOS = TimeUnit.HOURS.toNanos(1);

    private final UUID id;
    private final ReplayScheduler scheduler;
    private final boolean takenOver;
    private final ReplaySender sender;
    private final ReplayRate rate = new ReplayRate();
    private long nextStaleNanos = System.nanoTime() + STALE_LOOK_NANOS;
    private boolean canaryPassed;
    private long canarySentNanos;
    private final FailureWindow window;
    private String told;

    /** {@code takenOver}: from a process that died, or did not finish; what it sent may have reached nobody. */
    ReplayJob(UUID id, ReplayScheduler scheduler, boolean takenOver) {
        this.id = id;
        this.scheduler = scheduler;
        this.takenOver = takenOver;
        this.sender = new ReplaySender(id, scheduler);
        this.window = new FailureWindow(scheduler.pauseWindow(), scheduler.pauseShare());
    }

    @Override
    public void run() {
        try {
            if (takenOver) {
                sendAgain("not kept or");
            }
            while (!scheduler.closing() && scheduler.lease(id) && step()) {
                if (System.nanoTime() - nextStaleNanos >= 0) {
                    sendAgain("");
                    nextStaleNanos = System.nanoTime() + STALE_LOOK_NANOS;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("Replay {} is interrupted and will be taken up again: {}", id, e.toString());
        } finally {
            sender.settle();
            scheduler.ended(id);
        }
    }

    /**
     * Once more under the same key: where it was started already, the Orchestrator knows it. After a day of silence the
     * broker may have lost it, for no delayed retry takes that long, and nobody else can send it.
     */
    void sendAgain(String orElse) {
        sender.again()
                .addAll(scheduler
                        .jdbc()
                        .sql("select dead_letter from operation_entry where operation = ? and state = 'SENT' and ("
                                + orElse + " sent_at < ?) order by position")
                        .param(id)
                        .param(DatabaseTime.now().minus(STALE))
                        .query(UUID.class)
                        .list());
    }

    /** What it would send once more. */
    Collection<UUID> again() {
        return sender.remembered();
    }

    /** False at the end. */
    boolean step() throws InterruptedException {
        Replay replay = scheduler.reader().find(id).orElse(null);
        if (replay == null) {
            return false;
        }
        String trouble = sender.takeTrouble();
        if (trouble != null) {
            tell(trouble);
            TimeUnit.MILLISECONDS.sleep(TROUBLE_MILLIS);
        }
        boolean paused = replay.state() == ReplayState.PAUSED;
        if (!sender.again().isEmpty() && !paused) {
            if (send(sender.again().peek(), replay, true)) {
                sender.again().poll();
            }
            return true;
        }
        if (!replay.open()) {
            return idle(replay.underway() > 0);
        }
        if (replay.remaining() == 0 && replay.underway() == 0) {
            scheduler.replays().end(id, ReplayState.DONE, summary(replay), "desk", null);
            return false;
        }
        if (paused) {
            window.begin(replay);
            TimeUnit.MILLISECONDS.sleep(PAUSED_MILLIS);
            return true;
        }
        if (replay.remaining() == 0) {
            return idle(true);
        }
        if (!canaryPassed && replay.canaryEntries() > 0 && replay.canaryEntries() < replay.frozen()) {
            return canary(replay);
        }
        if (window.exceeded(replay)) {
            String why = window.toString();
            scheduler.replays().pauseItself(id, why);
            LOG.warn("Replay {} pauses by itself: {}", id, why);
            return true;
        }
        List<UUID> next = frozen(Integer.MAX_VALUE, batch(replay));
        for (UUID entry : next) {
            if (!send(entry, replay, false)) {
                break;
            }
        }
        return !next.isEmpty() || idle(true);
    }

    /** Half a second's, and so few that the window is looked at twice before all of it can have failed. */
    private int batch(Replay replay) {
        return Math.max(1, Math.min(replay.rate() / 2, scheduler.pauseWindow() / 2));
    }

    private static String summary(Replay replay) {
        return replay.resolved() + " resolved, " + replay.failedAgain() + " failed again, " + replay.refused()
                + " refused";
    }

    private boolean idle(boolean goOn) throws InterruptedException {
        if (goOn) {
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
        }
        return goOn;
    }

    /** Those of each destination that go first must all start their sagas, and soon. */
    private boolean canary(Replay replay) throws InterruptedException {
        List<UUID> first = frozen(replay.canaryEntries(), replay.canaryEntries());
        for (UUID entry : first) {
            send(entry, replay, false);
        }
        if (!first.isEmpty() || canarySentNanos == 0) {
            canarySentNanos = System.nanoTime();
        }
        Canary canary = Canary.of(scheduler.jdbc(), id, replay.canaryEntries());
        if (canary.started()) {
            canaryPassed = true;
            window.begin(replay);
            tell(null);
        } else if (canary.failed()) {
            stop(canary.failure());
            return true;
        } else if (canary.sent()
                && System.nanoTime() - canarySentNanos > scheduler.canaryWait().toNanos()) {
            stop(canary.lateness(scheduler.canaryWait()));
            return true;
        }
        return idle(true);
    }

    private void stop(String why) {
        scheduler.replays().end(id, ReplayState.STOPPED, why, "desk", null);
        LOG.warn("Replay {} stopped at its canary: {}", id, why);
    }

    /** {@code last}: the position of the last that may be among them; the canary goes first. */
    private List<UUID> frozen(int last, int limit) {
        return scheduler
                .jdbc()
                .sql(
                        "select dead_letter from operation_entry where operation = :id and state = 'FROZEN' and position <= :last order by position limit :limit")
                .param("id", id)
                .param("last", last)
                .param("limit", Math.min(limit, 200))
                .query(UUID.class)
                .list()
                .stream()
                .filter(entry -> !sender.isUnderWay(entry))
                .toList();
    }

    /** Sends one in its turn; false where it is not the time. {@code again}: it may have been sent before. */
    private boolean send(UUID entryId, Replay replay, boolean again) throws InterruptedException {
        Entry entry = scheduler.entries().find(entryId).orElse(null);
        if (entry == null || entry.state() != EntryState.REPLAYING || !id.equals(entry.replay())) {
            scheduler.settlement().notOurs(new Claim(id, entryId));
            return true;
        }
        if (scheduler.open(entry.destination())) {
            tell("waits: the circuit breaker of destination " + entry.destination() + " is open");
            idle(true);
            return false;
        }
        tell(null);
        rate.await(replay.rate());
        sender.send(entry, again);
        return true;
    }

    private void tell(String why) {
        if (!Objects.equals(why, told)) {
            scheduler
                    .jdbc()
                    .sql("update operation set why = ? where id = ? and state = 'RUNNING'")
                    .param(why)
                    .param(id)
                    .update();
            told = why;
        }
    }
}
