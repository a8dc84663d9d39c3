package com.acme.checkout.delivery;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.Outcome;
import com.acme.checkout.settings.CheckoutProperties;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Tells what has become of each command, once: one log line, one count, one duration. Remembers the latest ones for
 * {@code GET /checkouts/{checkoutId}}, in memory and bounded: the Orchestrator remembers them all.
 */
@Component("outcomes")
public class OutcomeRecorder {

    /** Where a checkout stands. */
    public enum Status { ACCEPTED, STARTED, REJECTED, DEAD_LETTERED }

    /** What is remembered of one checkout: little, for there are many. */
    public record Standing(Status status, UUID cartId) {
    }

    private static final Logger LOG = LoggerFactory.getLogger("checkout.outcome");

    private static final int UUID_LENGTH = 36;
    private static final String NO_DESTINATION = "none";

    private final Map<String, Meters> meters = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final MeterRegistry registry;
    private final Cache<UUID, Standing> standings;
    private volatile Consumer<String> replays = claim -> { };

    public OutcomeRecorder(MeterRegistry registry, DestinationProperties destinations, CheckoutProperties checkout) {
        this.registry = registry;
        // There from the start, at 0: or their first would be no rise.
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters(reason.name());
        }
        destinations.names().forEach(destination -> counter("http", destination, Outcome.UNAVAILABLE));
        counter("http", NO_DESTINATION, Outcome.UNAVAILABLE);
        List.of("http", "broker").forEach(this::faults);
        this.standings = Caffeine.newBuilder().maximumSize(checkout.remembered()).executor(Runnable::run).build();
    }

    /**
     * The saga is started.
     *
     * @throws NoOutcomeException no POST under this checkoutId was answered with 2xx in this delivery
     */
    public void started(Exchange exchange) throws NoOutcomeException {
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        if (checkout == null || !checkout.settlement().confirmed()) {
            throw new NoOutcomeException("a route says that the saga is started, and no POST under its checkoutId was answered with 2xx; "
                    + "see routes/orchestrators/ and routes/delivery.camel.yaml");
        }
        tell(exchange, Outcome.STARTED, Status.STARTED, null);
        if (checkout.received().replay() != null) {
            replays.accept(checkout.received().replay());
        }
    }

    /** From now on {@code listener} is told the claim of each replay whose saga is started by this process. */
    public void onReplayStarted(Consumer<String> listener) {
        replays = listener;
    }

    /**
     * Made durable on the broker, to be started later.
     *
     * @throws NoOutcomeException nothing was written to the broker
     */
    public void accepted(Exchange exchange) throws NoOutcomeException {
        demandWritten(exchange, "that the command is durable on the broker; see routes/delivery.camel.yaml");
        tell(exchange, Outcome.ACCEPTED, Status.ACCEPTED, null);
    }

    /** The Orchestrator says that this cart can't be checked out; the caller knows. */
    public void rejected(Exchange exchange) {
        tell(exchange, Outcome.REJECTED, Status.REJECTED, null);
    }

    /**
     * Written to the dead-letter queue for {@code reason}.
     *
     * @throws NoOutcomeException nothing was written to the broker
     */
    public void deadLettered(Exchange exchange, String reason) throws NoOutcomeException {
        demandWritten(exchange, "that a dead letter is written; see routes/dead-letters.camel.yaml");
        deadLetters(reason).increment();
        tell(exchange, Outcome.DEAD_LETTERED, DeadLetterReason.REJECTED.name().equals(reason) ? Status.REJECTED : Status.DEAD_LETTERED, reason);
    }

    private static void demandWritten(Exchange exchange, String claim) throws NoOutcomeException {
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        if (checkout == null || !checkout.settlement().isWritten()) {
            throw new NoOutcomeException("nothing was sent to the broker, and a route says " + claim);
        }
    }

    /** Counts an exchange of {@code door} that the routes ended without an outcome. */
    public void routeFault(String door) {
        faults(door).increment();
    }

    private Counter faults(String door) {
        return counters.computeIfAbsent("fault " + door, k -> Counter.builder("checkout.route.faults")
                .description("Commands that the routes ended without an outcome: a fault in routes/").tag("door", door).register(registry));
    }

    /** The routes left the caller's command without an outcome, and the caller knows. */
    public void noOutcome(Exchange exchange) {
        routeFault("http");
        tell(exchange, Outcome.NO_OUTCOME, null, null);
    }

    /** The caller was told that this command is not taken, and why; nothing is remembered of it. */
    public void declined(Exchange exchange, String problem) {
        tell(exchange, Outcome.DECLINED, null, problem);
    }

    /** The caller was told that this command could be neither started nor made durable; nothing is remembered of it. */
    public void unavailable(Exchange exchange) {
        tell(exchange, Outcome.UNAVAILABLE, null, null);
    }

    void retry(String destination, String kind) {
        counters.computeIfAbsent("retry " + destination + kind, k -> Counter.builder("checkout.retries")
                .description("Retries, in place or through the broker")
                .tag("destination", destination).tag("kind", kind).register(registry)).increment();
    }

    /** What is remembered of {@code checkoutId}; null where nothing is. */
    public Standing standing(String checkoutId) {
        return checkoutId.length() == UUID_LENGTH ? standings.getIfPresent(uuid(checkoutId)) : null;
    }

    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            // Not one of ours.
            return new UUID(0, 0);
        }
    }

    private void tell(Exchange exchange, Outcome outcome, Status status, String why) {
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        if (checkout == null || !checkout.settlement().settle(outcome)) {
            return;
        }
        long elapsed = checkout.elapsedNanos();
        String destination = exchange.getProperty("destination", NO_DESTINATION, String.class);
        String door = checkout.door() == Checkout.Door.HTTP ? "http" : "broker";
        if (status != null && checkout.getCheckoutId() != null) {
            standings.put(uuid(checkout.getCheckoutId()), new Standing(status, uuid(checkout.getCartId())));
        }
        meters(door, destination, outcome).record(elapsed);
        if (LOG.isInfoEnabled()) {
            var line = LOG.atInfo().setMessage(outcome.label()).addKeyValue("checkoutId", checkout.getCheckoutId())
                    .addKeyValue("traceId", checkout.traceId()).addKeyValue("door", door)
                    .addKeyValue("destination", destination).addKeyValue("attempts", checkout.attempts().count())
                    .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(elapsed));
            (why == null ? line : line.addKeyValue("why", why)).log();
        }
    }

    private Counter deadLetters(String reason) {
        return counters.computeIfAbsent(reason, k -> Counter.builder("checkout.dead.letters")
                .description("Messages written to the dead-letter queue").tag("reason", reason).register(registry));
    }

    private Counter counter(String door, String destination, Outcome outcome) {
        return Counter.builder("checkout.outcomes").description("Commands by what became of them")
                .tag("door", door).tag("destination", destination).tag("outcome", outcome.label()).register(registry);
    }

    private Meters meters(String door, String destination, Outcome outcome) {
        String key = door + ' ' + destination + ' ' + outcome;
        Meters known = meters.get(key);
        return known != null ? known : meters.computeIfAbsent(key, k -> new Meters(
                counter(door, destination, outcome),
                Timer.builder("checkout.duration").description("From the door to the outcome")
                        .tag("door", door).tag("destination", destination).tag("outcome", outcome.label())
                        .serviceLevelObjectives(Duration.ofMillis(5), Duration.ofMillis(10), Duration.ofMillis(25),
                                Duration.ofMillis(50), Duration.ofMillis(100), Duration.ofMillis(250),
                                Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2),
                                Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(30))
                        .register(registry)));
    }

    private record Meters(Counter counter, Timer timer) {

        void record(long nanos) {
            counter.increment();
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
