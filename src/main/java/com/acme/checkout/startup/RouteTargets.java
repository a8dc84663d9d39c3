package com.acme.checkout.startup;

import com.acme.checkout.command.CommandTypes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.apache.camel.model.SetPropertyDefinition;
import org.apache.camel.model.language.ConstantExpression;

/**
 * Follows what the routes send: somebody has to read it, none of it may come back to where it was, and what this service
 * is there for (its doors, its queues, each destination's routes) has to be among it.
 */
final class RouteTargets {

    static final Set<String> LOCAL = Set.of("direct", "seda");
    private static final Pattern DESTINATION = Pattern.compile("\\$\\{exchangeProperty(\\.|\\[)destination\\]?}");
    private static final Pattern RULES = Pattern.compile("\\$\\{exchangeProperty(\\.|\\[)rules\\]?}");
    private static final Pattern SIMPLE = Pattern.compile("\\$\\{[^}]*}");
    private static final String SOURCE = "kamelet:broker-source";
    private static final String SINK = "kamelet:broker-sink";
    private static final String COMMANDS = "checkout.commands";
    private static final String DEAD_LETTERS = "checkout.dead-letters";
    private static final String PENDING = "checkout.pending.";

    /** The queue that a message takes its delay in: see {@code routes/brokers}. */
    private static final String DELAY = "checkout.delay";

    private final RouteSet routes;
    private final Map<String, Set<String>> templates;
    private final Set<String> destinations;
    private final CommandTypes commands;
    private final boolean desk;
    private final Findings findings;
    private final Set<String> read = new TreeSet<>();
    private final Set<String> queues = new TreeSet<>();

    RouteTargets(
            RouteSet routes,
            Map<String, Set<String>> templates,
            CommandTypes commands,
            boolean desk,
            Findings findings) {
        this.commands = commands;
        this.findings = findings;
        this.routes = routes;
        this.templates = templates;
        this.destinations = new TreeSet<>(templates.keySet());
        this.desk = desk;
    }

    void check() {
        new RouteReaders(routes, this::addresses, findings).check();
        for (RouteEndpoint endpoint : routes.endpoints()) {
            if (RouteParts.entry(endpoint.part().node())) {
                read.add(endpoint.address());
                if (endpoint.address().startsWith(SOURCE)) {
                    queues.addAll(RouteParts.split(
                            String.valueOf(endpoint.parameters().get("queue"))));
                }
            }
        }
        rules();
        for (RouteEndpoint endpoint : routes.endpoints()) {
            if (!RouteParts.entry(endpoint.part().node())) {
                findings.run(() -> addresses(endpoint).forEach(address -> local(endpoint, address)));
                if (endpoint.address().startsWith(SINK)) {
                    findings.run(() -> queue(endpoint));
                }
            }
        }
        new RequiredRoutes(routes, read, queues, desk, findings).check(templates, commands);
        new RouteCycles(routes, this::addresses, findings).check();
    }

    /** A rule that picks what no setting describes. */
    private void rules() {
        for (RouteParts route : routes.routes()) {
            route.parts().forEach(part -> {
                if (part.node() instanceof SetPropertyDefinition step
                        && "destination".equals(route.texts(part).get("name"))
                        && step.getExpression() instanceof ConstantExpression) {
                    String value = route.texts(new RouteParts.Part(step.getExpression(), part.line()))
                            .get("expression");
                    if (value != null && !destinations.contains(value.trim())) {
                        findings.add(new InvalidRouteException(
                                route.where(part),
                                value.trim(),
                                "picks the destination " + value.trim() + ", which application.yaml does not list",
                                NearestName.orElse(
                                        value.trim(),
                                        destinations,
                                        "add checkout.destinations." + value.trim()
                                                + " with url and concurrency, or pick one of "
                                                + String.join(", ", destinations))));
                    }
                }
            });
        }
    }

    /** Where a step sends to: one address, or one for each destination or command where it is worked out for each message. */
    List<String> addresses(RouteEndpoint endpoint) {
        if (endpoint.dynamic() && DESTINATION.matcher(endpoint.address()).find()) {
            return destinations.stream()
                    .map(each -> DESTINATION.matcher(endpoint.address()).replaceAll(each))
                    .toList();
        }
        if (endpoint.dynamic() && RULES.matcher(endpoint.address()).find()) {
            return commands.all().stream()
                    .map(each -> RULES.matcher(endpoint.address()).replaceAll(each.rules()))
                    .toList();
        }
        return List.of(endpoint.address());
    }

    private void local(RouteEndpoint endpoint, String address) {
        if (!LOCAL.contains(endpoint.scheme())) {
            return;
        }
        if (SIMPLE.matcher(address).find()) {
            Pattern form = Pattern.compile(SIMPLE.splitAsStream(address)
                            .map(Pattern::quote)
                            .reduce((a, b) -> a + ".+" + b)
                            .orElse("")
                    + (address.endsWith("}") ? ".+" : ""));
            if (read.stream().noneMatch(each -> form.matcher(each).matches())) {
                throw new InvalidRouteException(
                        endpoint.where(),
                        endpoint.address(),
                        "sends to " + address + ", and no route reads one of that form",
                        "correct it, or add those routes");
            }
        } else if (!read.contains(address)
                // RequiredRoutes says so.
                && commands.further().stream().noneMatch(each -> address.equals("direct:" + each.rules()))) {
            String destination = destinations.stream()
                    .filter(each -> DESTINATION.matcher(endpoint.address()).find() && address.endsWith("-" + each))
                    .findFirst()
                    .orElse(null);
            throw new InvalidRouteException(
                    endpoint.where(),
                    endpoint.address(),
                    "sends to " + address + ", which no route reads"
                            + (destination == null ? "" : " (the destination " + destination + " of application.yaml)"),
                    destination == null
                            ? NearestName.orElse(address, read, "correct it, or add the route that reads it")
                            : "correct it, or put the route template back that it is made of");
        }
    }

    private void queue(RouteEndpoint endpoint) {
        Object asked = endpoint.parameters().get("queue");
        String queue = String.valueOf(asked);
        if (asked == null || SIMPLE.matcher(queue).find()) {
            return;
        }
        Set<String> known = new TreeSet<>(queues);
        known.add(DEAD_LETTERS);
        known.add(DELAY);
        // Where their readers are missing, RequiredRoutes says so.
        known.add(COMMANDS);
        destinations.forEach(each -> known.add(PENDING + each));
        // Any other may have its reader elsewhere; what waits for a destination has none but here.
        if (!known.contains(queue)
                && !queue.startsWith(DELAY + ".")
                && (queue.startsWith(PENDING) || NearestName.to(queue, known).isPresent())) {
            throw new InvalidRouteException(
                    endpoint.where(),
                    queue,
                    "writes to the queue " + queue + ", which no route reads",
                    NearestName.orElse(queue, known, "correct it, or add the route that reads it"));
        }
    }
}
