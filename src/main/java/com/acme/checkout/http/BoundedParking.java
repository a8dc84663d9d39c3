package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.HeadersJson;
import com.acme.checkout.delivery.NoOutcomeException;
import jakarta.annotation.PreDestroy;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.core.env.Environment;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.stereotype.Component;

/**
 * Makes a caller's command durable on the broker, and waits for that no longer than the caller does and a little: a disk
 * that is full or hangs, a broker that blocks its writers or is away holds up no answer. A write that is given up may still
 * succeed; the command is then started under the key under which its caller, told 503, sends it again.
 */
@Component("inTime")
public class BoundedParking {

    /** Writes under way at once, those among them that were given up: each holds a thread until its client gives up too. */
    private static final int MOST = 1024;

    private final ObjectProvider<CamelContext> camel;
    private final long graceNanos;
    private final Function<Runnable, Future<?>> threads;
    private final Runnable end;
    private final Semaphore room = new Semaphore(MOST);
    private volatile ProducerTemplate producer;

    BoundedParking(ObjectProvider<CamelContext> camel, Environment env, HttpProperties http) {
        this.camel = camel;
        this.graceNanos = http.parkGrace().toNanos();
        if (Threading.VIRTUAL.isActive(env)) {
            SimpleAsyncTaskExecutor virtual = new SimpleAsyncTaskExecutor("park-");
            virtual.setVirtualThreads(true);
            // So that it keeps account of what is under way, and interrupts it in the end.
            virtual.setTaskTerminationTimeout(1);
            this.threads = virtual::submit;
            this.end = virtual::close;
        } else {
            ExecutorService cached = Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "park");
                thread.setDaemon(true);
                return thread;
            });
            this.threads = cached::submit;
            this.end = cached::shutdownNow;
        }
    }

    /**
     * Returns once the route {@code direct:park-<destination>} has ended well.
     *
     * @throws NotDurableException the broker has not confirmed in time, or that route has failed
     * @throws NoOutcomeException that route is at fault
     */
    public void park(
            Exchange exchange,
            @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
            @ExchangeProperty("destination") String destination)
            throws NotDurableException, NoOutcomeException, InterruptedException {
        try {
            write(exchange, checkout, destination);
        } catch (NoOutcomeException | InterruptedException e) {
            throw e;
        } catch (Exception e) {
            throw new NotDurableException(e);
        }
    }

    private void write(Exchange exchange, Checkout checkout, String destination) throws Exception {
        // Read here: the request is another one's once this one is answered.
        HeadersJson headers = checkout.received().originalHeaders();
        checkout.received().originalHeaders(() -> headers);
        Exchange copy = new DefaultExchange(exchange.getContext());
        exchange.getProperties().forEach(copy::setProperty);
        copy.removeProperty(HttpEngine.REQUEST);
        if (!room.tryAcquire()) {
            throw new RejectedExecutionException(MOST + " writes to the broker are under way, and none ends");
        }
        Future<?> write;
        try {
            write = threads.apply(() -> {
                try {
                    producer().send("direct:park-" + destination, copy);
                } finally {
                    room.release();
                }
            });
        } catch (RuntimeException | OutOfMemoryError e) {
            // No thread for it, perhaps.
            room.release();
            throw e;
        }
        // Where the call to the Orchestrator has overrun, a broker that is well is not to blame.
        long left = graceNanos + Math.max(0, checkout.deadlineNanos() - System.nanoTime());
        try {
            write.get(left, TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new TimeoutException("the broker has not confirmed the command while its caller waited, nor "
                    + TimeUnit.NANOSECONDS.toMillis(graceNanos) + " ms longer (CHECKOUT_HTTP_PARK_GRACE)");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception failure ? failure : e;
        }
        if (copy.getException() != null) {
            throw copy.getException();
        }
    }

    private ProducerTemplate producer() {
        if (producer == null) {
            producer = camel.getObject().createProducerTemplate();
        }
        return producer;
    }

    @PreDestroy
    void stop() {
        end.run();
    }
}
