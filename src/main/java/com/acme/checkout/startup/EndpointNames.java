package com.acme.checkout.startup;

import com.acme.checkout.startup.RouteParts.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.model.EnrichDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.KameletDefinition;
import org.apache.camel.model.PollDefinition;
import org.apache.camel.model.PollEnrichDefinition;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.ToDynamicDefinition;
import org.apache.camel.model.WireTapDefinition;
import org.apache.camel.model.language.ExpressionDefinition;

/** Which endpoints a step of a route names, in its options or by its expression. */
final class EndpointNames {

    private static final String KAMELET = "kamelet";
    /** Schemes whose endpoints are all made by these routes. */
    private static final Set<String> INSIDE = Set.of("direct", "seda", KAMELET);

    private EndpointNames() {}

    static List<RouteEndpoint> of(RouteParts route, Part part) {
        List<RouteEndpoint> named = new ArrayList<>();
        Map<String, String> texts = route.texts(part);
        boolean dynamic = part.node() instanceof PollDefinition
                || part.node() instanceof ToDynamicDefinition
                        && !(part.node() instanceof WireTapDefinition<?> tap && "false".equals(tap.getDynamicUri()));
        for (String option : List.of("uri", "deadLetterUri", "afterUri")) {
            String uri = texts.get(option);
            if (uri != null && !uri.isBlank()) {
                named.add(new RouteEndpoint(route, part, uri.trim(), dynamic && uri.contains("${")));
            }
        }
        if (part.node() instanceof KameletDefinition && texts.get("name") != null) {
            named.add(new RouteEndpoint(route, part, KAMELET + ":" + texts.get("name"), false));
        }
        expression(part.node()).ifPresent(expression -> {
            String text = route.texts(new Part(expression, part.line())).get("expression");
            String language = expression.getLanguage();
            if (text != null && ("constant".equals(language) || "simple".equals(language))) {
                RouteParts.split(text)
                        .forEach(uri -> named.add(
                                new RouteEndpoint(route, part, uri, "simple".equals(language) && uri.contains("${"))));
            }
        });
        // A setting that there is not: RouteParts has said so.
        named.removeIf(each -> each.uri().contains("{{"));
        return named;
    }

    private static Optional<ExpressionDefinition> expression(Object node) {
        boolean namesEndpoints = node instanceof EnrichDefinition
                || node instanceof PollEnrichDefinition
                || node instanceof RecipientListDefinition
                || node instanceof RoutingSlipDefinition;
        return namesEndpoints ? Optional.ofNullable(((ExpressionNode) node).getExpression()) : Optional.empty();
    }

    /** A name that is taken as it is written, dollar sign and all: Camel finds out with the first message that there is no such endpoint. */
    static void check(RouteEndpoint endpoint) {
        if (!endpoint.dynamic()
                && INSIDE.contains(endpoint.scheme())
                && endpoint.address().contains("${")) {
            boolean expression = expression(endpoint.part().node()).isPresent();
            throw new InvalidRouteException(
                    endpoint.where(),
                    endpoint.address(),
                    "names " + endpoint.address() + ", which is taken as it is written: nothing fills in ${…} here",
                    expression ? "write simple in place of constant" : "write toD in place of to");
        }
    }
}
