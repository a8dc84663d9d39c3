package com.acme.checkout.delivery;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How long each destination's Orchestrator has taken lately: its last {@value #KEPT} calls, none older than a minute.
 * Where most of them took longer than a caller will wait, a call for that caller would be thrown away and made again by
 * the broker's delivery: twice the load, for an Orchestrator that is slow already. One in {@value #PROBE} is made all the
 * same; that and the broker's deliveries, which nobody cuts short, show when it is fast again.
 */
@Component
class ResponseTimes {

    private static final Logger LOG = LoggerFactory.getLogger(ResponseTimes.class);

    private static final int KEPT = 16;
    private static final int LEAST = 4;
    private static final int PROBE = 20;
    private static final long OLD_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Map<String, Recent> destinations = new ConcurrentHashMap<>();
    private final LongSupplier clock;

    @Autowired
    ResponseTimes() {
        this(System::nanoTime);
    }

    ResponseTimes(LongSupplier clock) {
        this.clock = clock;
    }

    /** It answered after {@code nanos}. */
    void answered(String destination, long nanos) {
        recent(destination).add(new Took(clock.getAsLong(), nanos, true));
    }

    /** We ended the call after {@code nanos}: an answer would have taken longer. */
    void ended(String destination, long nanos) {
        recent(destination).add(new Took(clock.getAsLong(), nanos, false));
    }

    /** Whether an answer is likely to come within {@code nanos}; so it is where too little is known. */
    boolean likelyWithin(String destination, long nanos) {
        Recent recent = destinations.get(destination);
        return recent == null || recent.likelyWithin(nanos, clock.getAsLong());
    }

    /** Whether to call for a caller who waits {@code nanos} more: an answer is likely, or it is time to look again. */
    boolean worthCalling(String destination, long nanos) {
        if (nanos <= 0) {
            return false;
        }
        Recent recent = recent(destination);
        if (recent.likelyWithin(nanos, clock.getAsLong())) {
            if (recent.refused.get() != 0) {
                // The next slow spell is said as well.
                recent.refused.set(0);
            }
            return true;
        }
        int refused = recent.refused.incrementAndGet();
        if (refused == 1) {
            LOG.info(
                    "Destination {} answers later than HTTP callers wait; most of their commands go by the broker meanwhile",
                    destination);
        }
        return refused % PROBE == 0;
    }

    /** As after a start. */
    void forget() {
        destinations.clear();
    }

    private Recent recent(String destination) {
        Recent known = destinations.get(destination);
        return known != null ? known : destinations.computeIfAbsent(destination, name -> new Recent());
    }

    private record Took(long atNanos, long nanos, boolean answered) {}

    private static final class Recent {

        private final AtomicReferenceArray<Took> calls = new AtomicReferenceArray<>(KEPT);
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();

        void add(Took took) {
            calls.set(Math.floorMod(next.getAndIncrement(), KEPT), took);
        }

        boolean likelyWithin(long nanos, long now) {
            int known = 0;
            int longer = 0;
            for (int i = 0; i < KEPT; i++) {
                Took took = calls.get(i);
                if (took == null || now - took.atNanos > OLD_NANOS) {
                    continue;
                }
                if (took.nanos > nanos) {
                    longer++;
                    known++;
                } else if (took.answered) {
                    known++;
                } else if (took.nanos + took.nanos / 4 >= nanos) {
                    // Ended a little before: whoever waits as long as its caller did, would wait for nothing.
                    longer++;
                    known++;
                }
            }
            return known < LEAST || longer * 2 <= known;
        }
    }
}
