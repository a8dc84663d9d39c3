package com.acme.checkout.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ObjIntConsumer;
import org.springframework.stereotype.Component;

/**
 * Counts the calls to each destination's Orchestrator by its answer's status. Each status that is
 * registered for HTTP is there from the start, at 0, so that the first of its kind is a rise; nothing is made anew for a call whose like there was before.
 */
@Component
class CallMetrics {

    /** In the place of a status: no connection, no answer in time, or none that is whole. */
    static final int NO_ANSWER = 0;

    private static final int STATUSES = 1000;

    /** Whatever a server may answer: those of RFC 9110, and those that others have registered beside them. */
    private static final int[] FROM_THE_START = {
        NO_ANSWER, 200, 201, 202, 204, 301, 302, 303, 307, 308, 400, 401, 402, 403, 404, 405, 406, 407, 408, 409, 410,
        411, 412, 413, 414, 415, 416, 417, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504,
        505, 507, 508, 511
    };

    private final MeterRegistry registry;
    private final Map<String, AtomicReferenceArray<Counter>> counters = new ConcurrentHashMap<>();
    private volatile ObjIntConsumer<String> listener = (destination, status) -> {};

    CallMetrics(MeterRegistry registry, DestinationProperties destinations) {
        this.registry = registry;
        for (String destination : destinations.names()) {
            for (int status : FROM_THE_START) {
                counter(destination, status);
            }
        }
    }

    /** From now on {@code listener} is told the destination and the status of each answer, {@link #NO_ANSWER} where none came. */
    void onAnswer(ObjIntConsumer<String> listener) {
        this.listener = listener;
    }

    void answered(String destination, int status) {
        AtomicReferenceArray<Counter> byStatus = counters.get(destination);
        int slot = status > NO_ANSWER && status < STATUSES ? status : NO_ANSWER;
        Counter counter = byStatus == null ? null : byStatus.get(slot);
        (counter == null ? counter(destination, slot) : counter).increment();
        listener.accept(destination, slot);
    }

    private Counter counter(String destination, int status) {
        Counter counter = Counter.builder("checkout.calls")
                .description("Calls to the Orchestrator by the status of its answer")
                .tag("destination", destination)
                .tag("status", status == NO_ANSWER ? "none" : Integer.toString(status))
                .register(registry);
        counters.computeIfAbsent(destination, name -> new AtomicReferenceArray<>(STATUSES))
                .set(status, counter);
        return counter;
    }
}
