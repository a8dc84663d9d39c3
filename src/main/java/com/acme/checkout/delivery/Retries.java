package com.acme.checkout.delivery;

import com.acme.checkout.command.Checkout;
import io.github.resilience4j.bulkhead.BulkheadFullException;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * When to try again. Immediate retries are exponential with full jitter and fit into the caller's wait; delayed retries
 * go through the broker in growing steps.
 *
 * <p>An outage is not a command's fault and uses up none of its delayed retries: neither a call that reached nobody, nor
 * one that our credentials spoilt, nor one that failed while the destination's circuit breaker was not closed. Such a command
 * comes again later and later, up to half a minute: it must not take the turn of those that the Orchestrator would start.
 */
@Component("retries")
public class Retries {

    /** Exchange property: until when the broker is to hold the message back, in milliseconds since 1970; none for now. */
    public static final String DUE = "due";

    /** Exchange property: true once a command has used up its delayed retries. */
    static final String EXHAUSTED = "exhausted";

    /** Exchange property that a route sets for commands that may wait in place: nobody else's turn is behind them. */
    static final String WAITS = "waitsInPlace";

    private static final Logger LOG = LoggerFactory.getLogger(Retries.class);
    private static final long LINE_STEP_MILLIS = 250;
    private static final long LINE_MOST_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long LEAST_CALL_MILLIS = 50;
    private static final long PROBED_MOST_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final CircuitBreakerRegistry breakers;
    private final OutcomeRecorder outcomes;
    private final ResponseTimes times;
    private final CallHistory calls;
    private final DeliveryProperties delivery;
    private final Map<String, DestinationProperties.Destination> destinations;
    private final long capMillis;
    private Clock clock = Clock.systemUTC();
    private final LogThrottle refused = new LogThrottle();

    Retries(
            CircuitBreakerRegistry breakers,
            OutcomeRecorder outcomes,
            ResponseTimes times,
            CallHistory calls,
            DeliveryProperties delivery,
            DestinationProperties destinations) {
        this.breakers = breakers;
        this.outcomes = outcomes;
        this.times = times;
        this.calls = calls;
        this.delivery = delivery;
        this.destinations = destinations.destinations();
        this.capMillis = delivery.immediateCap().toMillis();
    }

    /** Says what time it is, in the place of the system. */
    @Autowired(required = false)
    void clock(Clock clock) {
        this.clock = clock;
    }

    /**
     * Counts the call that is about to be made.
     *
     * @throws OrchestratorTooSlowException where the caller would leave before an answer comes
     */
    public void attempt(
            @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
            @ExchangeProperty("destination") String destination) {
        if (destination != null
                && checkout.deadlineNanos() != Long.MAX_VALUE
                && !times.worthCalling(destination, checkout.deadlineNanos() - System.nanoTime())) {
            throw new OrchestratorTooSlowException();
        }
        checkout.attempts().begin();
    }

    /**
     * Takes note of what the Orchestrator answered.
     *
     * @throws IllegalStateException where there is no status: the route did not call, or did not keep it
     */
    public void answered(
            @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
            @ExchangeProperty("status") Integer status,
            @Header("Retry-After") String retryAfter) {
        if (status == null) {
            throw new IllegalStateException(
                    "no status of the Orchestrator's answer: under routes/orchestrators/, set the exchange "
                            + "property status from the header CamelHttpResponseCode");
        }
        checkout.attempts().answered(status, RetryAfter.parse(retryAfter, clock.instant()));
    }

    /** Whether an immediate retry is worth while; if so, the time until then is set. A {@code retryWhile} predicate. */
    public boolean again(
            Exchange exchange,
            @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
            @ExchangeProperty("destination") String destination) {
        Object failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT);
        if (failure instanceof UnreachableException) {
            checkout.attempts().undo();
        } else if (failure instanceof TransientFailureException transientFailure) {
            checkout.attempts().ended(transientFailure.inBrief());
        }
        if (failure instanceof Throwable thrown && !CircuitBreakers.saysNothing(thrown)) {
            calls.failed(destination, checkout.getCheckoutId(), failure instanceof UnreachableException);
        }
        int made = checkout.attempts().countHere();
        CircuitBreaker.State state = state(destination);
        if (failure instanceof OrchestratorTooSlowException
                || made > immediate(destination)
                || state != CircuitBreaker.State.CLOSED) {
            // Where few calls are let through to see, each is another command's.
            return false;
        }
        long ceiling = Math.min(capMillis, delivery.immediateBase().toMillis() << Math.min(made - 1, 20));
        long delay = ThreadLocalRandom.current().nextLong(ceiling + 1);
        if (checkout.attempts().retryAfter() != null) {
            delay = Math.max(delay, checkout.attempts().retryAfter().toMillis());
        }
        long left = checkout.deadlineNanos() == Long.MAX_VALUE
                ? capMillis
                : TimeUnit.NANOSECONDS.toMillis(checkout.deadlineNanos() - System.nanoTime()) - LEAST_CALL_MILLIS;
        if (delay > left
                || checkout.deadlineNanos() != Long.MAX_VALUE
                        && !times.likelyWithin(destination, TimeUnit.MILLISECONDS.toNanos(left - delay))) {
            return false;
        }
        exchange.getMessage().setHeader(Exchange.REDELIVERY_DELAY, delay);
        outcomes.retry(destination, "immediate");
        return true;
    }

    /**
     * Whether a command that its destination has no room for, or whose breaker is open, waits here for its turn; after
     * half a minute it goes to the end of its queue. A {@code retryWhile} predicate.
     */
    public boolean inLine(Exchange exchange, @ExchangeProperty(Checkout.PROPERTY) Checkout checkout) {
        if (!exchange.getProperty(WAITS, false, Boolean.class)
                || checkout.elapsedNanos() > LINE_MOST_NANOS
                || !exchange.getContext().isRunAllowed()
                || exchange.getContext().isStopping()) {
            return false;
        }
        exchange.getMessage()
                .setHeader(
                        Exchange.REDELIVERY_DELAY,
                        LINE_STEP_MILLIS / 2 + ThreadLocalRandom.current().nextLong(LINE_STEP_MILLIS));
        return true;
    }

    /** Plans the delayed retry of a command that could not be started: sets {@value #DUE} or {@value #EXHAUSTED}. */
    public void plan(
            Exchange exchange,
            @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
            @ExchangeProperty("destination") String destination) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (failure instanceof CredentialsRefusedException && refused.passes(destination)) {
            LOG.error(
                    "The Orchestrator of destination {} refuses our credentials (HTTP {}); its commands wait. "
                            + "Correct the credentials. (Said once a minute.)",
                    destination,
                    checkout.attempts().lastStatus());
        }
        List<Duration> steps = steps(destination);
        long delay;
        if (notCalled(failure) || failure instanceof NoAnswerException noAnswer && noAnswer.callerGone()) {
            // The breaker, the room there is, or the next call's own longer deadline says when; the command's turn is
            // now.
            delay = 0;
        } else if (state(destination) != CircuitBreaker.State.CLOSED) {
            // It was one of the few that are let through to see, and the later it comes again the more of the others
            // are: it may be this command alone that always fails.
            delay = failure instanceof UnreachableException
                    ? 0
                    : sinceFirst(checkout).dividedBy(4).toMillis();
            delay = Math.min(delay, PROBED_MOST_MILLIS);
        } else if (failure instanceof UnreachableException
                || failure instanceof CredentialsRefusedException
                || steps.isEmpty()) {
            delay = steps.isEmpty() ? 1000 : steps.get(0).toMillis();
        } else if (checkout.attempts().round() >= steps.size()) {
            exchange.setProperty(EXHAUSTED, true);
            return;
        } else {
            delay = steps.get(checkout.attempts().round()).toMillis();
            checkout.attempts().nextRound();
        }
        if (checkout.attempts().retryAfter() != null) {
            delay = Math.max(delay, checkout.attempts().retryAfter().toMillis());
        }
        if (delay > 0) {
            exchange.setProperty(DUE, clock.millis() + delay);
        }
        outcomes.retry(destination, "delayed");
    }

    private int immediate(String destination) {
        DestinationProperties.Destination own = own(destination);
        return own == null || own.immediateRetries() == null ? delivery.immediateRetries() : own.immediateRetries();
    }

    private List<Duration> steps(String destination) {
        DestinationProperties.Destination own = own(destination);
        return own == null || own.delayedRetries() == null ? delivery.delayedRetries() : own.delayedRetries();
    }

    private DestinationProperties.Destination own(String destination) {
        return destination == null ? null : destinations.get(destination);
    }

    private Duration sinceFirst(Checkout checkout) {
        Duration since = checkout.attempts().firstAt() == null
                ? Duration.ZERO
                : Duration.between(checkout.attempts().firstAt(), clock.instant());
        // The clock may have been set back.
        return since.isNegative() ? Duration.ZERO : since;
    }

    private static boolean notCalled(Throwable failure) {
        return failure instanceof CallNotPermittedException
                || failure instanceof BulkheadFullException
                || failure instanceof OrchestratorTooSlowException;
    }

    private CircuitBreaker.State state(String destination) {
        return breakers.circuitBreaker(destination).getState();
    }
}
