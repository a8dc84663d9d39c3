package com.acme.checkout.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.acme.checkout.faults.Checker.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.util.FileSystemUtils;

/** What the classes of scenarios share. */
final class Faults {

    private Faults() {}

    /** A line that says so, where the scenario is not the one of {@code -Dfaults.scenario}, or the machine lacks what it needs. */
    static void asked(String scenario, String broker) {
        String pattern = System.getProperty("faults.scenario", ".*");
        assumeTrue(
                Pattern.compile(pattern).matcher(scenario + " on " + broker).find(),
                scenario + " on " + broker + " is not -Dfaults.scenario=" + pattern);
    }

    static void needs(boolean there, String line) {
        if (!there) {
            System.out.println("Faults: " + line);
        }
        assumeTrue(there, line);
    }

    static void clean(Report report, World world) {
        assertThat(report.clean())
                .as("%s\n  everything is in %s; repeat it with -Dfaults.seed=%s", report, world.folder, World.SEED)
                .isTrue();
        assertThat(report.outcomes().getOrDefault("STARTED", 0))
                .as("sagas: the load got somewhere")
                .isPositive();
    }

    /** Load under these faults, by turns; then each command has to be accounted for. */
    static void scenario(String name, String broker, int seconds, Load.Mix mix, Function<World, List<Fault>> faults)
            throws Exception {
        asked(name, broker);
        try (World world = new World(name, broker, Map.of()).start()) {
            clean(world.run(seconds, mix, faults.apply(world)), world);
        }
    }

    /** A build that acknowledges before its route has run, killed under load: the checker has to miss what it loses. */
    static void acknowledgesFirst(String broker, String text, String instead) throws Exception {
        asked("acknowledge-first", broker);
        Path project = Path.of("target", "faults", "acknowledge-first-project-" + broker)
                .toAbsolutePath();
        FileSystemUtils.deleteRecursively(project);
        Files.createDirectories(project);
        Files.copy(Path.of("application.yaml"), project.resolve("application.yaml"));
        FileSystemUtils.copyRecursively(Path.of("routes"), project.resolve("routes"));
        Path source = project.resolve("routes/brokers/" + broker + "/broker-source.kamelet.yaml");
        assertThat(Files.readString(source)).as("what is to be broken").contains(text);
        Files.writeString(source, Files.readString(source).replace(text, instead));
        try (World world = new World("acknowledge-first", broker, Map.of())) {
            world.service.in(project).start();
            // While the Orchestrator takes its time and starts nothing many are under way: those a kill has to leave on
            // the broker.
            world.orchestrator.mode("slow 1000 503");
            Fault killed = world.serviceKilled();
            world.load(
                    1,
                    Load.Mix.USUAL,
                    List.of(Fault.of(
                            "service killed with many under way",
                            () -> {
                                int calls = world.orchestrator.calls().size();
                                await().until(() -> world.orchestrator.calls().size() > calls + 30);
                                killed.begin();
                            },
                            killed::end)));
            world.orchestrator.mode("ok");
            Report report = world.settled(Duration.ofSeconds(20));
            assertThat(report.count(Checker.Category.LOST))
                    .as("lost, with %s in the place of %s: %s", instead, text, report)
                    .isPositive();
        }
    }
}
