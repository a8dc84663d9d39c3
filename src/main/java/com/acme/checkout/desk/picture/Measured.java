package com.acme.checkout.desk.picture;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** What this process has measured of its destinations: breakers, answers, retries, outcomes. */
@Component
class Measured {

    private final MeterRegistry meters;
    private final CircuitBreakerRegistry breakers;

    Measured(MeterRegistry meters, CircuitBreakerRegistry breakers) {
        this.meters = meters;
        this.breakers = breakers;
    }

    /** The state of a destination's circuit breaker, by its constant's name; null where it has none. */
    String breaker(String destination) {
        return breakers.find(destination)
                .map(CircuitBreaker::getState)
                .map(Enum::name)
                .orElse(null);
    }

    /** How often its Orchestrator gave each answer; {@code none} where none came. Those that never came are left out. */
    Map<String, Long> answers(String destination) {
        Map<String, Long> answers = new TreeMap<>();
        meters.find("checkout.calls").tag("destination", destination).counters().forEach(counter -> {
            if (counter.count() > 0) {
                answers.put(Objects.requireNonNull(counter.getId().getTag("status")), (long) counter.count());
            }
        });
        return answers;
    }

    /** Calls to it that no 2xx answered. */
    long failed(String destination) {
        return answers(destination).entrySet().stream()
                .filter(each -> !each.getKey().startsWith("2"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Retries of a destination: {@code immediate} or {@code delayed}. */
    long retries(String destination, String kind) {
        return sum("checkout.retries", "destination", destination, "kind", kind);
    }

    /** What became of all commands. */
    Map<String, Long> outcomes() {
        Map<String, Long> outcomes = new TreeMap<>();
        meters.find("checkout.outcomes")
                .counters()
                .forEach(counter -> outcomes.merge(
                        Objects.requireNonNull(counter.getId().getTag("outcome")), (long) counter.count(), Long::sum));
        return outcomes;
    }

    private long sum(String name, String... tags) {
        return (long) List.copyOf(meters.find(name).tags(tags).counters()).stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
