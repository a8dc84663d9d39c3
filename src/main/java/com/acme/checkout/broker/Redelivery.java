package com.acme.checkout.broker;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.LifecycleStrategySupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.util.ErrorHandler;

/**
 * How a message goes back to its broker: not at once, for whatever made it fail is likely to be there still. It is given
 * out again after a second, then two, and so on to a minute, and each time the log says so in one line.
 */
@Component("redelivery")
public class Redelivery implements CamelContextConfiguration, ErrorHandler {

    private static final Logger LOG = LoggerFactory.getLogger(Redelivery.class);
    private static final long FIRST_MILLIS = 1000;
    private static final long LONGEST_MILLIS = 60_000;
    private static final int LONGEST_TEXT = 500;

    /** How each message has failed that comes again; one that is not seen again is forgotten. */
    private final Cache<String, Failures> failures = Caffeine.newBuilder()
            .maximumSize(10_000)
            .expireAfterWrite(Duration.ofMillis(10 * LONGEST_MILLIS))
            .build();

    private final CountDownLatch stopping = new CountDownLatch(1);
    /** What a consumer's thread works on, where the broker commits only after the route. */
    private final ThreadLocal<Delivery> delivery = new ThreadLocal<>();

    private final LongSupplier nanos;

    Redelivery() {
        this(System::nanoTime);
    }

    Redelivery(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * @param times in a row
     * @param due when it may be worked on again, on the clock of nanoseconds; null where it was held back before it went back
     */
    private record Failures(int times, Long due) {}

    private record Delivery(String key, String queue, int times) {}

    /** The failure of a route, of which the log has told already. */
    public static final class GivenBackException extends RuntimeException {
        GivenBackException(Throwable cause) {
            super(cause.getMessage(), cause, false, false);
        }
    }

    /** Fails as the route has failed, after a pause; without one while the service stops. */
    public void later(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (stopping.getCount() > 0 && !exchange.getContext().isStopping()) {
            int times = count(exchange);
            long pause = pauseMillis(times);
            LOG.warn(
                    "Queue {}: a message goes back to it, and comes again after {} s (failed {} in a row): {}",
                    queue(exchange),
                    pause / 1000,
                    times == 1 ? "once" : times + " times",
                    line(failure));
            try {
                stopping.await(pause, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                // The consumer is stopped: its message goes back now.
                Thread.currentThread().interrupt();
            }
        }
        throw new GivenBackException(failure);
    }

    /** How often this message has failed in a row, this time included. */
    public int count(Exchange exchange) {
        return failures.asMap()
                .merge(key(exchange), new Failures(1, null), (before, one) -> new Failures(before.times() + 1, null))
                .times();
    }

    /**
     * The first step of a transacted message's route. Where its last transaction failed only as it was committed, the broker
     * gave the message out again at once, and nobody could hold it: it is held here, until its pause is over.
     *
     * @throws RejectedExecutionException the service stops meanwhile
     */
    public void held(Exchange exchange) throws InterruptedException {
        String key = key(exchange);
        Failures before = failures.getIfPresent(key);
        delivery.set(new Delivery(key, queue(exchange), before == null ? 0 : before.times()));
        long left = before == null || before.due() == null ? 0 : before.due() - nanos.getAsLong();
        if (left > 0 && stopping.await(left, TimeUnit.NANOSECONDS)) {
            throw new RejectedExecutionException("stopping");
        }
    }

    /** Fails as the route has failed, at once: of a broker that itself waits, longer each time. */
    public void now(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (!exchange.getContext().isStopping()) {
            LOG.warn("Queue {}: a message goes back to it, and comes again later: {}", queue(exchange), line(failure));
        }
        throw new GivenBackException(failure);
    }

    /** The message of this exchange is settled: should it fail another time, that is the first. */
    public void settled(Exchange exchange) {
        if (!failures.asMap().isEmpty()) {
            failures.invalidate(key(exchange));
        }
    }

    /** How long a message is held back that has been given out {@code deliveries} times, all in vain, in nanoseconds. */
    public long pauseNanos(int deliveries) {
        return TimeUnit.MILLISECONDS.toNanos(pauseMillis(deliveries));
    }

    public static long pauseMillis(int times) {
        return Math.min(LONGEST_MILLIS, FIRST_MILLIS << Math.min(Math.max(times - 1, 0), 6));
    }

    /** What a listener of messages could not do: one that failed in its route has been told of. */
    @Override
    public void handleError(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof GivenBackException) {
                return;
            }
        }
        Delivery lost = delivery.get();
        delivery.remove();
        if (lost != null) {
            // Its route had ended well, so that all is forgotten; but the broker did not commit, and has it again.
            int times = lost.times() + 1;
            long pause = pauseMillis(times);
            failures.put(lost.key(), new Failures(times, nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(pause)));
            LOG.warn(
                    "Queue {}: a message goes back to it, for its transaction was not committed, and is tried again after {} s (failed {} in a row): {}",
                    lost.queue(),
                    pause / 1000,
                    times == 1 ? "once" : times + " times",
                    line(failure));
            return;
        }
        LOG.warn("A message goes back to its queue: {}", line(failure));
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext context) {
                stopping.countDown();
            }
        });
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // Nothing to do.
    }

    /** Where the message could not even be read, all of its source's are one. */
    private static String key(Exchange exchange) {
        String source = queue(exchange);
        String id = exchange.getProperty(BrokerDoor.MESSAGE_ID, String.class);
        return source + ' ' + id;
    }

    private static String queue(Exchange exchange) {
        String queue = exchange.getProperty(BrokerDoor.SOURCE, String.class);
        return queue == null ? String.valueOf(exchange.getFromRouteId()) : queue;
    }

    private static String line(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String line = root.toString().replaceAll("[\\s\\p{Cntrl}]+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT) + "…";
    }
}
