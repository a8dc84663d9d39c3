package com.acme.checkout.delivery;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.Outcome;
import com.acme.checkout.settings.CheckoutProperties;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
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
    public enum Status {
        ACCEPTED,
        STARTED,
        REJECTED,
        DEAD_LETTERED
    }

    /** What is remembered of one checkout: little, for there are many. */
    public record Standing(Status status, UUID cartId) {}

    private static final Logger LOG = LoggerFactory.getLogger("checkout.outcome");

    private static final int UUID_LENGTH = 36;

    private final OutcomeMetrics metrics;
    private final Cache<UUID, Standing> standings;
    private volatile BiConsumer<String, AttemptLog> replays = (claim, log) -> {};
    private volatile BiConsumer<Exchange, Outcome> listener = (exchange, outcome) -> {};

    public OutcomeRecorder(MeterRegistry registry, DestinationProperties destinations, CheckoutProperties checkout) {
        this.metrics = new OutcomeMetrics(registry, destinations.names());
        this.standings = Caffeine.newBuilder()
                .maximumSize(checkout.remembered())
                .executor(Runnable::run)
                .build();
    }

    /**
     * The saga is started.
     *
     * @throws NoOutcomeException no POST under this checkoutId was answered with 2xx in this delivery
     */
    public void started(Exchange exchange) throws NoOutcomeException {
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        if (checkout == null || !checkout.settlement().confirmed()) {
            throw new NoOutcomeException(
                    "a route says that the saga is started, and no POST under its checkoutId was answered with 2xx; "
                            + "see routes/orchestrators/ and routes/delivery.camel.yaml");
        }
        tell(exchange, Outcome.STARTED, Status.STARTED, null);
        if (checkout.received().replay() != null) {
            replays.accept(checkout.received().replay(), checkout.attempts().log());
        }
    }

    /** From now on {@code listener} is told the claim of each replay whose saga is started by this process, and how its attempts went. */
    public void onReplayStarted(BiConsumer<String, AttemptLog> listener) {
        replays = listener;
    }

    /** From now on {@code listener} is told each outcome, after everyone else. */
    void onOutcome(BiConsumer<Exchange, Outcome> listener) {
        this.listener = listener;
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
        metrics.deadLetter(reason);
        tell(
                exchange,
                Outcome.DEAD_LETTERED,
                DeadLetterReason.REJECTED.name().equals(reason) ? Status.REJECTED : Status.DEAD_LETTERED,
                reason);
    }

    private static void demandWritten(Exchange exchange, String claim) throws NoOutcomeException {
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        if (checkout == null || !checkout.settlement().isWritten()) {
            throw new NoOutcomeException("nothing was sent to the broker, and a route says " + claim);
        }
    }

    /** Counts an exchange of {@code door} that the routes ended without an outcome. */
    public void routeFault(String door) {
        metrics.fault(door);
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
        metrics.retry(destination, kind);
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
        String destination = exchange.getProperty("destination", OutcomeMetrics.NO_DESTINATION, String.class);
        String door = checkout.door() == Checkout.Door.HTTP ? "http" : "broker";
        if (status != null && checkout.getCheckoutId() != null) {
            standings.put(uuid(checkout.getCheckoutId()), new Standing(status, uuid(checkout.getCartId())));
        }
        metrics.outcome(door, destination, outcome, elapsed);
        if (LOG.isInfoEnabled()) {
            var line = LOG.atInfo()
                    .setMessage(outcome.label())
                    .addKeyValue("checkoutId", checkout.getCheckoutId())
                    .addKeyValue("traceId", checkout.traceId())
                    .addKeyValue("door", door)
                    .addKeyValue("destination", destination)
                    .addKeyValue("attempts", checkout.attempts().count())
                    .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(elapsed));
            (why == null ? line : line.addKeyValue("why", why)).log();
        }
        listener.accept(exchange, outcome);
    }
}
