package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.DatabaseTime;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.entry.Claim;
import com.acme.checkout.desk.entry.Entry;
import com.acme.checkout.desk.entry.OriginalDoor;
import com.acme.checkout.desk.entry.Payload;
import java.time.Duration;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the entries of one replay: its canary, and the rest at its rate; until it is paused, or everything is settled. */
class ReplayJob implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayJob.class);

    /** Entries of one replay under way at once: few, so that live checkouts have the room. */
    private static final int AT_ONCE = 64;
    private static final long IDLE_MILLIS = 250;
    /** Nobody waits for what is paused, and each look counts its entries. */
    private static final long PAUSED_MILLIS = 2000;
    private static final long TROUBLE_MILLIS = 1000;
    private static final Duration STALE = Duration.ofDays(1);
    private static final long STALE_LOOK_NANOS = TimeUnit.HOURS.toNanos(1);

    private final UUID id;
    private final ReplayScheduler runner;
    private final boolean takenOver;
    private final Semaphore room = new Semaphore(AT_ONCE);
    /** Handed to a thread, which may not have said so in the database yet. */
    private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
    /** Sent, or about to be, and it may have reached nobody. */
    private final Deque<UUID> again = new ConcurrentLinkedDeque<>();
    private long nextStaleNanos = System.nanoTime() + STALE_LOOK_NANOS;
    private long nextNanos = System.nanoTime();
    private boolean canaryPassed;
    private long canarySentNanos;
    private final FailureWindow window;
    private String told;
    private volatile String trouble;

    /** {@code takenOver}: from a process that died, or did not finish; what it sent may have reached nobody. */
    ReplayJob(UUID id, ReplayScheduler runner, boolean takenOver) {
        this.id = id;
        this.runner = runner;
        this.takenOver = takenOver;
        this.window = new FailureWindow(runner.pauseWindow(), runner.pauseShare());
    }

    @Override
    public void run() {
        try {
            if (takenOver) {
                sendAgain("not kept or");
            }
            while (!runner.closing() && runner.lease(id) && step()) {
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
            runner.ended(id);
        }
    }

    /**
     * Once more under the same key: where it was started already, the Orchestrator knows it. After a day of silence the
     * broker may have lost it, for no delayed retry takes that long, and nobody else can send it.
     */
    void sendAgain(String orElse) {
        again.addAll(runner.jdbc().sql("select dead_letter from operation_entry where operation = ? and state = 'SENT' and (" + orElse
                + " sent_at < ?) order by position").param(id).param(DatabaseTime.now().minus(STALE)).query(UUID.class).list());
    }

    /** What it would send once more. */
    Collection<UUID> again() {
        return List.copyOf(again);
    }

    private void settle() {
        try {
            if (room.tryAcquire(AT_ONCE, 5, TimeUnit.SECONDS)) {
                room.release(AT_ONCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** False at the end. */
    boolean step() throws InterruptedException {
        Replay replay = runner.replays().find(id).orElse(null);
        if (replay == null) {
            return false;
        }
        if (trouble != null) {
            tell(trouble);
            trouble = null;
            TimeUnit.MILLISECONDS.sleep(TROUBLE_MILLIS);
        }
        boolean paused = replay.state() == ReplayState.PAUSED;
        if (!again.isEmpty() && !paused) {
            if (send(again.peek(), replay, true)) {
                again.poll();
            }
            return true;
        }
        if (!replay.open()) {
            return idle(replay.underway() > 0);
        }
        if (replay.remaining() == 0 && replay.underway() == 0) {
            runner.replays().end(id, ReplayState.DONE, summary(replay), "desk", null);
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
            runner.replays().pauseItself(id, why);
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
        return Math.max(1, Math.min(replay.rate() / 2, runner.pauseWindow() / 2));
    }

    private static String summary(Replay replay) {
        return replay.resolved() + " resolved, " + replay.failedAgain() + " failed again, " + replay.refused() + " refused";
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
        Map<String, Integer> outcomes = new HashMap<>();
        Map<String, Integer> failed = new TreeMap<>();
        runner.jdbc().sql("select e.state, d.destination, count(*) as n from operation_entry e left join dead_letter d on d.id = e.dead_letter "
                        + "where e.operation = ? and e.position <= ? group by e.state, d.destination").param(id).param(replay.canaryEntries()).query(row -> {
                            outcomes.merge(row.getString("state"), row.getInt("n"), Integer::sum);
                            if (Set.of("FAILED_AGAIN", "REFUSED").contains(row.getString("state"))) {
                                String destination = row.getString("destination");
                                failed.merge(destination == null || destination.isEmpty() ? "no destination" : destination, row.getInt("n"), Integer::sum);
                            }
                        });
        int all = replay.canaryEntries();
        int resolved = outcomes.getOrDefault("RESOLVED", 0);
        if (resolved == all) {
            canaryPassed = true;
            window.begin(replay);
            tell(null);
        } else if (!failed.isEmpty()) {
            stop(failed.values().stream().mapToInt(Integer::intValue).sum() + " of the canary's " + all + " failed again ("
                    + String.join(", ", failed.entrySet().stream().map(each -> each.getKey() + ": " + each.getValue()).toList()) + "); the rest was not sent");
            return true;
        } else if (outcomes.getOrDefault("FROZEN", 0) == 0 && System.nanoTime() - canarySentNanos > runner.canaryWait().toNanos()) {
            stop("of the canary's " + all + " only " + resolved + " started within " + runner.canaryWait().toSeconds()
                    + " s, the others wait for their Orchestrator; the rest was not sent");
            return true;
        }
        return idle(true);
    }

    private void stop(String why) {
        runner.replays().end(id, ReplayState.STOPPED, why, "desk", null);
        LOG.warn("Replay {} stopped at its canary: {}", id, why);
    }

    /** {@code last}: the position of the last that may be among them; the canary goes first. */
    private List<UUID> frozen(int last, int limit) {
        return runner.jdbc().sql("select dead_letter from operation_entry where operation = :id and state = 'FROZEN' and position <= :last order by position limit :limit")
                .param("id", id).param("last", last).param("limit", Math.min(limit, 200)).query(UUID.class)
                .list().stream().filter(entry -> !underWay.contains(entry)).toList();
    }

    /** Sends one in its turn; false where it is not the time. {@code again}: it may have been sent before. */
    private boolean send(UUID entryId, Replay replay, boolean again) throws InterruptedException {
        Entry entry = runner.entries().find(entryId).orElse(null);
        if (entry == null || entry.state() != EntryState.REPLAYING || !id.equals(entry.replay())) {
            runner.settlement().notOurs(new Claim(id, entryId));
            return true;
        }
        if (runner.open(entry.destination())) {
            tell("waits: the circuit breaker of destination " + entry.destination() + " is open");
            idle(true);
            return false;
        }
        tell(null);
        long interval = TimeUnit.SECONDS.toNanos(1) / replay.rate();
        nextNanos = Math.max(nextNanos + interval, System.nanoTime());
        while (nextNanos - System.nanoTime() > 0) {
            LockSupport.parkNanos(nextNanos - System.nanoTime());
        }
        room.acquire();
        underWay.add(entryId);
        runner.threads().execute(() -> {
            AtomicBoolean sent = new AtomicBoolean(again);
            try {
                send(entry, again, sent);
            } catch (RuntimeException e) {
                // Any other is still frozen, and has its turn once more.
                if (sent.get()) {
                    this.again.add(entryId);
                }
                trouble = "waits: " + e.getMessage();
                LOG.debug("Entry {} could not be sent", entryId, e);
            } finally {
                underWay.remove(entryId);
                room.release();
            }
        });
        return true;
    }

    /** {@code sent} is set once it may stand in the database as sent. */
    private void send(Entry entry, boolean again, AtomicBoolean sent) {
        Claim claim = new Claim(id, entry.id());
        if (entry.bodyBytes() != null && !entry.repaired()) {
            runner.settlement().refused(claim, "its body was cut: of " + entry.bodyBytes() + " bytes the beginning was kept; repair it first");
            return;
        }
        Payload payload = runner.entries().payload(entry.id()).orElseThrow();
        OriginalDoor.Reading reading = runner.door().read(entry, payload.headers(), payload.current());
        if (entry.checkoutId() != null && reading.checkoutId() != null && !entry.checkoutId().equals(reading.checkoutId())) {
            runner.settlement().refused(claim, "it would be checkout " + reading.checkoutId() + ", and it was " + entry.checkoutId());
            return;
        }
        if (entry.checkoutId() == null && reading.checkoutId() != null) {
            runner.jdbc().sql("update dead_letter set checkout_id = ?, cart_id = ? where id = ?")
                    .param(reading.checkoutId()).param(reading.cartId()).param(entry.id()).update();
        }
        sent.set(true);
        if (!runner.settlement().sending(claim, again)) {
            return;
        }
        if (runner.door().replay(entry, payload.headers(), payload.current(), claim)) {
            runner.settlement().kept(claim);
        } else {
            runner.settlement().unsent(claim);
            trouble = "waits: what can't be started now can't be kept on the broker either";
        }
    }

    private void tell(String why) {
        if (!Objects.equals(why, told)) {
            runner.jdbc().sql("update operation set why = ? where id = ? and state = 'RUNNING'").param(why).param(id).update();
            told = why;
        }
    }
}
