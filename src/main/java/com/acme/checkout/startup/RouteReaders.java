package com.acme.checkout.startup;

import com.acme.checkout.delivery.ExtensionPoint;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.model.PollEnrichDefinition;

/**
 * Looks at what the routes read: each address and each id has one route, our queues are read by what guards them, and what
 * is to join in does so at an {@link ExtensionPoint}.
 */
final class RouteReaders {

    private static final Pattern OUR_QUEUE =
            Pattern.compile("(?<![\\w.-])(checkout\\.(?:commands|dead-letters|pending\\.[\\w.-]+))(?![\\w.-])");

    private final RouteSet routes;
    private final Function<RouteEndpoint, List<String>> addresses;
    private final Findings findings;

    /** {@code addresses}: where a step sends to. */
    RouteReaders(RouteSet routes, Function<RouteEndpoint, List<String>> addresses, Findings findings) {
        this.routes = routes;
        this.addresses = addresses;
        this.findings = findings;
    }

    void check() {
        names();
        readers();
        for (RouteEndpoint endpoint : routes.endpoints()) {
            findings.run(() -> guarded(endpoint));
            findings.run(() -> extension(endpoint));
        }
    }

    /** Two routes of one id. */
    private void names() {
        Map<String, RouteParts> named = new HashMap<>();
        for (RouteParts route : routes.routes()) {
            RouteParts other = route.name().startsWith("route ") ? named.putIfAbsent(route.name(), route) : null;
            if (other != null) {
                findings.add(new InvalidRouteException(
                        route.where(route.parts().get(0)),
                        route.name().substring("route ".length()),
                        "has the id of another route, in "
                                + other.where(other.parts().get(0)),
                        "give it one of its own"));
            }
        }
    }

    /** Two routes that read one address: Camel starts none of the two. */
    private void readers() {
        Map<String, RouteEndpoint> first = new HashMap<>();
        for (RouteEndpoint endpoint : routes.endpoints()) {
            if (RouteParts.entry(endpoint.part().node()) && endpoint.scheme().equals("direct")) {
                RouteEndpoint other = first.putIfAbsent(endpoint.address(), endpoint);
                if (other != null
                        && !other.where().toString().equals(endpoint.where().toString())) {
                    findings.add(new InvalidRouteException(
                            endpoint.where(),
                            endpoint.address(),
                            "reads " + endpoint.address() + ", which another route reads already, in " + other.where(),
                            "make one route of the two, or give this one an address of its own"));
                }
            }
        }
    }

    /** Read by any other way, a message is acknowledged whatever becomes of it. */
    private static void guarded(RouteEndpoint endpoint) {
        if (endpoint.route().name().startsWith("Kamelet broker-source ")) {
            return;
        }
        boolean reads =
                RouteParts.entry(endpoint.part().node()) || endpoint.part().node() instanceof PollEnrichDefinition;
        if (!reads
                || endpoint.scheme().equals("kamelet")
                || endpoint.scheme().equals("platform-http")
                || RouteTargets.LOCAL.contains(endpoint.scheme())) {
            return;
        }
        Matcher queue = OUR_QUEUE.matcher(
                URLDecoder.decode(endpoint.uri().replaceAll("%(?!\\p{XDigit}{2})", "%25"), StandardCharsets.UTF_8));
        if (queue.find()) {
            throw new InvalidRouteException(
                    endpoint.where(),
                    queue.group(1),
                    "reads the queue " + queue.group(1) + " by " + endpoint.scheme()
                            + ":, past what keeps each of its messages",
                    "read it by kamelet:broker-source, with the parameter queue");
        }
    }

    /** A route that is to join in where there is no such point would never run, without a word. */
    private void extension(RouteEndpoint endpoint) {
        String address = endpoint.address();
        if (RouteParts.entry(endpoint.part().node())
                && address.matches("direct:(before|after)-.*")
                && !ExtensionPoint.addresses().contains(address)
                && routes.endpoints().stream()
                        .filter(each -> !RouteParts.entry(each.part().node()))
                        .noneMatch(each -> addresses.apply(each).contains(address))) {
            throw new InvalidRouteException(
                    endpoint.where(),
                    address,
                    "reads " + address + ", to which nobody sends: it is no extension point",
                    NearestName.orElse(
                            address,
                            ExtensionPoint.addresses(),
                            "the points are " + String.join(", ", ExtensionPoint.addresses())));
        }
    }
}
