package com.acme.checkout.startup;

import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.model.ModelLifecycleStrategySupport;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.util.StringHelper;
import org.springframework.stereotype.Component;

/**
 * Starts routes that take something from outside, a queue or HTTP, after all those that such a message may come to; and so
 * stops them first. A route that says its own {@code startupOrder} keeps it.
 */
@Component
class SourceRoutesLast extends ModelLifecycleStrategySupport {

    /** What reads these gets messages from other routes alone. */
    private static final Set<String> INTERNAL = Set.of("direct", "kamelet", "seda");

    /** Camel counts those that say nothing from 1000 on. */
    private static final int FIRST = 1_000_000;

    private final AtomicInteger order = new AtomicInteger(FIRST);

    @Override
    public void onAddRouteDefinition(RouteDefinition route) {
        if (route.getStartupOrder() == null
                && route.getInput() != null
                && !INTERNAL.contains(StringHelper.before(route.getEndpointUrl(), ":", ""))) {
            route.setStartupOrder(order.getAndIncrement());
        }
    }
}
