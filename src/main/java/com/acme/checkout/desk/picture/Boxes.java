package com.acme.checkout.desk.picture;

import com.acme.checkout.desk.picture.Picture.Box;
import com.acme.checkout.desk.picture.RunningRoute.Step;
import java.util.List;

/** What boxes of all stages are made with. */
final class Boxes {

    private static final String UNRESOLVED = "/ops/entries?state=OPEN&state=FAILED_AGAIN&state=REPLAYING";

    private Boxes() {}

    /** One for a route, with nothing in it. */
    static Box plain(RunningRoute route) {
        return new Box(id(route.from()), route.id(), null, route.figures(), null, List.of());
    }

    static Figures sum(List<RunningRoute> routes) {
        return routes.stream().map(RunningRoute::figures).reduce(Figures.NONE, Figures::plus);
    }

    /** The list of what waits at the desk, all of it where {@code filter} is empty. */
    static String link(String filter) {
        return UNRESOLVED + (filter.isEmpty() ? "" : '&' + filter);
    }

    static String words(Step step) {
        return step.text().isEmpty() ? step.kind() : step.text();
    }

    /** Of the box for what reads this address. */
    static String id(String address) {
        return "b-" + address.replaceFirst("^direct:", "").replaceAll("[^A-Za-z0-9_-]", "-");
    }
}
