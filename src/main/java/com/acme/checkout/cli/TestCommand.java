package com.acme.checkout.cli;

import com.acme.checkout.routetest.ProjectWatch;
import com.acme.checkout.routetest.RouteTests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the tests of routes in this folder: 0 where all pass, 1 where one fails, 2 where they can't be run. */
@Command(
        name = "test",
        header = "Runs the tests of routes, routes/*.test.yaml.",
        description = {
            "The real routes run, in the folder that holds application.yaml and routes/, with",
            "queues in memory and a script in the place of the Orchestrators: no broker, no",
            "port. Says which steps no test ran.",
            ""
        },
        footer = {
            "",
            "@|bold Exit codes|@",
            "  0  all pass",
            "  1  one fails at least",
            "  2  they can't be run; a line says why"
        })
final class TestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            defaultValue = "routes",
            paramLabel = "FILE",
            description = "A file that ends in .test.yaml, or a folder that holds some (default: routes).")
    private List<Path> paths;

    @Option(
            names = "--junit",
            paramLabel = "FILE",
            description = "Write what became of each test to that file, in JUnit's XML.")
    private Path junit;

    @Option(
            names = "--coverage",
            paramLabel = "FILE",
            description = "Write a page to that file that shows which steps ran.")
    private Path page;

    @Option(names = "--watch", description = "Run them again after each change of a file, until Ctrl-C.")
    private boolean watch;

    @Option(
            names = "--mutations",
            description = "Then take out each step of the routes in turn, and turn each condition round; say which of"
                    + " these changes no test notices. Takes some minutes.")
    private boolean mutations;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(Path.of("application.yaml")) || !Files.isDirectory(Path.of("routes"))) {
            throw Failure.wrongUse(
                    "this folder does not hold application.yaml and routes/; run it in the one that does");
        }
        for (Path each : paths) {
            if (!Files.exists(each)) {
                throw Failure.wrongUse("there is no " + each + "; name a file that ends in .test.yaml, or a folder");
            }
        }
        writable("--junit", junit);
        writable("--coverage", page);
        if (!watch) {
            return run();
        }
        List<Path> watched = new ArrayList<>(paths);
        watched.add(Path.of("routes"));
        try (ProjectWatch files = new ProjectWatch(watched)) {
            while (true) {
                run();
                files.await();
                spec.commandLine().getOut().println();
            }
        }
    }

    private static void writable(String option, Path file) {
        if (file != null && !Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw Failure.wrongUse(
                    option + ": there is no folder " + file.toAbsolutePath().getParent() + "; make it first");
        }
    }

    private int run() throws IOException {
        RouteTests tests = new RouteTests(
                paths, spec.commandLine().getOut(), spec.commandLine().getErr());
        return switch (tests.junit(junit)
                .coveragePage(page)
                .mutations(mutations)
                .run()) {
            case PASSED -> 0;
            case FAILED -> 1;
            case NOT_RUN -> 2;
        };
    }
}
