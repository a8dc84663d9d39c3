package com.acme.checkout.routes;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The shape of the house, which everything else stands on. */
class HouseTest {

    private static final Path ROUTES = Path.of("routes");
    private static final Pattern BROKER = Pattern.compile("(?i)\\b(kafka|jms|rabbit|amqp|artemis|nats|mqtt|_AMQ)");
    private static final int SCREEN = 120;
    private static final Path MAIN = Path.of("src/main/java");
    private static final int LONGEST_CLASS = 250;
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("com.acme.checkout");

    @Test
    void noRouteAboveTheBrokersFoldersNamesABroker() throws IOException {
        for (Path file : files(ROUTES, 1)) {
            assertThat(Files.readAllLines(file))
                    .as(file.toString())
                    .noneMatch(line -> !line.strip().startsWith("#")
                            && BROKER.matcher(line).find());
        }
    }

    @Test
    void everyBrokersFolderHoldsASourceAndASink() throws IOException {
        try (Stream<Path> brokers = Files.list(ROUTES.resolve("brokers"))) {
            assertThat(brokers)
                    .isNotEmpty()
                    .allSatisfy(folder -> assertThat(folder)
                            .isDirectoryContaining("glob:**broker-source.kamelet.yaml")
                            .isDirectoryContaining("glob:**broker-sink.kamelet.yaml"));
        }
    }

    @Test
    void everyBrokersSourceAndSinkAskForTheSame() throws IOException {
        for (String kamelet : List.of("broker-source.kamelet.yaml", "broker-sink.kamelet.yaml")) {
            List<String> embedded =
                    parameters(ROUTES.resolve("brokers/embedded").resolve(kamelet));
            try (Stream<Path> brokers = Files.list(ROUTES.resolve("brokers"))) {
                assertThat(brokers)
                        .allSatisfy(folder ->
                                assertThat(parameters(folder.resolve(kamelet))).isEqualTo(embedded));
            }
        }
    }

    /** A route that Java sends to by its name is renamed by an editor of the YAML, or by us, and nothing says so until it is asked for. */
    @Test
    void everyRouteThatJavaSendsToIsThere() throws IOException {
        Set<String> routes = new HashSet<>();
        List<Path> files = new ArrayList<>(files(ROUTES, 5));
        // The route that a broker of one's own may bring along.
        files.add(Path.of("docs/another-broker.md"));
        for (Path file : files) {
            Matcher from = Pattern.compile("uri: (direct:[\\w-]+)").matcher(Files.readString(file));
            while (from.find()) {
                routes.add(from.group(1));
            }
        }
        List<String> unknown = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source :
                    sources.filter(file -> file.toString().endsWith(".java")).toList()) {
                Matcher to = Pattern.compile("\"(direct:[\\w-]+)\"").matcher(Files.readString(source));
                while (to.find()) {
                    String name = to.group(1);
                    if (routes.stream()
                            .noneMatch(route -> name.endsWith("-") ? route.startsWith(name) : route.equals(name))) {
                        unknown.add(source.getFileName() + ": " + name);
                    }
                }
            }
        }
        assertThat(unknown).isEmpty();
    }

    /** Name, type, default and whether it is required; not how it is described. */
    private static List<String> parameters(Path kamelet) throws IOException {
        JsonNode definition =
                new ObjectMapper(new YAMLFactory()).readTree(kamelet.toFile()).at("/spec/definition");
        List<String> parameters =
                new ArrayList<>(List.of(definition.path("required").toString()));
        definition
                .path("properties")
                .fields()
                .forEachRemaining(each -> parameters.add(each.getKey() + " "
                        + each.getValue().path("type") + " " + each.getValue().path("default")));
        return parameters;
    }

    @Test
    void aRouteFileFitsAScreenOrTwoAndOpensWithWhatItIsFor() throws IOException {
        for (Path file : files(ROUTES, 5)) {
            List<String> lines = Files.readAllLines(file);
            assertThat(lines.get(0)).as(file.toString()).startsWith("# ");
            assertThat(lines).as(file.toString()).hasSizeLessThanOrEqualTo(SCREEN);
        }
    }

    @Test
    void packagesDependOneWay() {
        slices().matching("com.acme.checkout.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    /** What brokers share knows none of them, and none knows another; the start reads the settings of all. */
    @Test
    void eachBrokerHasARoomOfItsOwn() {
        noClasses()
                .that()
                .resideOutsideOfPackages("com.acme.checkout.broker..", "com.acme.checkout.startup")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "com.acme.checkout.broker.kafka",
                        "com.acme.checkout.broker.rabbitmq",
                        "com.acme.checkout.broker.jms")
                .check(CLASSES);
        slices().matching("com.acme.checkout.broker.(*)")
                .should()
                .notDependOnEachOther()
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.broker")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.broker.*")
                .check(CLASSES);
    }

    /** As its package-info says: the arrows that a reader may count on. */
    @Test
    void theCommandKnowsNobodyAndTheDoorsDoNotKnowEachOther() {
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.command")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("com.acme.checkout..").and(not(resideInAPackage("com.acme.checkout.command"))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.http")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.broker..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.broker..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.http")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("com.acme.checkout.desk..", "com.acme.checkout.startup")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.desk..")
                .check(CLASSES);
    }

    /** What is off by default is loaded by nobody; the start reads its settings. */
    @Test
    void tracingIsNobodysBusinessAndOpenTelemetryIsItsAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("com.acme.checkout.tracing", "com.acme.checkout.startup")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.acme.checkout.tracing", "io.opentelemetry..")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.tracing")
                .should()
                .dependOnClassesThat(resideInAPackage("com.acme.checkout..")
                        .and(not(resideInAPackage("com.acme.checkout.tracing")))
                        .and(not(resideInAPackage("com.acme.checkout.command")))
                        .and(not(resideInAPackage("com.acme.checkout.delivery")))
                        .and(not(resideInAPackage("com.acme.checkout.guard")))
                        .and(not(resideInAPackage("com.acme.checkout.settings"))))
                .check(CLASSES);
    }

    /** What looks at the text before a run: the command line uses it, and nothing that runs does. */
    @Test
    void theCheckBeforeARunIsTheCommandLinesAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("com.acme.checkout.lint", "com.acme.checkout.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.lint")
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.lint")
                .should()
                .dependOnClassesThat(resideInAPackage("com.acme.checkout..")
                        .and(not(resideInAPackage("com.acme.checkout.lint")))
                        .and(not(resideInAPackage("com.acme.checkout.settings")))
                        .and(not(resideInAPackage("com.acme.checkout.startup"))))
                .check(CLASSES);
    }

    /** What runs tests of routes starts the whole application, and is no part of it. */
    @Test
    void theRunnerOfTestsIsTheCommandLinesAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("com.acme.checkout.routetest", "com.acme.checkout.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.routetest")
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackages("com.acme.checkout.routetest", "com.acme.checkout.broker.memory")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.broker.memory")
                .check(CLASSES);
    }

    /** So does what starts it anew with each change. */
    @Test
    void theStartAnewIsTheCommandLinesAlone() {
        noClasses()
                .that()
                .resideOutsideOfPackages("com.acme.checkout.dev", "com.acme.checkout.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.dev")
                .check(CLASSES);
    }

    /** It talks to the service by HTTP; and what the service does not load, its start does not pay for. */
    @Test
    void theCommandLineKnowsTheCheckBeforeARunAloneAndOnlyMainKnowsIt() {
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.cli")
                .should()
                .dependOnClassesThat(resideInAPackage("com.acme.checkout..")
                        .and(not(resideInAPackage("com.acme.checkout.cli")))
                        .and(not(resideInAPackage("com.acme.checkout.lint")))
                        .and(not(resideInAPackage("com.acme.checkout.routetest")))
                        .and(not(resideInAPackage("com.acme.checkout.dev")))
                        // Names, and nothing more.
                        .and(not(simpleName("ExtensionPoint"))))
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage("com.acme.checkout.cli")
                .should()
                .dependOnClassesThat(resideInAPackage("com.acme.checkout.cli")
                        .and(not(simpleName("CommandLineEntry")))
                        .or(resideInAPackage("picocli..")))
                .check(CLASSES);
        noClasses()
                .that()
                .resideInAPackage("com.acme.checkout.*..")
                .and()
                .resideOutsideOfPackage("com.acme.checkout.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("com.acme.checkout.cli")
                .check(CLASSES);
    }

    @Test
    void eachPackageSaysItsPromiseAndNoClassIsLongerThanAReaderHolds() throws IOException {
        List<Path> packages;
        List<Path> sources;
        try (Stream<Path> files = Files.walk(MAIN)) {
            sources = files.filter(file -> file.toString().endsWith(".java")).toList();
        }
        packages = sources.stream().map(Path::getParent).distinct().toList();
        assertThat(packages)
                .allSatisfy(folder ->
                        assertThat(folder.resolve("package-info.java")).exists());
        assertThat(sources)
                .allSatisfy(source -> assertThat(Files.readAllLines(source))
                        .as(source.toString())
                        .hasSizeLessThanOrEqualTo(LONGEST_CLASS));
    }

    private static List<Path> files(Path folder, int depth) throws IOException {
        try (Stream<Path> files = Files.walk(folder, depth)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(".yaml")).toList();
            assertThat(found).isNotEmpty();
            return found;
        }
    }
}
