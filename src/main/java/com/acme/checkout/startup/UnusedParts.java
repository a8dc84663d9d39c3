package com.acme.checkout.startup;

import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.delivery.ExtensionPoint;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.model.DynamicRouterDefinition;
import org.apache.camel.model.ExpressionNode;
import org.apache.camel.model.RecipientListDefinition;
import org.apache.camel.model.RoutingSlipDefinition;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.language.ConstantExpression;
import org.apache.camel.model.language.SimpleExpression;

/** What is written down and used by nobody: it does no harm, and is rarely meant. */
final class UnusedParts {

    /** The routes that Java sends to, by their first letters. UnusedPartsTest holds it against the sources. */
    static final Set<String> JAVA = Set.of(
            "direct:broker-queue",
            "direct:dead-letter",
            "direct:destinations",
            "direct:lookup-",
            "direct:park-",
            "direct:replay",
            "direct:replay-check");

    private static final Pattern SIMPLE = Pattern.compile("\\$\\{[^}]*}");

    private final RouteSet routes;
    private final Map<String, Set<String>> templates;
    private final Set<String> destinations;
    private final CommandTypes commands;
    private final Findings findings;

    UnusedParts(RouteSet routes, Map<String, Set<String>> templates, CommandTypes commands, Findings findings) {
        this.commands = commands;
        this.routes = routes;
        this.templates = templates;
        this.destinations = templates.keySet();
        this.findings = findings;
    }

    void check() {
        routes();
        properties();
        destinations();
    }

    /** A route that nobody sends to. */
    private void routes() {
        Set<String> sent = new TreeSet<>();
        Set<String> read = new TreeSet<>();
        boolean anywhere = false;
        RouteTargets targets = new RouteTargets(routes, templates, commands, true, findings);
        for (RouteEndpoint endpoint : routes.endpoints()) {
            if (RouteParts.entry(endpoint.part().node())) {
                read.add(endpoint.address());
            } else {
                sent.addAll(targets.addresses(endpoint));
                anywhere |= endpoint.dynamic() && endpoint.scheme().contains("$");
            }
        }
        for (RouteParts route : routes.routes()) {
            anywhere |= route.parts().stream().anyMatch(part -> worksItOut(part.node()));
        }
        if (anywhere) {
            return;
        }
        Set<String> unread = new TreeSet<>(sent);
        unread.removeAll(read);
        for (RouteEndpoint endpoint : routes.endpoints()) {
            String address = endpoint.address();
            if (RouteParts.entry(endpoint.part().node())
                    && RouteTargets.LOCAL.contains(endpoint.scheme())
                    && sent.stream().noneMatch(each -> reaches(each, address))
                    && !ExtensionPoint.addresses().contains(address)
                    && JAVA.stream().noneMatch(each -> reaches(each.endsWith("-") ? each + "${x}" : each, address))
                    // Or whoever meant it is told so already.
                    && NearestName.to(address, unread).isEmpty()) {
                findings.add(new InvalidRouteException(
                        endpoint.where(),
                        address,
                        "reads " + address + ", and nobody sends to it",
                        "take the route out, or send to it"));
            }
        }
    }

    /** Whether it sends to endpoints that only a message tells. */
    private static boolean worksItOut(Object node) {
        return node instanceof DynamicRouterDefinition
                || (node instanceof RecipientListDefinition || node instanceof RoutingSlipDefinition)
                        && !(((ExpressionNode) node).getExpression() instanceof ConstantExpression)
                        && !(((ExpressionNode) node).getExpression() instanceof SimpleExpression);
    }

    private static boolean reaches(String sent, String address) {
        if (!SIMPLE.matcher(sent).find()) {
            return sent.equals(address);
        }
        StringBuilder form = new StringBuilder();
        for (String part : SIMPLE.split(sent, -1)) {
            form.append(form.isEmpty() ? "" : ".+").append(Pattern.quote(part));
        }
        return Pattern.matches(form.toString(), address);
    }

    private void properties() {
        RouteNames names = new RouteNames(routes, findings);
        names.check();
        names.unread()
                .forEach((name, where) -> findings.add(new InvalidRouteException(
                        where,
                        name,
                        "sets the exchange property " + name + ", which nobody reads",
                        "take the step out, or read the property")));
    }

    /** A destination that no rule picks. */
    private void destinations() {
        Set<String> unpicked = unpicked(routes, destinations);
        for (String destination : unpicked) {
            findings.add(new InvalidRouteException(
                    Place.of("application.yaml"),
                    "checkout.destinations." + destination,
                    "no rule of routes/ picks the destination " + destination,
                    "add a rule to routes/destinations.camel.yaml, or take the destination out"));
        }
    }

    /**
     * Those of {@code destinations} that no rule picks: none where one is worked out for each message, nor where a rule picks
     * a name that is near, which is a mistake of its own.
     */
    static Set<String> unpicked(RouteSet routes, Set<String> destinations) {
        Set<String> picked = new TreeSet<>();
        for (RouteParts route : routes.routes()) {
            for (RouteParts.Part part : route.parts()) {
                if (part.node() instanceof SetPropertyDefinition step
                        && "destination".equals(route.texts(part).get("name"))) {
                    if (!(step.getExpression() instanceof ConstantExpression)) {
                        return Set.of();
                    }
                    String value = route.texts(new RouteParts.Part(step.getExpression(), part.line()))
                            .get("expression");
                    picked.add(value == null ? "" : value.trim());
                }
            }
        }
        Set<String> wrong = new TreeSet<>(picked);
        wrong.removeAll(destinations);
        Set<String> unpicked = new TreeSet<>(destinations);
        unpicked.removeAll(picked);
        unpicked.removeIf(each -> NearestName.to(each, wrong).isPresent());
        return unpicked;
    }
}
