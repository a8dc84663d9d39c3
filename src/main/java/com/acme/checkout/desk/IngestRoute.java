package com.acme.checkout.desk;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The route that files dead letters: made of its template when the desk opens, so that they wait on the broker until then. */
@Component
class IngestRoute {

    static final String ID = "file-dead-letters";

    private static final Logger LOG = LoggerFactory.getLogger(IngestRoute.class);
    private static final String SOURCE = "kamelet://broker-source/from-dead-letters";

    private final ObjectProvider<CamelContext> camel;

    IngestRoute(ObjectProvider<CamelContext> camel) {
        this.camel = camel;
    }

    /** Adds and starts the route; where that fails, nothing of it is left. */
    void start() throws Exception {
        ModelCamelContext context = (ModelCamelContext) camel.getObject();
        Set<String> before = context.getRouteDefinitions().stream()
                .map(RouteDefinition::getRouteId)
                .collect(Collectors.toSet());
        try {
            // Whoever first uses a Kamelet elsewhere meanwhile holds Camel's lock of Kamelets and waits for that of
            // routes. Added at
            // once, this route would hold the latter and wait for the former, for good.
            context.getEndpoint(
                    context.getRouteTemplateDefinition(ID).getRoute().getInput().getEndpointUri());
            TemplatedRouteBuilder.builder(context, ID).routeId(ID).add();
        } catch (Exception e) {
            removeAllBut(before, context);
            throw e;
        }
    }

    /** Leaves no half-made route: the next try would meet it. */
    private static void removeAllBut(Set<String> before, ModelCamelContext context) {
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            if (!before.contains(route.getRouteId())) {
                try {
                    context.getRouteController().stopRoute(route.getRouteId());
                    context.removeRoute(route.getRouteId());
                    context.removeRouteDefinition(route);
                } catch (Exception e) {
                    LOG.debug("Route {} can't be removed", route.getRouteId(), e);
                }
            }
        }
        // It has made its own routes once, and would not again.
        context.getEndpointRegistry().values().stream()
                .filter(endpoint -> endpoint.getEndpointUri().startsWith(SOURCE))
                .toList()
                .forEach(endpoint -> context.getEndpointRegistry().values().remove(endpoint));
    }
}
