package com.acme.checkout.startup;

import com.acme.checkout.command.CommandType;
import com.acme.checkout.command.CommandTypes;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What this service is there for must be among the routes: its doors, its queues, each destination's routes, the desk's. */
final class RequiredRoutes {

    private static final String COMMANDS = "checkout.commands";
    private static final String PENDING = "checkout.pending.";

    private final RouteSet routes;
    private final Set<String> read;
    private final Set<String> queues;
    private final boolean desk;
    private final Findings findings;

    /** {@code read}: the addresses that routes read; {@code queues}: those of brokers among them. */
    RequiredRoutes(RouteSet routes, Set<String> read, Set<String> queues, boolean desk, Findings findings) {
        this.routes = routes;
        this.read = read;
        this.queues = queues;
        this.desk = desk;
        this.findings = findings;
    }

    void check(Map<String, Set<String>> destinations, CommandTypes commands) {
        door("/carts/{cartId}/checkout", "POST");
        for (CommandType each : commands.all()) {
            door(each.path(), "POST");
        }
        for (CommandType each : commands.further()) {
            rules(each);
        }
        door("/checkouts/{checkoutId}", "GET");
        reader(COMMANDS, "routes/broker-door.camel.yaml");
        destinations.forEach((name, templates) -> {
            for (String template : templates) {
                String address = "direct:" + template + "-" + name;
                if (!template.equals("pending") && !read.contains(address)) {
                    findings.add(missing("no route reads " + address, address, name, template));
                }
            }
            if (!queues.contains(PENDING + name)) {
                findings.add(missing(
                        "no route reads the queue " + PENDING + name + " from kamelet:broker-source",
                        PENDING + name,
                        name,
                        "pending"));
            }
        });
        address("direct:dead-letter", "routes/dead-letters.camel.yaml");
        if (desk) {
            address("direct:replay", "routes/dead-letter-desk.camel.yaml");
            address("direct:replay-check", "routes/dead-letter-desk.camel.yaml");
            if (!routes.templates().contains("file-dead-letters")) {
                findings.add(new InvalidRouteException(
                        Place.of("routes/dead-letter-desk.camel.yaml"),
                        "file-dead-letters",
                        "there is no route template file-dead-letters, which the desk needs",
                        "put it back, or set CHECKOUT_DESK=false"));
            }
        }
    }

    private InvalidRouteException missing(String wrong, String word, String destination, String template) {
        boolean there = routes.templates().contains(template);
        return new InvalidRouteException(
                Place.of(template.equals("lookup") ? "routes/destinations.camel.yaml" : "routes/delivery.camel.yaml"),
                word,
                wrong + ", and application.yaml lists the destination " + destination,
                there
                        ? "correct the route " + template + "-" + destination + ", or take it out"
                        : "put the route template " + template + " back");
    }

    /** Where a further command's rules are. */
    private void rules(CommandType command) {
        String address = "direct:" + command.rules();
        if (!read.contains(address)) {
            findings.add(new InvalidRouteException(
                    Place.of("routes/" + RouteFiles.COMMANDS + "/" + command.name() + ".camel.yaml"),
                    NearestName.to(address, read).orElse(""),
                    "no route reads " + address + ", and " + command.name() + ".v" + command.version()
                            + CommandTypes.SCHEMA + " makes " + command.name() + " a command",
                    NearestName.to(address, read)
                            .map(near -> near + " should probably be it")
                            .orElse("add that route with its rules, or take the JSON Schema out")));
        }
    }

    private void address(String address, String file) {
        if (!read.contains(address)) {
            findings.add(new InvalidRouteException(
                    Place.of(file),
                    NearestName.to(address, read).orElse(address),
                    "no route reads " + address + ", which this service needs",
                    NearestName.to(address, read)
                            .map(near -> near + " should probably be it")
                            .orElse("put that file or that route back")));
        }
    }

    private void reader(String queue, String file) {
        if (!queues.contains(queue)) {
            findings.add(new InvalidRouteException(
                    Place.of(file),
                    NearestName.to(queue, queues).orElse(queue),
                    "no route reads the queue " + queue + " from kamelet:broker-source",
                    NearestName.to(queue, queues)
                            .map(near -> near + " should probably be it")
                            .orElse("put that route back")));
        }
    }

    private void door(String path, String method) {
        boolean there = routes.endpoints().stream()
                .filter(each ->
                        RouteParts.entry(each.part().node()) && each.scheme().equals("platform-http"))
                .filter(each -> ("/"
                                + each.address()
                                        .substring("platform-http:".length())
                                        .replaceFirst("^/+", ""))
                        .equals(path))
                .map(each -> String.valueOf(each.parameters().getOrDefault("httpMethodRestrict", method)))
                .anyMatch(methods ->
                        RouteParts.split(methods.toUpperCase(Locale.ROOT)).contains(method));
        if (!there) {
            findings.add(new InvalidRouteException(
                    Place.of("routes/http-door.camel.yaml"),
                    path,
                    "no route serves " + method + " " + path,
                    "put that route back"));
        }
    }
}
