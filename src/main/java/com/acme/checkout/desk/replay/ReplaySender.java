package com.acme.checkout.desk.replay;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.desk.entry.Claim;
import com.acme.checkout.desk.entry.Entry;
import com.acme.checkout.desk.entry.EntryNames;
import com.acme.checkout.desk.entry.OriginalDoor;
import com.acme.checkout.desk.entry.Payload;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends entries of one replay, each on a thread of its own. */
class ReplaySender {

    private static final Logger LOG = LoggerFactory.getLogger(ReplaySender.class);

    /** Entries of one replay under way at once to each destination: few, so that live checkouts have the room. */
    private static final int AT_ONCE = 64;

    private static final int SETTLE_SECONDS = 5;
    private static final int ROOM_MILLIS = 20;

    private final UUID replay;
    private final ReplayScheduler scheduler;
    private final Map<String, Semaphore> rooms = new ConcurrentHashMap<>();
    /** Handed to a thread, which may not have said so in the database yet. */
    private final Set<UUID> underWay = ConcurrentHashMap.newKeySet();
    /** Sent, or about to be, and it may have reached nobody. */
    private final Deque<UUID> again = new ConcurrentLinkedDeque<>();

    private volatile String trouble;

    ReplaySender(UUID replay, ReplayScheduler scheduler) {
        this.replay = replay;
        this.scheduler = scheduler;
    }

    /** Whether the entry is being sent this moment. */
    boolean isUnderWay(UUID entry) {
        return underWay.contains(entry);
    }

    /** What may have reached nobody, and is to be sent once more. */
    Deque<UUID> again() {
        return again;
    }

    /** A copy of {@link #again}. */
    Collection<UUID> remembered() {
        return List.copyOf(again);
    }

    /** Why something could not be sent since this was asked last; null where there was nothing. */
    String takeTrouble() {
        String taken = trouble;
        if (taken != null) {
            trouble = null;
        }
        return taken;
    }

    private Semaphore roomOf(String destination) {
        return rooms.computeIfAbsent(destination, name -> new Semaphore(AT_ONCE));
    }

    /** Whether there is room for one more to this destination, after a moment at the latest: one that hangs holds no other. */
    boolean room(String destination) throws InterruptedException {
        Semaphore room = roomOf(destination);
        if (room.tryAcquire(ROOM_MILLIS, TimeUnit.MILLISECONDS)) {
            room.release();
            return true;
        }
        return false;
    }

    /** Sends where there is {@link #room}, and does not wait for it. {@code again}: it may have been sent before. */
    void send(Entry entry, boolean again) throws InterruptedException {
        Semaphore room = roomOf(entry.destination());
        room.acquire();
        underWay.add(entry.id());
        scheduler.threads().execute(() -> {
            AtomicBoolean sent = new AtomicBoolean(again);
            try {
                send(entry, again, sent);
            } catch (RuntimeException e) {
                // Any other is still frozen, and has its turn once more.
                if (sent.get()) {
                    this.again.add(entry.id());
                }
                trouble = "waits: " + e.getMessage();
                LOG.debug("Entry {} could not be sent", entry.id(), e);
            } finally {
                underWay.remove(entry.id());
                room.release();
            }
        });
    }

    /** {@code sent} is set once it may stand in the database as sent. */
    private void send(Entry entry, boolean again, AtomicBoolean sent) {
        Claim claim = new Claim(replay, entry.id());
        if (entry.bodyBytes() != null && !entry.repaired()) {
            scheduler
                    .settlement()
                    .refused(
                            claim,
                            "its body was cut: of " + entry.bodyBytes()
                                    + " bytes the beginning was kept; repair it first");
            return;
        }
        Payload payload = scheduler.entries().payload(entry.id()).orElseThrow();
        OriginalDoor.Reading reading = scheduler.door().read(entry, payload.headers(), payload.current());
        if (entry.checkoutId() != null
                && reading.checkoutId() != null
                && !entry.checkoutId().equals(reading.checkoutId())) {
            scheduler
                    .settlement()
                    .refused(
                            claim,
                            "it would be checkout " + reading.checkoutId() + ", and it was " + entry.checkoutId());
            return;
        }
        if (entry.checkoutId() == null && reading.checkoutId() != null) {
            scheduler
                    .jdbc()
                    .sql("update dead_letter set checkout_id = ?, cart_id = ? where id = ?")
                    .param(reading.checkoutId())
                    .param(reading.cartId())
                    .param(entry.id())
                    .update();
            EntryNames.add(scheduler.jdbc(), entry, reading.checkoutId(), reading.cartId());
        }
        sent.set(true);
        if (!scheduler.settlement().sending(claim, again)) {
            return;
        }
        Optional<AttemptLog> log = scheduler.door().replay(entry, payload.headers(), payload.current(), claim);
        if (log.isPresent()) {
            scheduler.settlement().kept(claim, log.get());
        } else {
            scheduler.settlement().unsent(claim);
            trouble = "waits: what can't be started now can't be kept on the broker either";
        }
    }

    /** Waits a little for what is under way. */
    void settle() {
        try {
            for (Semaphore room : rooms.values()) {
                if (room.tryAcquire(AT_ONCE, SETTLE_SECONDS, TimeUnit.SECONDS)) {
                    room.release(AT_ONCE);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
