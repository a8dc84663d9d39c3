package com.acme.checkout.sandbox;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** What the sandbox Orchestrator remembers: its sagas and their steps, in memory, the latest {@value #REMEMBERED}. */
@Component("sandboxSagas")
@ConditionalOnProperty(name = "checkout.sandbox", havingValue = "true")
public class SandboxSagas {

    /** In every answer of the sandbox. */
    static final String WARNING = "This is the sandbox: no stock, payment or order is real.";

    private static final int REMEMBERED = 200_000;

    private final Cache<String, Saga> sagas =
            Caffeine.newBuilder().maximumSize(REMEMBERED).build();
    private final Cache<String, AtomicInteger> calls =
            Caffeine.newBuilder().maximumSize(10_000).build();
    private final LongAdder started = new LongAdder();
    private final LongAdder duplicates = new LongAdder();

    /** Whether {@code sagaId} is new; every later attempt under the same key counts as a duplicate and starts nothing. */
    public boolean begin(@ExchangeProperty("sagaId") String sagaId, @ExchangeProperty("cartId") String cartId) {
        Saga saga = new Saga(sagaId, cartId);
        if (sagas.get(sagaId, id -> saga) != saga) {
            duplicates.increment();
            return false;
        }
        started.increment();
        return true;
    }

    /** How often this key was seen, this call included. */
    public int call(@ExchangeProperty("sagaId") String sagaId) {
        return calls.get(sagaId, id -> new AtomicInteger()).incrementAndGet();
    }

    /** Adds a step, with the command that was sent for it, and the status that the saga has now. */
    public void step(Exchange exchange, String step, String status) {
        Saga saga = sagas.getIfPresent(
                exchange.getMessage().getHeader("sagaId", exchange.getProperty("sagaId"), String.class));
        if (saga != null) {
            saga.add(step, status, exchange.getMessage().getBody(String.class));
        }
    }

    /** The saga of the id in the path; null where there is none. */
    public Map<String, Object> saga(@ExchangeProperty("sagaId") String sagaId) {
        Saga saga = sagas.getIfPresent(sagaId);
        return saga == null ? null : saga.view();
    }

    /** Counts since the start. */
    public Map<String, Object> counts() {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("sagas", started.sum());
        counts.put("duplicates", duplicates.sum());
        counts.put("sandbox", WARNING);
        return counts;
    }

    /** The caller's connection: runs, and it is closed without a word. */
    public Runnable connection(Exchange exchange) {
        return (Runnable)
                exchange.getProperty("httpRequest", HttpServletRequest.class).getAttribute(DroppedConnections.DROP);
    }

    /** Closes the caller's connection. */
    public void drop(@ExchangeProperty("connection") Runnable connection) {
        connection.run();
    }

    private static final class Saga {

        private final String sagaId;
        private final String cartId;
        private final List<Map<String, String>> steps = new ArrayList<>();
        private String status = "STARTED";

        Saga(String sagaId, String cartId) {
            this.sagaId = sagaId;
            this.cartId = cartId;
        }

        synchronized void add(String step, String newStatus, String command) {
            Map<String, String> entry = new LinkedHashMap<>();
            entry.put("step", step);
            if (command != null && !command.isEmpty()) {
                entry.put("command", command);
            }
            steps.add(entry);
            status = newStatus;
        }

        synchronized Map<String, Object> view() {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("sagaId", sagaId);
            view.put("cartId", cartId);
            view.put("status", status);
            view.put("steps", List.copyOf(steps));
            view.put("sandbox", WARNING);
            return view;
        }
    }
}
