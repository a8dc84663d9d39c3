package com.acme.checkout.routetest;

import com.acme.checkout.routetest.RouteTest.Step;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;

/**
 * Runs tests of routes in the current folder, which holds {@code application.yaml} and {@code routes/}. One application serves
 * all tests of the same settings, one test after the other; the first of them finds nothing that others have left behind.
 */
public final class TestRun {

    private static final String ENDING = ".test.yaml";
    private static final String CUSTOMER = "22222222-2222-4222-8222-222222222222";

    /**
     * What became of one test.
     *
     * @param failure why it could not be run to its end; null where it could
     * @param nanos   that it took
     */
    record Result(RouteTest test, List<Comparison.Difference> differences, String failure, long nanos) {

        boolean passed() {
            return differences.isEmpty() && failure == null;
        }
    }

    private final StepCoverage coverage = new StepCoverage();
    private final Mutant mutant;
    private final Map<String, RouteDefinition> routes = new LinkedHashMap<>();

    /** {@code mutant}: the change to run with; null for the routes as they are. */
    TestRun(Mutant mutant) {
        this.mutant = mutant;
    }

    /**
     * The tests in {@code paths}, files or folders.
     *
     * @throws InvalidTestException a file can't be understood
     */
    static List<RouteTest> find(List<Path> paths) {
        List<RouteTest> tests = new ArrayList<>();
        for (Path path : paths) {
            try (Stream<Path> files = Files.walk(path)) {
                files.filter(each -> each.toString().endsWith(ENDING) && Files.isRegularFile(each))
                        .sorted()
                        .forEach(each -> tests.addAll(TestFile.read(each)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return tests;
    }

    /** All routes that there were. */
    Collection<RouteDefinition> routes() {
        return routes.values();
    }

    StepCoverage coverage() {
        return coverage;
    }

    /**
     * Runs {@code tests} and tells {@code listener} of each as it ends, until {@code enough} of what it is told.
     *
     * @throws RuntimeException the application does not start
     */
    void run(List<RouteTest> tests, Consumer<Result> listener, Predicate<Result> enough) {
        Map<Map<String, String>, List<RouteTest>> bySettings = new LinkedHashMap<>();
        tests.forEach(each -> bySettings
                .computeIfAbsent(each.settings(), settings -> new ArrayList<>())
                .add(each));
        List<Callable<TestApplication>> starts = new ArrayList<>();
        bySettings.keySet().forEach(each -> starts.add(() -> new TestApplication(each, coverage, mutant)));
        // Most changes of a route fail a test of the first application: the others are not needed.
        try (QuietLog quiet = new QuietLog();
                StartsAhead applications = new StartsAhead(starts, mutant == null ? 2 : 0)) {
            for (List<RouteTest> sameSettings : bySettings.values()) {
                try (TestApplication application = applications.next()) {
                    for (RouteTest test : sameSettings) {
                        Result result = run(application, test);
                        listener.accept(result);
                        if (enough.test(result)) {
                            return;
                        }
                    }
                    ((ModelCamelContext) application.camel())
                            .getRouteDefinitions()
                            .forEach(route -> routes.put(route.getId(), route));
                } finally {
                    coverage.begin(null);
                }
            }
        }
    }

    private Result run(TestApplication application, RouteTest test) {
        long begin = System.nanoTime();
        coverage.begin(test);
        String id = test.file() + " " + test.name();
        String cartId =
                UUID.nameUUIDFromBytes(id.getBytes(StandardCharsets.UTF_8)).toString();
        Map<String, String> names = new LinkedHashMap<>(Map.of("cartId", cartId, "customerId", CUSTOMER));
        Sender sender = new Sender(application, cartId, CUSTOMER);
        List<Comparison.Difference> differences = new ArrayList<>();
        String failure = null;
        try {
            for (Step step : test.steps()) {
                Step filled = filled(step, text -> fill(text, names));
                Located place = new Located(null, test.file(), test.line(), 1);
                long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(filled.withinMillis());
                do {
                    differences.clear();
                    ObjectNode seen = new StepRun(application, filled).run(sender, id);
                    checkoutId(seen, names);
                    Located expected =
                            filled.expected() == null ? null : filled.expected().map(text -> fill(text, names));
                    differences.addAll(Comparison.of(expected, place, seen));
                } while (!differences.isEmpty() && System.nanoTime() - end < 0);
                if (!differences.isEmpty()) {
                    break;
                }
            }
        } catch (Exception e) {
            failure = e.getMessage() == null ? e.toString() : e.getMessage();
        }
        return new Result(test, differences, failure, System.nanoTime() - begin);
    }

    private static String fill(String text, Map<String, String> names) {
        String filled = text;
        for (Map.Entry<String, String> each : names.entrySet()) {
            filled = filled.replace("${" + each.getKey() + "}", each.getValue());
        }
        return filled;
    }

    /** For the steps after this one. */
    private static void checkoutId(ObjectNode seen, Map<String, String> names) {
        for (String path : new String[] {
            "/answer/body/checkoutId", "/calls/0/headers/idempotency-key", "/deadLetter/headers/checkoutid"
        }) {
            String id = seen.at(path).asText();
            if (!id.isEmpty()) {
                names.put("checkoutId", id);
                return;
            }
        }
    }

    private static Step filled(Step step, UnaryOperator<String> fill) {
        Map<String, String> headers = new LinkedHashMap<>();
        step.headers().forEach((name, value) -> headers.put(name, value == null ? null : fill.apply(value)));
        return new Step(
                step.door(),
                step.request() == null ? null : fill.apply(step.request()),
                step.queue(),
                headers,
                step.command() == null ? null : step.command().map(fill),
                step.event() == null ? null : step.event().map(fill),
                step.body() == null ? null : step.body().map(fill),
                step.bodyBytes(),
                step.answers(),
                step.lookups(),
                step.broker(),
                step.breakers(),
                step.withinMillis(),
                step.expected());
    }
}
