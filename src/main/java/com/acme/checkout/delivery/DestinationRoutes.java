package com.acme.checkout.delivery;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.apache.camel.support.EndpointHelper;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/**
 * Makes the routes of each destination that {@code application.yaml} lists, of the templates under {@code routes/}: one that
 * delivers, one that parks, one that takes up again what was parked, and one that asks for a saga where that can be asked. A
 * route of a file that has the same id, or reads the same address, stands in its place.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
public class DestinationRoutes implements CamelContextConfiguration {

    private static final List<String> EACH = List.of("deliver", "park", "pending");
    private static final String LOOKUP = "lookup";

    private final DestinationProperties destinations;

    /** For these destinations. */
    public DestinationRoutes(DestinationProperties destinations) {
        this.destinations = destinations;
    }

    /** The templates that each destination has routes of, by the names of their sinks. */
    public static Map<String, Set<String>> templates(Map<String, String> sinks) {
        Map<String, Set<String>> templates = new LinkedHashMap<>();
        sinks.forEach((name, sink) -> {
            Set<String> own = new LinkedHashSet<>(EACH);
            if (sink.equals(DestinationProperties.HTTP_SINK)) {
                own.add(LOOKUP);
            }
            templates.put(name, own);
        });
        return templates;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        add((ModelCamelContext) camel, templates(destinations.sinks()));
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {
        // All are there.
    }

    /** Adds to {@code camel} the routes of {@code templates}. One that is missing is left out: the check of the routes says so. */
    public static void add(ModelCamelContext camel, Map<String, Set<String>> templates) {
        templates.forEach((name, own) -> {
            for (String template : own) {
                String id = template + "-" + name;
                if (!isThere(camel, id) && camel.getRouteTemplateDefinition(template) != null) {
                    TemplatedRouteBuilder.builder(camel, template)
                            .routeId(id)
                            .parameter("destination", name)
                            .add();
                }
            }
        });
    }

    /** By its id, or by the address that it reads. */
    private static boolean isThere(ModelCamelContext camel, String id) {
        return camel.getRouteDefinition(id) != null
                || camel.getRouteDefinitions().stream()
                        .filter(route -> route.getInput() != null)
                        .anyMatch(route -> ("direct://" + id)
                                .equals(address(camel, route.getInput().getEndpointUri())));
    }

    /** As Camel writes it, without parameters: there is more than one way to name an endpoint. */
    private static String address(ModelCamelContext camel, String uri) {
        try {
            return EndpointHelper.normalizeEndpointUri(camel.resolvePropertyPlaceholders(uri))
                    .replaceFirst("\\?.*", "");
        } catch (RuntimeException e) {
            // A placeholder that nothing fills in, or no URI: the check of the routes says so.
            return uri;
        }
    }
}
