package com.acme.checkout.guard;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.FailedStep;
import java.util.List;
import java.util.Set;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Processor;
import org.apache.camel.model.ProcessorDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.stereotype.Component;

/**
 * Watches the steps of all routes from outside: which one an exchange came to last, so that a fault can be found, how many
 * came to each, and whether a message that a route says it has written was really sent to a broker.
 */
@Component
public class LastStep implements InterceptStrategy {

    /** Exchange property: the step that the exchange came to last. */
    private static final String PROPERTY = "lastStep";

    private static final List<String> NO_BROKER = List.of("http:", "https:", "kamelet:", "direct:");

    private static final Set<String> INSIDE = Set.of("direct", "seda", "kamelet");

    private final StepCounts counts;

    LastStep(StepCounts counts) {
        this.counts = counts;
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        boolean known = target instanceof EndpointAware sender && sender.getEndpoint() != null;
        Endpoint to = known ? ((EndpointAware) target).getEndpoint() : null;
        return new Step(target, node, known ? writes(to) : node instanceof ToDynamicDefinition, to, counts.count(node));
    }

    /** Whether what is sent there leaves this process for a broker: HTTP is the Orchestrator's, and what stays here proves nothing. */
    private static boolean writes(Endpoint endpoint) {
        return endpoint.isRemote() && NO_BROKER.stream().noneMatch(endpoint.getEndpointUri()::startsWith);
    }

    /** The last step of {@code exchange}, for a person: its route, what it is, and where it stands. */
    static String of(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof Step step ? step.toString() : "none: the route has no step";
    }

    private static final class Step extends DelegateAsyncProcessor {

        private final String name;
        private final String told;
        private final boolean writes;
        /** Null where it is known only once the step has sent. */
        private final Endpoint to;

        private final StepCounts.Count count;
        /** Whether a failure is this step's own, and not one of a step or a route that it leads to. */
        private final boolean own;

        Step(Processor target, NamedNode node, boolean writes, Endpoint to, StepCounts.Count count) {
            super(target);
            this.count = count;
            this.own = node instanceof ProcessorDefinition<?> step
                    && step.getOutputs().isEmpty()
                    && !(node instanceof ToDynamicDefinition)
                    && (to == null
                            || to.isRemote()
                            || !INSIDE.contains(to.getEndpointUri().replaceFirst(":.*", "")));
            this.name = name(node);
            this.told = name + place(node);
            this.writes = writes;
            this.to = to;
        }

        private static String name(NamedNode node) {
            String route = null;
            for (NamedNode each = node; each != null && route == null; each = each.getParent()) {
                route = each instanceof NamedRoute named ? named.getRouteId() : null;
            }
            return "route " + route + ", step " + node.getLabel();
        }

        private static String place(NamedNode node) {
            return node.getLocation() == null
                    ? ""
                    : " (" + node.getLocation().replaceFirst("^file:", "")
                            + (node.getLineNumber() > 0 ? ":" + node.getLineNumber() : "") + ")";
        }

        private void failed(Exchange exchange) {
            if (own && exchange.getException() != null) {
                count.failed.increment();
                exchange.setProperty(FailedStep.PROPERTY, new FailedStep(exchange.getException(), name));
            }
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            exchange.setProperty(PROPERTY, this);
            count.came.increment();
            if (!writes) {
                boolean done = processor.process(exchange, callback);
                if (done) {
                    failed(exchange);
                }
                return done;
            }
            return processor.process(exchange, sync -> {
                failed(exchange);
                Endpoint sentTo = exchange.getException() != null ? null : to != null ? to : sentTo(exchange);
                if (sentTo != null && writes(sentTo)) {
                    written(exchange, sentTo.getEndpointUri());
                }
                callback.done(sync);
            });
        }

        private static Endpoint sentTo(Exchange exchange) {
            String uri = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
            return uri == null ? null : exchange.getContext().hasEndpoint(uri);
        }

        private static void written(Exchange exchange, String where) {
            if (exchange.getProperty(Checkout.PROPERTY) instanceof Checkout checkout) {
                checkout.settlement().wrote(where);
            } else if (OutcomeGuard.isPassedOn(exchange)) {
                // Such as a delayed one.
                exchange.setProperty(OutcomeGuard.DONE, true);
            }
        }

        @Override
        public String toString() {
            return told;
        }
    }
}
