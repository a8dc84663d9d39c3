package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.entry.Claim;
import com.acme.checkout.desk.entry.Entry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the entries of one replay: the canaries of its destinations, and the rest at its rate, to each destination on its
 * own; until it is paused, or everything is settled.
 */
class ReplayJob implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayJob.class);

    private static final long IDLE_MILLIS = 250;
    /** Nobody waits for what is paused, and each look counts its entries. */
    private static final long PAUSED_MILLIS = 2000;

    private static final int AGAIN_AT_ONCE = 50;
    private static final int MOST_AT_ONCE = 200;
    private static final long TROUBLE_MILLIS = 1000;
    private static final Duration STALE = Duration.ofDays(1);
    private static final long STALE_LOOK_NANOS = TimeUnit.HOURS.toNanos(1);

    private final UUID id;
    private final ReplayScheduler scheduler;
    private final boolean takenOver;
    private final ReplaySender sender;
    private final ReplayRate rate = new ReplayRate();
    private long nextStaleNanos = System.nanoTime() + STALE_LOOK_NANOS;
    private final DestinationTurns turns;
    private String told;

    /** {@code takenOver}: from a process that died, or did not finish; what it sent may have reached nobody. */
    ReplayJob(UUID id, ReplayScheduler scheduler, boolean takenOver) {
        this.id = id;
        this.scheduler = scheduler;
        this.takenOver = takenOver;
        this.sender = new ReplaySender(id, scheduler);
        this.turns = new DestinationTurns(id, scheduler);
    }

    @Override
    public void run() {
        try {
            if (takenOver) {
                sendAgain("not kept or");
            }
            while (!scheduler.closing() && scheduler.holds(id) && step()) {
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
            settle();
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

    /** Waits a little for what is being sent this moment. */
    void settle() {
        sender.settle();
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
        if (replay.state() == ReplayState.PREPARING) {
            prepare();
            return true;
        }
        boolean paused = replay.state() == ReplayState.PAUSED;
        if (!paused && sendSomeAgain(replay)) {
            return true;
        }
        if (!replay.open()) {
            return scheduler.replays().giveBack(id) || idle(replay.underway() > 0);
        }
        if (replay.remaining() == 0 && replay.underway() == 0) {
            scheduler.control().end(id, ReplayState.DONE, replay.summary(), "desk", null);
            return false;
        }
        if (paused) {
            turns.paused(replay);
            TimeUnit.MILLISECONDS.sleep(PAUSED_MILLIS);
            return true;
        }
        return sendSome(replay) || idle(true);
    }

    private void prepare() {
        try {
            scheduler.replays().prepare(id);
        } catch (ConflictException e) {
            LOG.debug("Replay {} is not prepared", id, e);
        }
    }

    /** In turn to each destination that may have some. */
    private boolean sendSome(Replay replay) throws InterruptedException {
        DestinationTurns.Turns next = turns.next(replay);
        Map<ReplayDestination, Deque<UUID>> queues = new LinkedHashMap<>();
        for (ReplayDestination each : next.destinations()) {
            queues.put(each, frozen(each, next.canary()));
        }
        // Of a canary too: between two steps it is seen whether the replay is paused, cancelled or another process's.
        int left = Math.max(1, replay.rate() / 2);
        boolean any = false;
        while (left > 0 && !queues.isEmpty()) {
            var each = queues.entrySet().iterator();
            while (left > 0 && each.hasNext()) {
                var queue = each.next();
                UUID entry = queue.getValue().poll();
                if (entry == null || !send(entry, replay, false)) {
                    each.remove();
                } else {
                    any = true;
                    left--;
                    if (next.canary()) {
                        turns.canarySent(queue.getKey());
                    }
                }
            }
        }
        // A canary is looked after in between.
        return any && !next.canary();
    }

    /** What may have reached nobody, before anything else, where its destination takes it. */
    private boolean sendSomeAgain(Replay replay) throws InterruptedException {
        boolean any = false;
        for (int i = Math.min(sender.again().size(), AGAIN_AT_ONCE); i > 0; i--) {
            UUID entry = sender.again().poll();
            boolean sent = false;
            try {
                sent = send(entry, replay, true);
            } finally {
                if (!sent) {
                    sender.again().add(entry);
                }
            }
            any |= sent;
        }
        return any;
    }

    private boolean idle(boolean goOn) throws InterruptedException {
        if (goOn) {
            TimeUnit.MILLISECONDS.sleep(IDLE_MILLIS);
        }
        return goOn;
    }

    /** Half a second's, and so few that the window is looked at twice before all of it can have failed; of a canary, more. */
    private Deque<UUID> frozen(ReplayDestination destination, boolean canary) {
        int limit = canary ? MOST_AT_ONCE : Math.max(1, Math.min(MOST_AT_ONCE, scheduler.pauseWindow() / 2));
        return scheduler.reader().frozen(id, destination.destination(), canary, limit).stream()
                .filter(entry -> !sender.isUnderWay(entry))
                .collect(Collectors.toCollection(ArrayDeque::new));
    }

    /** Sends one in its turn; false where its destination does not take it now. {@code again}: it may have been sent before. */
    private boolean send(UUID entryId, Replay replay, boolean again) throws InterruptedException {
        Entry entry = scheduler.entries().find(entryId).orElse(null);
        if (entry == null || entry.state() != EntryState.REPLAYING || !id.equals(entry.replay())) {
            scheduler.settlement().notOurs(new Claim(id, entryId));
            return true;
        }
        if (scheduler.open(entry.destination()) || !sender.room(entry.destination())) {
            return false;
        }
        tell(null);
        rate.await(replay.rate());
        sender.send(entry, again);
        return true;
    }

    /** Why nothing can be sent anywhere; null: it can. */
    private void tell(String why) {
        if (Objects.equals(why, told)) {
            return;
        }
        if (why == null) {
            turns.tell();
        } else {
            scheduler
                    .jdbc()
                    .sql("update operation set why = ? where id = ? and state = 'RUNNING'")
                    .param(why)
                    .param(id)
                    .update();
        }
        told = why;
    }
}
