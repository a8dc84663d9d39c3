package com.acme.checkout.desk.picture;

import com.acme.checkout.desk.picture.Picture.Arrow;
import com.acme.checkout.desk.picture.Picture.Box;
import com.acme.checkout.desk.picture.Picture.Row;
import com.acme.checkout.desk.picture.Picture.Stage;
import com.acme.checkout.desk.picture.RunningRoute.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

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
    private static final String DESTINATION = "destination";
    private static final String REASON = "deadLetterReason";
    private static final String ENTRIES = "/ops/entries?";
    private static final int LONGEST_WAY = 20;

    private final List<RunningRoute> routes;
    private final Collection<String> destinations;
    private final Measured measured;
    private final Set<RunningRoute> placed = new HashSet<>();
    private final List<Arrow> arrows = new ArrayList<>();

    Stages(List<RunningRoute> routes, Collection<String> destinations, Measured measured) {
        this.routes = routes.stream().filter(route -> !route.part()).toList();
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
        String reader = id(READ);
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
        for (RunningRoute route : routes) {
            if (!route.sendsTo(READ) || route.all().stream().noneMatch(step -> delivers(step.to()))) {
                continue;
            }
            placed.add(route);
            List<Row> rows = new ArrayList<>();
            for (RunningRoute entry : routes) {
                boolean pending = entry.queue() != null && entry.queue().startsWith(PENDING);
                if (!pending && (entry == route || leads(entry, route, LONGEST_WAY)) && isEntry(entry)) {
                    placed.add(entry);
                    rows.add(Row.of(
                            entry.from().startsWith("direct:") ? entry.id() + " from the desk" : entry.reads(),
                            entry.figures()));
                }
            }
            boxes.add(new Box(id(route.from()), title(route), null, route.figures(), null, rows));
        }
        return boxes;
    }

    /** Whether nothing that runs sends to it. */
    private boolean isEntry(RunningRoute route) {
        return !route.from().startsWith("direct:") || routes.stream().noneMatch(other -> other.sendsTo(route.from()));
    }

    private static boolean delivers(String to) {
        return to != null && to.startsWith(DELIVER);
    }

    private boolean leads(RunningRoute from, RunningRoute to, int most) {
        return most > 0
                && (from.sendsTo(to.from())
                        || from.all().stream()
                                .filter(step -> step.to() != null && !step.to().equals(from.from()))
                                .flatMap(step -> at(step.to()))
                                .anyMatch(next -> leads(next, to, most - 1)));
    }

    private Stream<RunningRoute> at(String address) {
        return routes.stream().filter(route -> route.from().equals(address));
    }

    /** Reading itself, and every other route that no stage has: those of extension points, and what is added between. */
    private List<Box> read() {
        List<Box> boxes = new ArrayList<>();
        at(READ).forEach(route -> {
            placed.add(route);
            boxes.add(new Box(
                    id(READ),
                    title(route),
                    null,
                    route.figures(),
                    link("reason=INVALID&reason=UNREADABLE"),
                    route.steps().stream()
                            .map(step -> Row.of(words(step), step.figures()))
                            .toList()));
        });
        for (RunningRoute route : routes) {
            if (!placed.contains(route) && route.from().startsWith("direct:") && !isEntry(route)
                    || route.from().startsWith("direct:before-routing")) {
                placed.add(route);
                boxes.add(plain(route));
            }
        }
        return boxes;
    }

    private static Box plain(RunningRoute route) {
        return new Box(id(route.from()), title(route), null, route.figures(), null, List.of());
    }

    /** Each route that picks destinations: a line for each of its branches, in their order. */
    private List<Box> rules() {
        List<Box> boxes = new ArrayList<>();
        for (RunningRoute route : routes) {
            if (!placed.contains(route) && route.sets(DESTINATION)) {
                placed.add(route);
                List<Row> rows = new ArrayList<>();
                route.steps().forEach(step -> rules(step, "", rows));
                boxes.add(new Box(
                        id(route.from()), title(route), null, route.figures(), link("reason=UNROUTABLE"), rows));
            }
        }
        return boxes;
    }

    private void rules(Step step, String when, List<Row> rows) {
        boolean branch = step.kind().equals("when") || step.kind().equals("filter");
        String condition = branch
                ? (when.isEmpty() ? "" : when + " and ") + step.text()
                : step.kind().equals("otherwise") ? (when.isEmpty() ? "" : when + ", ") + "otherwise" : when;
        if (step.kind().equals("setProperty") && DESTINATION.equals(step.name())) {
            String picked = step.text().replaceFirst("^[^=]*= *", "");
            rows.add(new Row(
                    (condition.isEmpty() ? "always" : condition) + " → " + picked,
                    step.figures().came(),
                    step.figures().rate(),
                    null,
                    id(DELIVER + picked)));
        } else if (step.kind().equals("throwException")) {
            rows.add(Row.of(condition + " → " + step.text().replaceFirst(":.*", ""), step.figures()));
        }
        step.steps().forEach(inner -> rules(inner, condition, rows));
    }

    private List<Box> targets() {
        List<Box> boxes = new ArrayList<>();
        for (String name : destinations) {
            Figures figures = at(DELIVER + name).map(RunningRoute::figures).reduce(Figures.NONE, Figures::plus);
            at(DELIVER + name).forEach(placed::add);
            List<Row> rows = new ArrayList<>();
            measured.answers(name)
                    .forEach((status, count) -> rows.add(new Row(
                            status.equals("none") ? "no answer" : "answered " + status, count, null, null, null)));
            rows.add(new Row("retried in place", measured.retries(name, "immediate"), null, null, null));
            boxes.add(new Box(
                    id(DELIVER + name), name, measured.breaker(name), figures, link("destination=" + name), rows));
            arrows.add(new Arrow(id(DELIVER + name), -1, id(PARK + name), false));
            arrows.add(new Arrow(id(PARK + name), -1, id(DELIVER + name), true));
        }
        at("direct:answered").forEach(route -> {
            placed.add(route);
            boxes.add(plain(route));
        });
        return boxes;
    }

    private List<Box> retries() {
        List<Box> boxes = new ArrayList<>();
        for (String name : destinations) {
            List<RunningRoute> parks = at(PARK + name).toList();
            List<RunningRoute> pending = routes.stream()
                    .filter(route -> (PENDING + name).equals(route.queue()))
                    .toList();
            placed.addAll(parks);
            placed.addAll(pending);
            Figures parked = sum(parks);
            Figures taken = sum(pending);
            boxes.add(new Box(
                    id(PARK + name),
                    PENDING + name,
                    null,
                    parked.plus(new Figures(0, taken.failed(), 0)),
                    link("destination=" + name + "&reason=EXHAUSTED"),
                    List.of(
                            Row.of("parked", parked),
                            Row.of("taken up again", taken),
                            new Row("delayed retries", measured.retries(name, "delayed"), null, null, null))));
        }
        for (RunningRoute route : routes) {
            if (route.from().matches("direct:.*-park")) {
                placed.add(route);
            }
        }
        return boxes;
    }

    private static Figures sum(List<RunningRoute> routes) {
        return routes.stream().map(RunningRoute::figures).reduce(Figures.NONE, Figures::plus);
    }

    /** A line for each reason that a route gives. */
    private List<Box> deadLetters() {
        Map<String, Figures> reasons = new LinkedHashMap<>();
        routes.forEach(route -> route.all().stream()
                .filter(step -> step.kind().equals("setProperty") && REASON.equals(step.name()))
                .forEach(step ->
                        reasons.merge(step.text().replaceFirst("^[^=]*= *", ""), step.figures(), Figures::plus)));
        List<RunningRoute> writes = at(DEAD_LETTER).toList();
        List<RunningRoute> files = routes.stream()
                .filter(route -> DEAD_LETTERS.equals(route.queue()))
                .toList();
        placed.addAll(writes);
        placed.addAll(files);
        List<Row> rows = new ArrayList<>();
        reasons.forEach((reason, figures) ->
                rows.add(new Row(reason, figures.came(), figures.rate(), link("reason=" + reason), null)));
        rows.add(new Row("filed at the desk", sum(files).came(), sum(files).rate(), ENTRIES + "state=OPEN", null));
        return writes.isEmpty() && files.isEmpty()
                ? List.of()
                : List.of(new Box(id(DEAD_LETTER), DEAD_LETTERS, null, sum(writes), "/ops", rows));
    }

    /** What waits at the desk of it. */
    private static String link(String filter) {
        return ENTRIES + "state=OPEN&state=FAILED_AGAIN&state=REPLAYING&" + filter;
    }

    private static String title(RunningRoute route) {
        return route.id();
    }

    private static String words(Step step) {
        return step.text().isEmpty() ? step.kind() : step.text();
    }

    private static String id(String address) {
        return "b-" + address.replaceFirst("^direct:", "").replaceAll("[^A-Za-z0-9_-]", "-");
    }
}
