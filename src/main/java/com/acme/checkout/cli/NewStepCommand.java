package com.acme.checkout.cli;

import com.acme.checkout.delivery.ExtensionPoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Adds a route of somebody's own at an extension point, and a test of it. */
@Command(
        name = "step",
        header = "Adds steps of your own at an extension point.",
        description = {
            "Writes routes/NAME.camel.yaml, whose steps are yours to replace, and a test of",
            "them, routes/NAME.test.yaml. docs/extension-points.md says what each point is",
            "for.",
            ""
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "Exit codes:%n",
        exitCodeList = {"0:written", "2:wrong use; nothing was written"})
final class NewStepCommand implements Callable<Integer> {

    /** The points by their names, for the help. */
    static final class Points implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ExtensionPoint.values())
                    .map(ExtensionPoint::label)
                    .iterator();
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "Of the route and its file: small letters, digits and hyphens.")
    private String name;

    @Option(
            names = "--at",
            required = true,
            paramLabel = "POINT",
            completionCandidates = Points.class,
            description = "One of ${COMPLETION-CANDIDATES}.")
    private String at;

    @Mixin
    private ProjectFolder folder;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Path routes = folder.path().resolve("routes");
        Path file = routes.resolve(name + ".camel.yaml");
        Path test = routes.resolve(name + ".test.yaml");
        ExtensionPoint point = Arrays.stream(ExtensionPoint.values())
                .filter(each -> each.label().equals(at))
                .findFirst()
                .orElse(null);
        try {
            String wrong = !NewCommand.NAME.matcher(name).matches()
                    ? name + " is no name for a route: take small letters, digits and hyphens, as in price-list"
                    : point == null
                            ? "There is no extension point " + at + "; take one of " + String.join(", ", new Points())
                            : !Files.isDirectory(routes)
                                    ? "There is no folder " + routes.normalize()
                                            + "; name the one that holds it by --folder"
                                    : Files.exists(file) || Files.exists(test)
                                            ? "There is " + (Files.exists(file) ? file : test).normalize()
                                                    + " already; take another name"
                                            : taken(routes, point);
            if (wrong != null) {
                err.println(wrong);
                return Failure.WRONG_USE;
            }
            Files.writeString(file, route(point));
            Files.writeString(test, test(point));
        } catch (IOException e) {
            err.println("Nothing can be added in " + folder.path() + ": " + e.getMessage());
            return Failure.WRONG_USE;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(file.normalize());
        out.println(test.normalize());
        out.println("Now: write your steps there; bin/checkout lint; bin/checkout test " + test.normalize());
        return 0;
    }

    /** Says which file has a route there already: one is all that an address can have. */
    private static String taken(Path routes, ExtensionPoint point) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.list(routes)) {
            files = all.filter(each -> each.toString().endsWith(".camel.yaml")).toList();
        }
        for (Path each : files) {
            boolean[] reads = {false};
            YamlInsert.visit(
                    "",
                    new YamlInsert(each).root(),
                    (key, node) -> reads[0] |=
                            "from".equals(key) && point.address().equals(YamlInsert.text(YamlInsert.at(node, "uri"))));
            if (reads[0]) {
                return each.normalize() + " has a route at " + point.address() + " already; write your steps there";
            }
        }
        return null;
    }

    private String route(ExtensionPoint point) {
        return "# Steps of our own at the extension point " + point.label() + ".\n"
                + "- route:\n"
                + "    id: " + name + "\n"
                + "    errorHandler: {noErrorHandler: {}}\n"
                + "    from:\n"
                + "      uri: " + point.address() + "\n"
                + "      steps:\n"
                + switch (point) {
                    case BEFORE_ROUTING -> "        - setBody: {jq: '. + {\"" + name + "\": true}'}\n";
                    case BEFORE_START -> "        - setHeader: {name: X-" + name + ", constant: \"true\"}\n";
                    default -> "        - log: {message: \"" + name + ": checkout ${exchangeProperty.checkoutId}\"}\n";
                };
    }

    private String test(ExtensionPoint point) {
        return "# What the steps of routes/" + name + ".camel.yaml do.\n"
                + "tests:\n"
                + "  - name: " + name + "\n"
                + switch (point) {
                    case BEFORE_ROUTING -> "    expect: {answer: 200, calls: [{body: {" + name + ": true}}]}\n";
                    case BEFORE_START -> "    expect: {answer: 200, calls: [{headers: {X-" + name + ": \"true\"}}]}\n";
                    case AFTER_START -> "    expect: {answer: 200, outcome: started}\n";
                    case AFTER_ACCEPTED ->
                        "    headers: {Prefer: respond-async}\n    expect: {answer: 202, outcome: started}\n";
                    case AFTER_REJECTED -> "    orchestrator: 409\n    expect: {answer: 409, outcome: rejected}\n";
                    case AFTER_DECLINED ->
                        "    command: {customerId: null}\n    expect: {answer: 400, outcome: declined}\n";
                    case AFTER_DEAD_LETTERED ->
                        "    door: broker\n    orchestrator: 409\n    expect: {deadLetter: REJECTED}\n";
                };
    }
}
