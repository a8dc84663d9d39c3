package com.acme.checkout.guard;

import com.acme.checkout.command.Checkout;
import java.util.List;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.EndpointAware;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Processor;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;
import org.springframework.stereotype.Component;

/**
 * Watches the steps of all routes from outside: which one an exchange came to last, so that a fault can be found, and
 * whether a message that a route says it has written was really sent to a broker.
 */
@Component
public class LastStep implements InterceptStrategy {

    /** Exchange property: the step that the exchange came to last. */
    private static final String PROPERTY = "lastStep";

    private static final List<String> NO_BROKER = List.of("http:", "https:", "kamelet:", "direct:");

    @Override
    public Processor wrapProcessorInInterceptors(CamelContext context, NamedNode node, Processor target, Processor next) {
        boolean known = target instanceof EndpointAware sender && sender.getEndpoint() != null;
        return new Step(target, node, known ? writes(((EndpointAware) target).getEndpoint()) : node instanceof ToDynamicDefinition, !known);
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

        private final String told;
        private final boolean writes;
        /** Where it sends to is known once it has sent. */
        private final boolean dynamic;

        Step(Processor target, NamedNode node, boolean writes, boolean dynamic) {
            super(target);
            this.told = tell(node);
            this.writes = writes;
            this.dynamic = dynamic;
        }

        private static String tell(NamedNode node) {
            String route = null;
            for (NamedNode each = node; each != null && route == null; each = each.getParent()) {
                route = each instanceof NamedRoute named ? named.getRouteId() : null;
            }
            String file = node.getLocation() == null ? "" : " (" + node.getLocation().replaceFirst("^file:", "")
                    + (node.getLineNumber() > 0 ? ":" + node.getLineNumber() : "") + ")";
            return "route " + route + ", step " + node.getLabel() + file;
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            exchange.setProperty(PROPERTY, this);
            if (!writes) {
                return processor.process(exchange, callback);
            }
            return processor.process(exchange, sync -> {
                if (exchange.getException() == null && (!dynamic || sentToBroker(exchange))) {
                    written(exchange);
                }
                callback.done(sync);
            });
        }

        private static boolean sentToBroker(Exchange exchange) {
            String uri = exchange.getProperty(Exchange.TO_ENDPOINT, String.class);
            Endpoint endpoint = uri == null ? null : exchange.getContext().hasEndpoint(uri);
            return endpoint != null && writes(endpoint);
        }

        private static void written(Exchange exchange) {
            if (exchange.getProperty(Checkout.PROPERTY) instanceof Checkout checkout) {
                checkout.wrote();
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
