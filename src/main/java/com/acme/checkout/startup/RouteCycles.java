package com.acme.checkout.startup;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Finds routes that lead back to themselves. */
final class RouteCycles {

    private final RouteSet routes;
    private final Function<RouteEndpoint, List<String>> addresses;
    private final Findings findings;

    /** {@code addresses}: where the endpoint of a step sends to. */
    RouteCycles(RouteSet routes, Function<RouteEndpoint, List<String>> addresses, Findings findings) {
        this.findings = findings;
        this.routes = routes;
        this.addresses = addresses;
    }

    /** A command that comes back to where it was goes round until the stack is full. */
    void check() {
        Map<String, Set<String>> next = new HashMap<>();
        Map<String, RouteEndpoint> steps = new LinkedHashMap<>();
        for (RouteParts route : routes.routes()) {
            String from = route.from() == null || !RouteTargets.LOCAL.contains(scheme(route.from()))
                    ? route.name()
                    : plain(route.from());
            for (RouteEndpoint endpoint : routes.endpoints(route)) {
                if (!RouteParts.entry(endpoint.part().node())
                        && endpoint.scheme().equals("direct")) {
                    for (String to : addresses.apply(endpoint)) {
                        next.computeIfAbsent(from, key -> new LinkedHashSet<>()).add(to);
                        steps.putIfAbsent(from + " " + to, endpoint);
                    }
                }
            }
        }
        Set<String> done = new HashSet<>();
        for (String start : new ArrayList<>(next.keySet()).stream().sorted().toList()) {
            follow(start, next, steps, new ArrayDeque<>(), done);
        }
    }

    private void follow(
            String at,
            Map<String, Set<String>> next,
            Map<String, RouteEndpoint> steps,
            Deque<String> way,
            Set<String> done) {
        if (way.contains(at)) {
            List<String> round = new ArrayList<>(way);
            round = new ArrayList<>(round.subList(round.indexOf(at), round.size()));
            RouteEndpoint back = steps.get(round.get(round.size() - 1) + " " + at);
            round.add(at);
            findings.add(new InvalidRouteException(
                    back.where(),
                    back.address(),
                    "routes go round: " + String.join(" -> ", round),
                    "take one of these steps out"));
            return;
        }
        if (done.contains(at)) {
            return;
        }
        way.addLast(at);
        next.getOrDefault(at, Set.of()).forEach(to -> follow(to, next, steps, way, done));
        way.removeLast();
        done.add(at);
    }

    private static String scheme(String uri) {
        return uri.contains(":") ? uri.substring(0, uri.indexOf(':')) : "";
    }

    private static String plain(String uri) {
        return uri.replaceFirst("\\?.*", "").replaceFirst(":/+", ":");
    }
}
