package com.acme.checkout.cli;

import com.acme.checkout.dev.DevService;
import com.acme.checkout.lint.Finding;
import com.acme.checkout.lint.Linter;
import com.acme.checkout.routetest.ProjectWatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the service in this folder, and again after each change of its routes, until Ctrl-C. */
@Command(
        name = "dev",
        header = "Runs the service, and again with each change of its routes.",
        description = {
            "Run it in the folder that holds application.yaml and routes/. After each change",
            "of one of these files it looks for mistakes, as lint does; where there are none",
            "it gives the running routes their new steps or, where that is not enough, starts",
            "the service anew in the same process. Then it runs the tests beside the files",
            "that were changed. Where there are mistakes, the last routes that were good",
            "go on, and the terminal and the pages under /ops say so.",
            "",
            "bin/checkout dev gives the options in the variable JAVA_OPTS to the JVM.",
            ""
        },
        footer = {"", "@|bold Exit codes|@", "  2  wrong use; a line says why"})
final class DevCommand implements Callable<Integer> {

    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm:ss");

    private static final String BROKER = "--checkout.broker=";

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Parameters(
            paramLabel = "SETTING",
            description = "A setting, as in --server.port=9090; application.yaml lists all.")
    private List<String> settings = List.of();

    private PrintWriter out;
    private DevService service;
    private volatile Process tests;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isRegularFile(Path.of("application.yaml")) || !Files.isDirectory(Path.of("routes"))) {
            throw Failure.wrongUse(
                    "this folder does not hold application.yaml and routes/; run it in the one that does");
        }
        out = spec.commandLine().getOut();
        // Nothing is logged before the service says how.
        LoggingSystem.get(getClass().getClassLoader()).beforeInitialize();
        try (ProjectWatch files = new ProjectWatch(List.of(Path.of("routes")))) {
            service = new DevService(settings.toArray(new String[0]));
            Runtime.getRuntime().addShutdownHook(new Thread(this::end));
            Set<Path> changed = Set.of();
            while (true) {
                try {
                    round(changed);
                } catch (IOException e) {
                    say("A file can't be read, and the next change is waited for: " + e);
                }
                changed = files.await();
                Process running = tests;
                if (running != null && running.isAlive()) {
                    say("The tests were not over, and end here: the next change has come.");
                }
                endTests();
                say("Changed: "
                        + String.join(", ", changed.stream().map(Path::toString).toList()));
            }
        }
    }

    /** {@code changed}: empty at the first start. */
    private void round(Set<Path> changed) throws IOException {
        long begin = System.nanoTime();
        if (!isFree(service::say)) {
            return;
        }
        if (!service.runs() || !changed.stream().allMatch(DevCommand::isTest)) {
            List<String> notice = switch (service.change()) {
                case NEW -> List.of();
                case LAST_GOOD ->
                    List.of(
                            "The service does not start with the files as they are; the terminal says why. The last routes that were"
                                    + " good run.");
                case NONE -> List.of("The service does not start; nothing runs until that is mended.");
            };
            service.say(notice);
            say(
                    notice.isEmpty()
                            ? "Running with the files as they are, after "
                                    + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin) + " ms"
                            : notice.get(0));
            if (!notice.isEmpty()) {
                return;
            }
        } else {
            service.say(List.of());
        }
        List<String> touched = touched(changed);
        if (!touched.isEmpty()) {
            test(touched);
        }
    }

    /** Whether lint finds no mistake. If it does they are said, on the terminal and on the pages. */
    private boolean isFree(Consumer<List<String>> pages) {
        List<String> lines = new ArrayList<>();
        try {
            for (Finding each : new Linter(Path.of(""), broker(), System.getenv()).findings()) {
                lines.add(each.toString());
            }
        } catch (UncheckedIOException e) {
            lines.add("A file can't be read: " + e.getCause().getMessage());
        }
        if (lines.isEmpty()) {
            return true;
        }
        lines.forEach(out::println);
        String last = service.runs()
                ? "The last routes that were good run until that is mended."
                : "Nothing runs until that is mended.";
        say(last);
        lines.add(last);
        pages.accept(lines);
        return false;
    }

    private String broker() {
        return settings.stream()
                .filter(each -> each.startsWith(BROKER))
                .map(each -> each.substring(BROKER.length()))
                .findFirst()
                .orElse(null);
    }

    /** The tests beside the files; all of them where one of the files has none. */
    private static List<String> touched(Set<Path> changed) {
        Set<String> tests = new TreeSet<>();
        for (Path each : changed) {
            Path beside = isTest(each)
                    ? each
                    : Path.of(each.toString().replaceFirst("\\.(camel|kamelet)\\.yaml$", ".test.yaml"));
            if (Files.isRegularFile(beside) && isTest(beside)) {
                tests.add(beside.toString());
            } else if (!isTest(each)) {
                return List.of("routes");
            }
        }
        return List.copyOf(tests);
    }

    private static boolean isTest(Path file) {
        return file.toString().endsWith(".test.yaml");
    }

    /** In a process of their own: the service goes on, and a change ends them. */
    private void test(List<String> files) throws IOException {
        String path = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>(List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-Xlog:disable"));
        // The archive of classes that bin/checkout has found.
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(each -> each.startsWith("-XX:SharedArchiveFile="))
                .forEach(command::add);
        command.addAll(List.of("-jar", path, "test"));
        command.addAll(files);
        say("Testing " + String.join(", ", files));
        Process started = new ProcessBuilder(command).inheritIO().start();
        tests = started;
        started.onExit().thenAccept(ended -> {
            if (ended.exitValue() == 1 && tests == ended) {
                service.say(List.of("Tests of the routes fail; the terminal says which."));
            }
        });
    }

    /** Ctrl-C. */
    private void end() {
        endTests();
        try {
            service.close();
        } catch (IOException e) {
            say("The copies of the files can't be deleted: " + e);
        }
    }

    private void endTests() {
        Process running = tests;
        tests = null;
        if (running != null) {
            running.destroy();
        }
    }

    /** With the seconds, where they are 0 too. */
    static String line(LocalTime now, String line) {
        return CLOCK.format(now) + " " + line;
    }

    private void say(String line) {
        out.println(line(LocalTime.now(), line));
        out.flush();
    }
}
