package com.acme.checkout.http;

import com.acme.checkout.delivery.DestinationProperties;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.stereotype.Component;

/**
 * Asks the Orchestrators whether they know a saga, all of them at once, each through its route {@code lookup-{destination}}.
 * Whoever asks is answered within {@value #WAIT_MILLIS} ms. However many ask, a checkout is looked up once a second at most,
 * {@value #AT_ONCE} checkouts at once, and each caller has a rate.
 */
@Component("lookups")
public class SagaLookup {

    /** Exchange property: the {@link Answer}; none where nobody was asked. */
    static final String ANSWER = "lookupAnswer";

    /** What all Orchestrators together say; {@code UNSURE} where one of them could not be asked and no other knows it. */
    enum Answer {
        STARTED,
        NOT_FOUND,
        UNSURE,
        TOO_MANY
    }

    /** Asks the Orchestrator of one destination, and returns the status of its answer; null where there was none. */
    interface Asking {
        Integer status(String destination, UUID checkoutId) throws Exception;
    }

    static final int AT_ONCE = 32;
    static final long WAIT_MILLIS = 2500;

    private static final Logger LOG = LoggerFactory.getLogger(SagaLookup.class);
    private static final int REMEMBERED = 10_000;

    private final Cache<UUID, Answer> answers = Caffeine.newBuilder()
            .maximumSize(REMEMBERED)
            .expireAfterWrite(Duration.ofSeconds(1))
            .build();
    private final Map<UUID, CompletableFuture<Answer>> underWay = new ConcurrentHashMap<>();
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "lookup");
        thread.setDaemon(true);
        return thread;
    });
    private final Collection<String> destinations;
    private final RateLimits rates;
    private final Asking asking;

    @Autowired
    SagaLookup(ObjectProvider<CamelContext> camel, DestinationProperties destinations, HttpProperties http) {
        this(onePerOrchestrator(destinations), http.lookups(), new ByRoute(camel));
    }

    SagaLookup(Collection<String> destinations, int perSecond, Asking asking) {
        this.destinations = destinations;
        this.rates = new RateLimits(perSecond);
        this.asking = asking;
    }

    /** One of those that share an Orchestrator is enough. */
    private static Collection<String> onePerOrchestrator(DestinationProperties destinations) {
        Map<String, String> byUrl = new LinkedHashMap<>();
        // One that has no URL can't be asked, and so leaves it open whether a checkout is known.
        destinations
                .destinations()
                .forEach((name, destination) ->
                        byUrl.putIfAbsent(destination.isHttp() ? destination.plainUrl() : "destination " + name, name));
        return byUrl.values();
    }

    /** Leaves what the Orchestrators know of {@code checkoutId} as the property {@value #ANSWER}. */
    public void ask(Exchange exchange, @ExchangeProperty("checkoutId") String checkoutId) {
        exchange.setProperty(
                ANSWER,
                ask(UUID.fromString(checkoutId), exchange.getProperty(HttpEngine.REQUEST, HttpServletRequest.class)));
    }

    /** Whether an Orchestrator is known to have started {@code checkoutId}; false also where that can't be told now. */
    public boolean started(String checkoutId) {
        try {
            return ask(UUID.fromString(checkoutId), null) == Answer.STARTED;
        } catch (IllegalArgumentException e) {
            // No saga has such an id.
            return false;
        }
    }

    Answer ask(UUID checkoutId, HttpServletRequest caller) {
        Answer known = answers.getIfPresent(checkoutId);
        if (known != null) {
            return known;
        }
        if (caller != null && !rates.allow(caller)) {
            return Answer.TOO_MANY;
        }
        CompletableFuture<Answer> mine = new CompletableFuture<>();
        CompletableFuture<Answer> others = underWay.putIfAbsent(checkoutId, mine);
        if (others == null) {
            start(checkoutId, mine);
        }
        try {
            return (others == null ? mine : others).get(WAIT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            return Answer.UNSURE;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.UNSURE;
        }
    }

    private void start(UUID checkoutId, CompletableFuture<Answer> all) {
        if (!room.tryAcquire()) {
            underWay.remove(checkoutId, all);
            all.complete(Answer.UNSURE);
            return;
        }
        AtomicInteger left = new AtomicInteger(destinations.size());
        AtomicInteger unknown = new AtomicInteger();
        for (String destination : destinations) {
            Runnable task = () -> {
                Answer answer = one(destination, checkoutId);
                if (answer == Answer.STARTED) {
                    end(checkoutId, all, Answer.STARTED);
                } else if (answer == Answer.NOT_FOUND) {
                    unknown.incrementAndGet();
                }
                if (left.decrementAndGet() == 0) {
                    room.release();
                    end(checkoutId, all, unknown.get() == destinations.size() ? Answer.NOT_FOUND : Answer.UNSURE);
                }
            };
            try {
                threads.execute(task);
            } catch (RejectedExecutionException | OutOfMemoryError e) {
                // No thread for it: the service stops, or the machine has no more.
                if (left.decrementAndGet() == 0) {
                    room.release();
                    end(checkoutId, all, Answer.UNSURE);
                }
            }
        }
    }

    /** The first answer stands. */
    private void end(UUID checkoutId, CompletableFuture<Answer> all, Answer answer) {
        if (!all.isDone()) {
            answers.put(checkoutId, answer);
        }
        underWay.remove(checkoutId, all);
        all.complete(answer);
    }

    private Answer one(String destination, UUID checkoutId) {
        try {
            Integer status = asking.status(destination, checkoutId);
            return status == null
                    ? Answer.UNSURE
                    : status == 200 ? Answer.STARTED : status == 404 ? Answer.NOT_FOUND : Answer.UNSURE;
        } catch (Exception | Error e) {
            // Also of an Error: whoever asks waits for this, and the room is to be given back.
            LOG.debug("The Orchestrator of {} can't be asked", destination, e);
            return Answer.UNSURE;
        }
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }

    private static final class ByRoute implements Asking {

        private final ObjectProvider<CamelContext> camel;
        private volatile ProducerTemplate producer;

        ByRoute(ObjectProvider<CamelContext> camel) {
            this.camel = camel;
        }

        @Override
        public Integer status(String destination, UUID checkoutId) throws Exception {
            Exchange done = producer()
                    .request(
                            "direct:lookup-" + destination,
                            asked -> asked.setProperty("checkoutId", checkoutId.toString()));
            if (done.getException() != null) {
                throw done.getException();
            }
            return done.getProperty("orchestratorStatus", Integer.class);
        }

        private ProducerTemplate producer() {
            ProducerTemplate known = producer;
            if (known == null) {
                synchronized (this) {
                    known = producer == null ? camel.getObject().createProducerTemplate() : producer;
                    producer = known;
                }
            }
            return known;
        }
    }
}
