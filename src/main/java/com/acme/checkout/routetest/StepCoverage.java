package com.acme.checkout.routetest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.NamedRoute;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/** Which steps of the routes ran, and in which tests. A step is a place in a file: several routes of one template share it. */
final class StepCoverage implements InterceptStrategy {

    /**
     * A step.
     *
     * @param file as from the project's folder
     * @param line  that Camel names, which tells steps apart
     * @param shown the line to look at
     * @param kind as YAML names it
     * @param label what it is, as in {@code to[direct:read]}
     */
    record Step(Path file, int line, int shown, String route, String kind, String label) implements Comparable<Step> {

        @Override
        public int compareTo(Step other) {
            int files = file.compareTo(other.file);
            return files != 0 ? files : line != other.line ? line - other.line : kind.compareTo(other.kind);
        }

        /** The place is the step: a template's routes have other labels. */
        @Override
        public boolean equals(Object other) {
            return other instanceof Step step && compareTo(step) == 0;
        }

        @Override
        public int hashCode() {
            return Objects.hash(file, line, kind);
        }

        @Override
        public String toString() {
            return file + ":" + shown + "  " + label + "  (route " + route + ")";
        }
    }

    private static final int MOST_OFF = 5;

    private final Map<Step, Collection<RouteTest>> ran = new ConcurrentHashMap<>();
    private volatile RouteTest test;

    /** From now on it is this test that steps run in. */
    void begin(RouteTest now) {
        test = now;
    }

    /** All steps that were made, each with the tests in which it ran. */
    Map<Step, Collection<RouteTest>> steps() {
        return new TreeMap<>(ran);
    }

    /** The steps that ran in no test. */
    List<Step> missed() {
        return steps().entrySet().stream()
                .filter(each -> each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        Step step = step(node);
        if (step == null) {
            return target;
        }
        Collection<RouteTest> tests = ran.computeIfAbsent(step, each -> ConcurrentHashMap.newKeySet());
        return new DelegateAsyncProcessor(target) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                RouteTest now = test;
                if (now != null) {
                    tests.add(now);
                }
                return super.process(exchange, callback);
            }
        };
    }

    /** The step that {@code node} is; null where no file says it. */
    static Step step(NamedNode node) {
        boolean added = node.getLabel() != null && node.getLabel().startsWith("to[kamelet://sink?");
        if (added || node.getLocation() == null || !node.getLocation().startsWith("file:")) {
            return null;
        }
        NamedNode parent = node;
        while (parent != null && !(parent instanceof NamedRoute)) {
            parent = parent.getParent();
        }
        Path file = Path.of(node.getLocation().substring("file:".length()));
        if (file.isAbsolute()) {
            // A test's own: no folder of routes has it.
            return null;
        }
        return new Step(
                file,
                node.getLineNumber(),
                line(file, node.getLineNumber(), node.getShortName()),
                parent instanceof NamedRoute route ? route.getRouteId() : "none",
                node.getShortName(),
                node.getLabel());
    }

    /** Camel names a line that is up to some before the step's own. */
    private static int line(Path file, int near, String kind) {
        List<String> lines = lines(file);
        Pattern name = Pattern.compile("\\b" + Pattern.quote(kind) + ":");
        for (int line = Math.max(1, near); line <= Math.min(near + MOST_OFF, lines.size()); line++) {
            if (name.matcher(lines.get(line - 1)).find()) {
                return line;
            }
        }
        return near;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }
}
