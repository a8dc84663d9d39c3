package com.acme.checkout.routetest;

import com.acme.checkout.routetest.TestRun.Result;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.xml.stream.XMLStreamException;

/** Runs the tests of routes in the current folder, and reports. */
public final class RouteTests {

    /** How it ended. */
    public enum End {
        /** All tests passed. */
        PASSED,
        /** One failed at least. */
        FAILED,
        /** There are none, or they can't be run: a line says why. */
        NOT_RUN
    }

    private static final Path ALL = Path.of("routes");

    private final List<Path> paths;
    private final PrintWriter out;
    private final PrintWriter err;
    private Path junit;
    private Path page;
    private boolean mutations;

    /** {@code paths}: files of tests, or folders that hold some. */
    public RouteTests(List<Path> paths, PrintWriter out, PrintWriter err) {
        this.paths = paths;
        this.out = out;
        this.err = err;
    }

    /** Writes what became of each test to that file, as JUnit does. */
    public RouteTests junit(Path file) {
        junit = file;
        return this;
    }

    /** Writes a page to that file that shows which steps ran. */
    public RouteTests coveragePage(Path file) {
        page = file;
        return this;
    }

    /** Then changes each step in turn, and says which changes no test notices. */
    public RouteTests mutations(boolean run) {
        mutations = run;
        return this;
    }

    /** @throws IOException a report can't be written */
    public End run() throws IOException {
        List<RouteTest> tests;
        try {
            tests = TestRun.find(paths);
        } catch (InvalidTestException e) {
            err.println(e.getMessage());
            return End.NOT_RUN;
        }
        if (tests.isEmpty()) {
            err.println("There is no test in " + paths + "; name a file that ends in .test.yaml, or a folder with one");
            return End.NOT_RUN;
        }
        long begin = System.nanoTime();
        TestRun run = new TestRun(null);
        List<Result> results = new ArrayList<>();
        try {
            run.run(
                    tests,
                    result -> {
                        results.add(result);
                        if (!result.passed()) {
                            Reports.failure(result, out);
                            out.flush();
                        }
                    },
                    result -> false);
        } catch (RuntimeException e) {
            // Said already, in one line.
            err.println("The tests did not run: the application does not start. bin/checkout lint shows all mistakes.");
            return End.NOT_RUN;
        }
        reports(results, run);
        long failed = results.stream().filter(each -> !each.passed()).count();
        Reports.coverage(run.coverage(), paths.equals(List.of(ALL)), out);
        out.println((failed == 0 ? "Passed: " : "FAILED: " + failed + " of ") + results.size()
                + (results.size() == 1 ? " test" : " tests") + " in "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) / 1000 + " s");
        out.flush();
        boolean passed = failed == 0
                && (!mutations || new MutationRun(tests, run.coverage().steps(), out).run(run.routes()));
        return passed ? End.PASSED : End.FAILED;
    }

    private void reports(List<Result> results, TestRun run) throws IOException {
        if (junit != null) {
            try (Writer to = Files.newBufferedWriter(junit)) {
                Reports.junit(results, to);
            } catch (XMLStreamException e) {
                throw new IOException(e);
            }
        }
        if (page != null) {
            Files.writeString(page, Reports.page(run.coverage()));
        }
    }
}
