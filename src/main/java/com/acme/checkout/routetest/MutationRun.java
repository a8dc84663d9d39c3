package com.acme.checkout.routetest;

import com.acme.checkout.startup.InvalidRouteException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.apache.camel.model.RouteDefinition;

/**
 * Shows whether the tests would notice a change: takes out each step of the routes in turn, turns each condition round, and runs
 * the tests that come to that place. A change that all of them pass is one that nobody would notice.
 */
final class MutationRun {

    private final List<RouteTest> tests;
    private final Map<StepCoverage.Step, Collection<RouteTest>> ran;
    private final PrintWriter out;
    private int refused;

    /** {@code ran}: the steps that ran in tests of the routes as they are. */
    MutationRun(List<RouteTest> tests, Map<StepCoverage.Step, Collection<RouteTest>> ran, PrintWriter out) {
        this.tests = tests;
        this.ran = ran;
        this.out = out;
    }

    /** Tells of each change that no test notices. True where there is none. */
    boolean run(Collection<RouteDefinition> routes) {
        List<Mutant> mutants = new ArrayList<>(Mutant.of(List.copyOf(routes)));
        mutants.sort(Comparator.comparing(Mutant::toString));
        int noticed = 0;
        for (Mutant each : mutants) {
            boolean seen = noticed(each);
            noticed += seen ? 1 : 0;
            if (!seen) {
                out.println("NOT NOTICED  " + each);
                out.flush();
            }
        }
        out.println(noticed + " of " + mutants.size() + " changes of a step are noticed: " + (noticed - refused)
                + " by a test, " + refused + " by the start, which refuses them");
        out.flush();
        return noticed == mutants.size();
    }

    private boolean noticed(Mutant mutant) {
        List<RouteTest> chosen = tests.stream()
                .filter(each -> mutant.concerns(each, ran))
                // Those that stand beside the routes first: they are the likeliest to notice.
                .sorted(Comparator.comparing((RouteTest each) -> !beside(each, mutant)))
                .toList();
        if (chosen.isEmpty()) {
            return false;
        }
        boolean[] failed = {false};
        PrintStream err = System.err;
        System.setErr(new PrintStream(OutputStream.nullOutputStream()));
        try {
            new TestRun(mutant)
                    .run(
                            chosen,
                            result -> {
                                failed[0] |= !result.passed();
                            },
                            result -> !result.passed());
        } catch (RuntimeException e) {
            if (!isOfTheRoutes(e)) {
                throw e;
            }
            refused++;
            return true;
        } finally {
            mutant.end();
            System.setErr(err);
        }
        return failed[0];
    }

    /** Whether it is the check at the start that refuses these routes, or Camel. */
    private static boolean isOfTheRoutes(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root instanceof InvalidRouteException
                || root instanceof TestApplication.DeskException
                || root.getClass().getName().startsWith("org.apache.camel.")
                || root instanceof IllegalArgumentException;
    }

    private static boolean beside(RouteTest test, Mutant mutant) {
        String file = mutant.file().toString();
        return test.file().toString().startsWith(file.substring(0, file.indexOf('.', file.lastIndexOf('/'))));
    }
}
