package com.acme.checkout.guard;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.apache.camel.NamedNode;
import org.springframework.stereotype.Component;

/** How many messages have come to each step of the routes in this process since its start, and at how many it failed. */
@Component
public class StepCounts {

    private final Map<NamedNode, Count> counts = Collections.synchronizedMap(new WeakHashMap<>());

    /** Of one step. */
    static final class Count {

        final LongAdder came = new LongAdder();
        final LongAdder failed = new LongAdder();
    }

    /**
     * What a step has seen.
     *
     * @param came messages that came to it, each attempt of a retry by itself
     * @param failed of these, how often it failed itself: not for what a step within it did
     */
    public record Seen(long came, long failed) {

        /** Nothing yet. */
        public static final Seen NOTHING = new Seen(0, 0);
    }

    /** For this step, which is one of a route's definition. */
    Count count(NamedNode step) {
        return counts.computeIfAbsent(step, any -> new Count());
    }

    /** What each step has seen by now; one that no route has made is not there. */
    public Map<NamedNode, Seen> seen() {
        Map<NamedNode, Seen> seen = new HashMap<>();
        synchronized (counts) {
            counts.forEach((step, count) -> seen.put(step, new Seen(count.came.sum(), count.failed.sum())));
        }
        return seen;
    }
}
