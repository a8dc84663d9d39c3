package com.acme.checkout.broker;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.Outcome;
import com.acme.checkout.delivery.Retries;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/**
 * What this process itself knows of the commands that wait: those that it has taken up and holds, and those that it has
 * parked until a time that is still to come. For what a broker does not tell. Thread-safe; bounded.
 */
@Component
public final class ParkedCommands {

    private static final String QUEUE = "checkout.pending.";

    /** Of one destination; what is more is counted by the broker alone. */
    private static final int MOST = 10_000;

    /** For how long the oldest that was seen is believed to be there, while more waits than this process holds. */
    private static final long BELIEVED_SECONDS = 600;

    private record Later(Instant due, Instant since) {}

    private record Oldest(String messageId, Instant since, Instant seen) {}

    private static final class Destination {
        /** By exchange: since when each waits. */
        private final Map<String, Instant> held = new ConcurrentHashMap<>();

        private final Queue<Later> later = new PriorityBlockingQueue<>(11, Comparator.comparing(Later::due));
        private volatile Oldest oldest;
    }

    private final Map<String, Destination> destinations = new ConcurrentHashMap<>();

    /** The exchange's command is about to be parked, until its exchange property {@code due} if it has one. */
    void park(Exchange exchange, Checkout checkout) {
        if (checkout.received().parkedAt() == null) {
            checkout.received().parkedAt(Instant.now());
        }
        Long due = exchange.getProperty(Retries.DUE, Long.class);
        String name = exchange.getProperty("destination", String.class);
        if (name != null && due != null) {
            Queue<Later> later = of(name).later;
            purge(later, Instant.now());
            if (later.size() < MOST) {
                later.add(
                        new Later(Instant.ofEpochMilli(due), checkout.received().parkedAt()));
            }
        }
    }

    /** The exchange works on a command that was parked: it is held here until the exchange ends. */
    void takenUp(Exchange exchange, Checkout checkout) {
        String name = destination(exchange.getProperty(BrokerDoor.SOURCE, String.class));
        if (name == null) {
            return;
        }
        Destination of = of(name);
        String key = exchange.getExchangeId();
        String id = checkout.received().messageId();
        Instant now = Instant.now();
        Instant since = checkout.received().parkedAt() == null
                ? now
                : checkout.received().parkedAt();
        of.held.put(key, since);
        Oldest oldest = of.oldest;
        if (oldest == null
                || !since.isAfter(oldest.since())
                || oldest.seen().plusSeconds(BELIEVED_SECONDS).isBefore(now)) {
            of.oldest = new Oldest(id, since, now);
        }
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange ended) {
                of.held.remove(key);
                Oldest seen = of.oldest;
                if (seen != null
                        && Objects.equals(seen.messageId(), id)
                        && checkout.settlement().isSettled()
                        && checkout.settlement().outcome() != Outcome.ACCEPTED) {
                    of.oldest = null;
                }
            }
        });
    }

    /** How many parked commands of {@code destination} this process works on, or lets wait in place. */
    long held(String destination) {
        return of(destination).held.size();
    }

    /** How many of {@code destination} this process has parked that are not due yet. */
    long later(String destination) {
        Queue<Later> later = of(destination).later;
        purge(later, Instant.now());
        return later.size();
    }

    /** Since when the oldest waits that this process knows of; null where it knows none. {@code more}: others wait besides. */
    Instant oldest(String destination, boolean more) {
        Destination of = of(destination);
        Oldest seen = of.oldest;
        boolean believed = more
                && seen != null
                && seen.seen().plusSeconds(BELIEVED_SECONDS).isAfter(Instant.now());
        return Stream.of(
                        of.held.values().stream(),
                        of.later.stream().map(Later::since),
                        believed ? Stream.of(seen.since()) : Stream.<Instant>empty())
                .flatMap(each -> each)
                .min(Comparator.naturalOrder())
                .orElse(null);
    }

    private static void purge(Queue<Later> later, Instant now) {
        for (Later next = later.peek(); next != null && !next.due().isAfter(now); next = later.peek()) {
            later.remove(next);
        }
    }

    /** By the name of its queue, with partition and offset where there are any. */
    private static String destination(String source) {
        if (source == null || !source.startsWith(QUEUE)) {
            return null;
        }
        int end = source.indexOf(' ');
        return source.substring(QUEUE.length(), end < 0 ? source.length() : end);
    }

    private Destination of(String name) {
        return destinations.computeIfAbsent(name, each -> new Destination());
    }
}
