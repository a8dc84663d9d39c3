package com.acme.checkout.broker;

import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.settings.CheckoutProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/**
 * How many commands wait for each destination, and since when: asked of the broker every {@value #EVERY_MILLIS} ms, never by
 * whoever wants to know. A broker that is away or does not tell makes it not known, and stops nothing. Thread-safe.
 */
@Component
public class PendingWatch implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(PendingWatch.class);
    private static final long EVERY_MILLIS = 2000;
    /** A look that hangs for longer is no look. */
    private static final Duration STALE = Duration.ofSeconds(20);

    /**
     * What waits for one destination.
     *
     * @param messages how many; null where it is not known
     * @param more whether there are more than that
     * @param oldest since when the oldest waits; null where none does, or nobody knows
     * @param here how many of them this process itself holds, or has parked until later
     * @param notKnownSince since when the number is not known; null where it is
     * @param why the number is not known, in a few words; null where it is
     */
    public record Waiting(Long messages, boolean more, Instant oldest, long here, Instant notKnownSince, String why) {}

    /** What the broker said last, and when; {@code failure} where it said nothing. */
    private record Look(PendingDepth.Reading reading, Instant at, Instant failingSince, String failure) {}

    private final PendingDepth depth;
    private final ParkedCommands parked;
    private final Map<String, String> queues = new LinkedHashMap<>();
    private final String broker;
    private final PeriodicCheck check = new PeriodicCheck("pending-watch");
    private volatile Look look;
    private volatile boolean away;

    PendingWatch(
            ObjectProvider<PendingDepth> depth,
            ParkedCommands parked,
            CheckoutProperties checkout,
            DestinationProperties destinations,
            MeterRegistry meters) {
        this.depth = depth.getIfAvailable();
        this.parked = parked;
        this.broker = checkout.broker();
        destinations.names().forEach(name -> queues.put(name, "checkout.pending." + name));
        this.look = new Look(null, null, Instant.now(), this.depth == null ? silent() : "nobody has asked yet");
        queues.keySet().forEach(name -> {
            Gauge.builder("checkout.pending.messages", () -> number(of(name).messages()))
                    .description("Commands that wait for the destination; not a number while the broker does not tell")
                    .tag("destination", name)
                    .tag("broker", broker)
                    .register(meters);
            Gauge.builder("checkout.pending.oldest.age", () -> age(of(name)))
                    .description("How long the oldest command that waits for the destination has waited")
                    .baseUnit("seconds")
                    .tag("destination", name)
                    .tag("broker", broker)
                    .register(meters);
        });
        Gauge.builder("checkout.pending.unassigned.messages", () -> number(unassigned()))
                .description("Commands that wait in queues which destinations share, and of which only these are known")
                .tag("broker", broker)
                .register(meters);
    }

    private String silent() {
        return "the broker " + broker + " has no means here to tell";
    }

    @EventListener(ApplicationStartedEvent.class)
    void begin() {
        if (depth != null) {
            check.every(EVERY_MILLIS, this::look);
        }
    }

    /** Whoever knows says whether the broker can't be reached: while it can't, this does not get in the way of those who connect. */
    public void brokerAway(boolean away) {
        this.away = away;
    }

    /** Asks the broker now. */
    void look() {
        try {
            if (away) {
                throw new IOException("it can't be reached");
            }
            look = new Look(depth.read(List.copyOf(queues.values())), Instant.now(), null, null);
        } catch (Exception | LinkageError e) {
            LOG.debug("How much waits on broker {} is not known", broker, e);
            Look before = look;
            Instant since = before.failure() == null ? before.at() : before.failingSince();
            look = new Look(null, Instant.now(), since, "the broker does not answer, or does not let us see");
        }
    }

    /** What waits for {@code destination}, as it was a few seconds ago. */
    public Waiting of(String destination) {
        Look seen = look;
        long held = parked.held(destination);
        long later = parked.later(destination);
        PendingDepth.Count count =
                seen.reading() == null ? null : seen.reading().queues().get(queues.get(destination));
        boolean stale = count != null && seen.at().plus(STALE).isBefore(Instant.now());
        if (count == null || stale) {
            return new Waiting(
                    null,
                    false,
                    parked.oldest(destination, false),
                    held + later,
                    stale ? seen.at() : seen.failingSince(),
                    seen.failure() == null ? "the broker does not answer" : seen.failure());
        }
        long elsewhere = seen.reading().elsewhere();
        long own = elsewhere < 0 ? later : Math.min(later, elsewhere);
        long messages = count.messages() + own + (seen.reading().withGivenOut() ? 0 : held);
        Instant oldest = messages == 0 && !count.more()
                ? null
                : Stream.of(count.oldest(), parked.oldest(destination, messages > held + own))
                        .filter(Objects::nonNull)
                        .min(Instant::compareTo)
                        .orElse(null);
        return new Waiting(messages, count.more(), oldest, held + later, null, null);
    }

    /**
     * How many messages wait in queues that all destinations share, and whose destination this process does not know, for
     * another has parked them; null where that is not known.
     */
    public Long unassigned() {
        PendingDepth.Reading reading = look.reading();
        if (reading == null) {
            return null;
        }
        long own = queues.keySet().stream().mapToLong(parked::later).sum();
        return Math.max(0, reading.elsewhere() - own);
    }

    private static double number(Long number) {
        return number == null ? Double.NaN : number;
    }

    private static double age(Waiting waiting) {
        if (waiting.oldest() != null) {
            return Math.max(0, Duration.between(waiting.oldest(), Instant.now()).toMillis() / 1000.0);
        }
        return waiting.messages() != null && waiting.messages() == 0 ? 0 : Double.NaN;
    }

    @Override
    public void destroy() {
        check.close();
    }
}
