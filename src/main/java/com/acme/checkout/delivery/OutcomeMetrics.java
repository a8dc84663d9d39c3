package com.acme.checkout.delivery;

import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Counts and durations of what becomes of commands. */
final class OutcomeMetrics {

    static final String NO_DESTINATION = "none";

    private static final Set<Outcome> BROKER = EnumSet.of(Outcome.STARTED, Outcome.ACCEPTED, Outcome.DEAD_LETTERED);
    private static final Set<Outcome> HTTP = EnumSet.complementOf(EnumSet.of(Outcome.DEAD_LETTERED));

    private final Map<String, Meters> meters = new ConcurrentHashMap<>();
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final MeterRegistry registry;

    OutcomeMetrics(MeterRegistry registry, Collection<String> destinations) {
        this.registry = registry;
        // There from the start, at 0: or their first would be no rise.
        for (DeadLetterReason reason : DeadLetterReason.values()) {
            deadLetters(reason.name());
        }
        for (String destination : destinations) {
            HTTP.forEach(outcome -> counter("http", destination, outcome));
            BROKER.forEach(outcome -> counter("broker", destination, outcome));
            List.of("immediate", "delayed").forEach(kind -> retries(destination, kind));
        }
        List.of(Outcome.DECLINED, Outcome.UNAVAILABLE, Outcome.NO_OUTCOME)
                .forEach(outcome -> counter("http", NO_DESTINATION, outcome));
        counter("broker", NO_DESTINATION, Outcome.DEAD_LETTERED);
        List.of("http", "broker").forEach(this::faults);
    }

    void outcome(String door, String destination, Outcome outcome, long nanos) {
        meters(door, destination, outcome).record(nanos);
    }

    void deadLetter(String reason) {
        deadLetters(reason).increment();
    }

    void fault(String door) {
        faults(door).increment();
    }

    void retry(String destination, String kind) {
        retries(destination, kind).increment();
    }

    private Counter retries(String destination, String kind) {
        return counters.computeIfAbsent(
                "retry " + destination + kind,
                k -> Counter.builder("checkout.retries")
                        .description("Retries, in place or through the broker")
                        .tag("destination", destination)
                        .tag("kind", kind)
                        .register(registry));
    }

    private Counter faults(String door) {
        return counters.computeIfAbsent(
                "fault " + door,
                k -> Counter.builder("checkout.route.faults")
                        .description("Commands that the routes ended without an outcome: a fault in routes/")
                        .tag("door", door)
                        .register(registry));
    }

    private Counter deadLetters(String reason) {
        return counters.computeIfAbsent(
                reason,
                k -> Counter.builder("checkout.dead.letters")
                        .description("Messages written to the dead-letter queue")
                        .tag("reason", reason)
                        .register(registry));
    }

    private Counter counter(String door, String destination, Outcome outcome) {
        return Counter.builder("checkout.outcomes")
                .description("Commands by what became of them")
                .tag("door", door)
                .tag("destination", destination)
                .tag("outcome", outcome.label())
                .register(registry);
    }

    private Meters meters(String door, String destination, Outcome outcome) {
        String key = door + ' ' + destination + ' ' + outcome;
        Meters known = meters.get(key);
        return known != null
                ? known
                : meters.computeIfAbsent(
                        key,
                        k -> new Meters(
                                counter(door, destination, outcome),
                                Timer.builder("checkout.duration")
                                        .description("From the door to the outcome")
                                        .tag("door", door)
                                        .tag("destination", destination)
                                        .tag("outcome", outcome.label())
                                        .serviceLevelObjectives(
                                                Duration.ofMillis(5),
                                                Duration.ofMillis(10),
                                                Duration.ofMillis(25),
                                                Duration.ofMillis(50),
                                                Duration.ofMillis(100),
                                                Duration.ofMillis(250),
                                                Duration.ofMillis(500),
                                                Duration.ofSeconds(1),
                                                Duration.ofSeconds(2),
                                                Duration.ofSeconds(5),
                                                Duration.ofSeconds(10),
                                                Duration.ofSeconds(30))
                                        .register(registry)));
    }

    private record Meters(Counter counter, Timer timer) {

        void record(long nanos) {
            counter.increment();
            timer.record(nanos, TimeUnit.NANOSECONDS);
        }
    }
}
