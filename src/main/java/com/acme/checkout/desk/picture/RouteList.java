package com.acme.checkout.desk.picture;

import com.acme.checkout.desk.picture.RunningRoute.Step;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The routes of a picture, but for parts of Kamelets: which have their place by now, and what leads where. */
final class RouteList {

    private final List<RunningRoute> routes;
    private final Set<RunningRoute> placed = new LinkedHashSet<>();

    RouteList(List<RunningRoute> routes) {
        this.routes = routes.stream().filter(route -> !route.part()).toList();
    }

    List<RunningRoute> all() {
        return routes;
    }

    boolean isPlaced(RunningRoute route) {
        return placed.contains(route);
    }

    /** Gives it its place; false where it has one already. */
    boolean place(RunningRoute route) {
        return placed.add(route);
    }

    /** Those that read this address. */
    Stream<RunningRoute> at(String address) {
        return routes.stream().filter(route -> route.from().equals(address));
    }

    /** Whether no route sends to it. */
    boolean isEntry(RunningRoute route) {
        return !route.from().startsWith("direct:") || routes.stream().noneMatch(other -> other.sendsTo(route.from()));
    }

    /** Whether what comes to the one comes to the other, by whichever way. */
    boolean leads(RunningRoute from, RunningRoute to) {
        return reached(List.of(from)).contains(to);
    }

    /** What messages of those that have their place come to. */
    Set<RunningRoute> reached() {
        return reached(placed);
    }

    private Set<RunningRoute> reached(Collection<RunningRoute> from) {
        Set<RunningRoute> reached = new LinkedHashSet<>();
        Deque<RunningRoute> next = new ArrayDeque<>(from);
        while (!next.isEmpty()) {
            for (Step step : next.remove().all()) {
                if (step.to() != null) {
                    at(step.to()).filter(reached::add).forEach(next::add);
                }
            }
        }
        return reached;
    }
}
