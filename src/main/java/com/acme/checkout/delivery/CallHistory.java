package com.acme.checkout.delivery;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * How the calls to each destination went lately, as this process has seen it since its start. What is a failure is what its
 * circuit breaker takes for one: that a cart can't be checked out is none, nor that a caller had no time. Thread-safe.
 */
@Component
public class CallHistory {

    /** In the place of a status: the last call had no whole answer in time. */
    public static final int NO_ANSWER = CallMetrics.NO_ANSWER;

    private static final int RATE_SECONDS = 10;

    /** After so long without a call nobody knows whether it would still fail: what is shown and counted ends there. */
    public static final Duration LATELY = Duration.ofMinutes(1);

    /** More different checkouts than that are not told apart. */
    private static final int CHECKOUTS_MOST = 1000;

    /**
     * How it is now.
     *
     * @param breaker the circuit breaker's state
     * @param callsPerSecond of the last 10 seconds
     * @param lastStatus HTTP status of the last answer, {@value #NO_ANSWER} where none came; null where there was no call, or it
     *     is no HTTP that its sagas are started by
     * @param lastCall when the last call ended; null where there was none
     * @param lastSucceeded whether that was a good one
     * @param failingSince the first failure after the last good call, or since when the circuit breaker is not closed; null
     *     where neither is so
     * @param failedLastHour calls that failed within the last hour
     * @param callsLastMinute calls that ended within the last minute
     * @param failedLastMinute how many of them failed
     * @param failingCheckouts how many different checkouts have failed since the last good call, at most 1000: one alone may be that
     *     checkout's own fault
     * @param unreachable whether the last call found no connection, which is no checkout's fault
     */
    public record Now(
            CircuitBreaker.State breaker,
            double callsPerSecond,
            Integer lastStatus,
            Instant lastCall,
            boolean lastSucceeded,
            Instant failingSince,
            long failedLastHour,
            long callsLastMinute,
            long failedLastMinute,
            int failingCheckouts,
            boolean unreachable) {}

    private final Map<String, History> histories = new LinkedHashMap<>();
    private Clock clock = Clock.systemUTC();

    CallHistory(
            CircuitBreakerRegistry breakers,
            DestinationProperties destinations,
            CallMetrics answers,
            MeterRegistry meters) {
        for (String name : destinations.names()) {
            CircuitBreaker breaker = breakers.circuitBreaker(name);
            History history = new History(breaker);
            histories.put(name, history);
            breaker.getEventPublisher()
                    .onSuccess(event -> history.ended(true, clock.instant()))
                    .onError(event -> history.ended(false, clock.instant()))
                    .onStateTransition(
                            event -> history.moved(event.getStateTransition().getToState(), clock.instant()));
            Gauge.builder("checkout.destination.failing", () -> failingSeconds(history))
                    .description(
                            "How long no call to the destination has succeeded, or its circuit breaker was not closed; ends a minute after the last call")
                    .baseUnit("seconds")
                    .tag("destination", name)
                    .register(meters);
            Gauge.builder("checkout.destination.failing.checkouts", history, History::failingCheckouts)
                    .description("Different checkouts that have failed since the destination's last good call")
                    .tag("destination", name)
                    .register(meters);
            Gauge.builder("checkout.destination.unreachable", history, each -> each.unreachable() ? 1 : 0)
                    .description("1 while the last call to the destination found no connection")
                    .tag("destination", name)
                    .register(meters);
        }
        answers.onAnswer((destination, status) -> {
            History history = histories.get(destination);
            if (history != null) {
                history.status = status;
            }
        });
    }

    /** Says what time it is, in the place of the system. */
    @Autowired(required = false)
    void clock(Clock clock) {
        this.clock = clock;
    }

    /**
     * A call to {@code destination} failed, and {@code checkoutId} is whose it was; nothing where a good call has come since.
     *
     * @param unreachable there was no connection
     */
    void failed(String destination, String checkoutId, boolean unreachable) {
        History history = histories.get(destination);
        if (history != null && checkoutId != null) {
            history.failed(checkoutId, unreachable);
        }
    }

    /** How it is with {@code destination} now; null where there is none of this name. */
    public Now now(String destination) {
        History history = histories.get(destination);
        return history == null ? null : history.now(clock.instant());
    }

    private double failingSeconds(History history) {
        Instant now = clock.instant();
        Instant since = history.now(now).failingSince();
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, history.known(now)).toMillis() / 1000.0);
    }

    private static final class History {

        private final CircuitBreaker breaker;
        private final Recent calls = new Recent(Duration.ofSeconds(1), RATE_SECONDS);
        private final Recent failures = new Recent(Duration.ofMinutes(1), 60);
        private final Recent callsOfMinute = new Recent(Duration.ofSeconds(1), 60);
        private final Recent failuresOfMinute = new Recent(Duration.ofSeconds(1), 60);
        private final Set<String> checkouts = new HashSet<>();
        private volatile Integer status;
        private Instant last;
        private boolean succeeded;
        private boolean unreachable;
        private Instant failing;
        private Instant notClosed;
        private Instant moved;

        History(CircuitBreaker breaker) {
            this.breaker = breaker;
        }

        synchronized void ended(boolean good, Instant at) {
            calls.add(at.toEpochMilli());
            callsOfMinute.add(at.toEpochMilli());
            last = at;
            succeeded = good;
            if (good) {
                failing = null;
                unreachable = false;
                checkouts.clear();
            } else {
                failuresOfMinute.add(at.toEpochMilli());
                failures.add(at.toEpochMilli());
                failing = failing == null ? at : failing;
            }
        }

        synchronized void failed(String checkoutId, boolean noConnection) {
            if (failing == null) {
                return;
            }
            unreachable = noConnection;
            if (checkouts.size() < CHECKOUTS_MOST) {
                checkouts.add(checkoutId);
            }
        }

        synchronized boolean unreachable() {
            return unreachable;
        }

        synchronized int failingCheckouts() {
            return checkouts.size();
        }

        synchronized void moved(CircuitBreaker.State to, Instant at) {
            boolean closed = to == CircuitBreaker.State.CLOSED;
            notClosed = closed ? null : notClosed == null ? at : notClosed;
            moved = at;
        }

        /** Until when it is known how it was: now while its breaker is open, else a little after the last call or move. Never goes back. */
        synchronized Instant known(Instant at) {
            CircuitBreaker.State state = breaker.getState();
            if (state == CircuitBreaker.State.OPEN || state == CircuitBreaker.State.FORCED_OPEN) {
                return at;
            }
            Instant seen = last == null || moved != null && moved.isAfter(last) ? moved : last;
            return seen == null || seen.plus(LATELY).isAfter(at) ? at : seen.plus(LATELY);
        }

        synchronized Now now(Instant at) {
            Instant since = failing == null || notClosed != null && notClosed.isBefore(failing) ? notClosed : failing;
            return new Now(
                    breaker.getState(),
                    calls.sum(at.toEpochMilli()) / (double) RATE_SECONDS,
                    status,
                    last,
                    succeeded,
                    since,
                    failures.sum(at.toEpochMilli()),
                    callsOfMinute.sum(at.toEpochMilli()),
                    failuresOfMinute.sum(at.toEpochMilli()),
                    checkouts.size(),
                    unreachable);
        }
    }
}
