package com.acme.checkout.desk.picture;

import com.acme.checkout.delivery.ExtensionPoint;
import com.acme.checkout.desk.picture.Picture.Arrow;
import com.acme.checkout.desk.picture.Picture.Box;
import com.acme.checkout.desk.picture.Picture.Row;
import com.acme.checkout.desk.picture.Picture.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Orders the routes that run by the way of a command: doors, reading, rules, destinations, retries, dead letters. It knows them by
 * the addresses and queues that the start asks for, and by what they send to, so that one of somebody's own has its place too.
 */
final class Stages {

    private static final String READ = "direct:read";
    private static final String DELIVER = "direct:deliver-";
    private static final String PARK = "direct:park-";
    private static final String PENDING = "checkout.pending.";
    private static final String DEAD_LETTER = "direct:dead-letter";
    private static final String DEAD_LETTERS = "checkout.dead-letters";
    private static final String REASON = "deadLetterReason";

    private final RouteList routes;
    private final Collection<String> destinations;
    private final Measured measured;
    private final List<Arrow> arrows = new ArrayList<>();

    Stages(List<RunningRoute> routes, Collection<String> destinations, Measured measured) {
        this.routes = new RouteList(routes);
        this.destinations = destinations;
        this.measured = measured;
    }

    Picture draw() {
        Stage doors = new Stage("doors", "Doors", "where commands come in", doors());
        List<Box> rules = rules();
        List<Box> letters = deadLetters();
        List<Box> targets = targets();
        List<Box> retries = retries();
        List<Box> read = read();
        List<Stage> stages = List.of(
                doors,
                new Stage("read", "Read", "read, checked, identified", read),
                new Stage("rules", "Rules", "the first that holds decides", rules),
                new Stage("destinations", "Destinations", "where sagas are started", targets),
                new Stage("retries", "Retries", "parked until they are due", retries),
                new Stage("dead-letters", "Dead letters", "what can never be started", letters));
        String reader = Boxes.id(READ);
        doors.boxes().forEach(door -> arrows.add(new Arrow(door.id(), -1, reader, false)));
        rules.forEach(box -> arrows.add(new Arrow(reader, -1, box.id(), false)));
        for (Box box : rules) {
            for (int i = 0; i < box.rows().size(); i++) {
                if (box.rows().get(i).to() != null) {
                    arrows.add(new Arrow(box.id(), i, box.rows().get(i).to(), false));
                }
            }
        }
        Set<String> there = new HashSet<>();
        stages.forEach(stage -> stage.boxes().forEach(box -> there.add(box.id())));
        return new Picture(
                stages,
                arrows.stream()
                        .filter(arrow -> there.contains(arrow.from()) && there.contains(arrow.to()))
                        .toList());
    }

    /** One for each route that leads what came in to the reading, with all that it takes up. */
    private List<Box> doors() {
        List<Box> boxes = new ArrayList<>();
        for (RunningRoute route : routes.all()) {
            if (!route.sendsTo(READ) || route.all().stream().noneMatch(step -> delivers(step.to()))) {
                continue;
            }
            routes.place(route);
            List<Row> rows = new ArrayList<>();
            for (RunningRoute entry : routes.all()) {
                boolean pending = entry.queue() != null && entry.queue().startsWith(PENDING);
                if (!pending && (entry == route || routes.leads(entry, route)) && routes.isEntry(entry)) {
                    routes.place(entry);
                    rows.add(Row.of(
                            entry.from().startsWith("direct:") ? entry.id() + " by the desk" : entry.reads(),
                            entry.figures()));
                }
            }
            boxes.add(new Box(Boxes.id(route.from()), route.id(), null, route.figures(), null, rows));
        }
        boxes.addAll(at(ExtensionPoint.AFTER_REJECTED, ExtensionPoint.AFTER_DECLINED));
        return boxes;
    }

    private static boolean delivers(String to) {
        return to != null && to.startsWith(DELIVER);
    }

    /** Reading itself, and every other route that no stage has: those of extension points, and what is added between. */
    private List<Box> read() {
        List<Box> boxes = new ArrayList<>();
        routes.at(READ).forEach(route -> {
            routes.place(route);
            boxes.add(new Box(
                    Boxes.id(READ),
                    route.id(),
                    null,
                    route.figures(),
                    Boxes.link("reason=INVALID&reason=UNREADABLE"),
                    route.steps().stream()
                            .map(step -> Row.of(Boxes.words(step), step.figures()))
                            .toList()));
        });
        for (RunningRoute route : routes.reached()) {
            if (routes.place(route)) {
                boxes.add(Boxes.plain(route));
            }
        }
        boxes.addAll(at(ExtensionPoint.BEFORE_ROUTING));
        return boxes;
    }

    /** The routes that somebody has added there. */
    private List<Box> at(ExtensionPoint... points) {
        List<Box> boxes = new ArrayList<>();
        for (ExtensionPoint point : points) {
            routes.at(point.address()).filter(routes::place).forEach(route -> boxes.add(Boxes.plain(route)));
        }
        return boxes;
    }

    /** Each route that picks destinations: a line for each of its branches, in their order. */
    private List<Box> rules() {
        List<Box> boxes = new ArrayList<>();
        for (RunningRoute route : routes.all()) {
            if (!routes.isPlaced(route) && route.sets(RuleRows.DESTINATION)) {
                routes.place(route);
                List<Row> rows = new ArrayList<>();
                route.steps().forEach(step -> RuleRows.add(step, "", Stages::target, rows));
                boxes.add(new Box(
                        Boxes.id(route.from()),
                        route.id(),
                        null,
                        route.figures(),
                        Boxes.link("reason=UNROUTABLE"),
                        rows));
            }
        }
        return boxes;
    }

    private List<Box> targets() {
        List<Box> boxes = new ArrayList<>();
        for (String name : destinations) {
            Figures figures =
                    routes.at(DELIVER + name).map(RunningRoute::figures).reduce(Figures.NONE, Figures::plus);
            routes.at(DELIVER + name).forEach(routes::place);
            List<Row> rows = new ArrayList<>();
            measured.answers(name)
                    .forEach((status, count) -> rows.add(new Row(
                            status.equals("none") ? "no answer" : "answered " + status, count, null, null, null)));
            rows.add(new Row("retried in place", measured.retries(name, "immediate"), null, null, null));
            boxes.add(new Box(
                    Boxes.id(DELIVER + name),
                    name,
                    measured.breaker(name),
                    figures.plus(new Figures(0, measured.failed(name), 0)),
                    Boxes.link("destination=" + name),
                    rows));
            arrows.add(new Arrow(Boxes.id(DELIVER + name), -1, Boxes.id(PARK + name), false));
            arrows.add(new Arrow(Boxes.id(PARK + name), -1, Boxes.id(DELIVER + name), true));
        }
        routes.at("direct:answered").forEach(route -> {
            routes.place(route);
            boxes.add(Boxes.plain(route));
        });
        boxes.addAll(at(ExtensionPoint.BEFORE_START, ExtensionPoint.AFTER_START));
        return boxes;
    }

    private List<Box> retries() {
        List<Box> boxes = new ArrayList<>();
        for (String name : destinations) {
            List<RunningRoute> parks = routes.at(PARK + name).toList();
            List<RunningRoute> pending = routes.all().stream()
                    .filter(route -> (PENDING + name).equals(route.queue()))
                    .toList();
            parks.forEach(routes::place);
            pending.forEach(routes::place);
            Figures parked = Boxes.sum(parks);
            Figures taken = Boxes.sum(pending);
            boxes.add(new Box(
                    Boxes.id(PARK + name),
                    "parked for " + name,
                    null,
                    parked.plus(new Figures(0, taken.failed(), 0)),
                    Boxes.link("destination=" + name + "&reason=EXHAUSTED"),
                    List.of(
                            Row.of("parked", parked),
                            Row.of("taken up again", taken),
                            new Row("delayed retries", measured.retries(name, "delayed"), null, null, null))));
        }
        for (RunningRoute route : routes.all()) {
            if (route.from().matches("direct:.*-park")) {
                routes.place(route);
            }
        }
        boxes.addAll(at(ExtensionPoint.AFTER_ACCEPTED));
        return boxes;
    }

    /** A line for each reason that a route gives. */
    private List<Box> deadLetters() {
        Map<String, Figures> reasons = new LinkedHashMap<>();
        routes.all()
                .forEach(route -> route.all().stream()
                        .filter(step -> step.kind().equals("setProperty") && REASON.equals(step.name()))
                        .forEach(step -> reasons.merge(
                                step.text().replaceFirst("^[^=]*= *", ""), step.figures(), Figures::plus)));
        List<RunningRoute> writes = routes.at(DEAD_LETTER).toList();
        List<RunningRoute> files = routes.all().stream()
                .filter(route -> DEAD_LETTERS.equals(route.queue()))
                .toList();
        writes.forEach(routes::place);
        files.forEach(routes::place);
        List<Row> rows = new ArrayList<>();
        reasons.forEach((reason, figures) ->
                rows.add(new Row(reason, figures.came(), figures.rate(), Boxes.link("reason=" + reason), null)));
        rows.add(new Row(
                "filed at the desk", Boxes.sum(files).came(), Boxes.sum(files).rate(), Boxes.link(""), null));
        List<Box> boxes = new ArrayList<>();
        if (!writes.isEmpty() || !files.isEmpty()) {
            boxes.add(new Box(Boxes.id(DEAD_LETTER), DEAD_LETTERS, null, Boxes.sum(writes), "/ops", rows));
        }
        boxes.addAll(at(ExtensionPoint.AFTER_DEAD_LETTERED));
        return boxes;
    }

    /** The box of a destination. */
    private static String target(String destination) {
        return Boxes.id(DELIVER + destination);
    }
}
