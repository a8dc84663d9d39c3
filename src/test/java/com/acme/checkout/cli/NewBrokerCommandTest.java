package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.lint.ProjectCopy;
import com.acme.checkout.settings.BrokerKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code bin/checkout new broker} writes is right as it is, or nothing is written. PagesIT runs it. */
class NewBrokerCommandTest {

    @TempDir
    private Path folder;

    private Shell shell;

    @BeforeEach
    void open() throws Exception {
        shell = new Shell();
        ProjectCopy.into(folder);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void withoutAnOptionItIsTheDurableOneInThisProcess() throws Exception {
        Shell.Run run = run("acme");
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("routes/brokers/acme/broker-sink.kamelet.yaml", "src/test/brokers/acme.yaml");
        assertThat(folder.resolve("routes/brokers/acme/broker-source.kamelet.yaml"))
                .content()
                .startsWith("# acme, which begins as embedded is.\n")
                .contains("transacted: true", "# EDIT: ");
        assertThat(added())
                .contains("  acme:", "    like: embedded", "    min-free: ${CHECKOUT_ACME_MIN_FREE:100MB}")
                .noneMatch(line -> line.contains("EMBEDDED"));
        assertThat(folder.resolve("src/test/brokers/acme.yaml")).content().contains("broker: acme\n");
        isRight("acme");
    }

    @ParameterizedTest
    @CsvSource({
        "artemis, url: ${ACME_EU_URL:tcp://localhost:61616}",
        "amqp, url: ${ACME_EU_URL:amqp://localhost:5672}",
        "rabbitmq, url: ${ACME_EU_URL:amqp://guest:guest@localhost:5672}",
        "kafka, brokers: ${ACME_EU_BROKERS:localhost:9092}"
    })
    void itMayBeLikeAShippedOneWithSettingsOfItsOwn(String kind, String setting) throws Exception {
        assertThat(run("acme-eu", "--like", kind).code()).isZero();
        assertThat(added()).contains("    like: " + kind, "    " + setting);
        try (Stream<Path> files = Files.list(folder.resolve("routes/brokers/acme-eu"))) {
            assertThat(files.toList())
                    .allSatisfy(file -> assertThat(file)
                            .content()
                            .startsWith("# acme-eu, which begins as " + kind + " is.\n")
                            .doesNotContain("checkout." + kind + ".brokers"));
        }
        isRight("acme-eu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"jms", "amqp"})
    void aComponentForJmsLosesNothingAsItIs(String scheme) throws Exception {
        Shell.Run run = run("acme", "--component", scheme);
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("acme.camel.yaml").doesNotContain("pom.xml");
        assertThat(folder.resolve("routes/brokers/acme/broker-source.kamelet.yaml"))
                .content()
                .contains("uri: " + scheme + ":queue:{{queue}}", "transacted: true")
                .doesNotContain("NOT SAFE", "@");
        assertThat(folder.resolve("routes/brokers/acme/acme.camel.yaml"))
                .content()
                .contains("uri: direct:broker-queue", "{{checkout.acme.url}}");
        isRight("acme");
    }

    @Test
    void anotherComponentSaysFirstThatItIsNotSafeAndWhatTheServiceNeeds() throws Exception {
        Shell.Run run = run("acme", "--component", "nats");
        assertThat(run.code()).isZero();
        assertThat(run.out())
                .contains("add org.apache.camel.springboot:camel-nats-starter to the dependencies in pom.xml");
        assertThat(folder.resolve("routes/brokers/acme/broker-source.kamelet.yaml"))
                .content()
                .startsWith("# NOT SAFE YET: ")
                .contains("uri: nats:{{queue}}", "to: kamelet:sink");
        assertThat(folder.resolve("routes/brokers/acme/acme.camel.yaml"))
                .content()
                .doesNotContainPattern("@[A-Z]+@")
                .contains("uri: direct:broker-queue", "uri: nats:checkout.delay");
        isRight("acme");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Big | Big is no name for a broker",
                "../x | ../x is no name for a broker",
                "kafka | There is a broker kafka already",
                "memory | There is a broker memory already",
                "http | There is a setting checkout.http already",
                "server | There are variables SERVER_",
                "x --like nats | there is no broker nats to be like; take one of embedded, ",
                "x --component nonsense | Camel has no component nonsense; take one of its catalog",
                "x --component rabbitmq | did you mean spring-rabbitmq?",
                "x --component log | Camel's log only writes",
                "x --like kafka --component jms | mutually exclusive",
                "x --folder /nowhere | There is no folder /nowhere/routes/brokers",
            })
    void whatCantBeAddedIsSaidInOneLineAndNothingIsWritten(String arguments, String said) throws Exception {
        Set<String> before = files();
        Shell.Run run = run(arguments.split(" "));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).contains(said).hasLineCount(1);
        assertThat(files()).isEqualTo(before);
        assertThat(added()).isEmpty();
    }

    @Test
    void whatItNeedsOfTheProjectHasToBeThere() throws Exception {
        Files.createDirectories(folder.resolve("src/test/brokers"));
        Files.writeString(folder.resolve("src/test/brokers/acme.yaml"), "broker: acme\n");
        assertThat(run("acme").err()).contains("acme.yaml already");
        Path settings = folder.resolve("application.yaml");
        Files.writeString(settings, "checkout: {broker: kafka}\n");
        assertThat(run("other").err()).contains("application.yaml has no checkout.embedded");
        Files.writeString(settings, "server: {port: 1}\n");
        assertThat(run("other").err()).contains("has no settings under checkout:");
        Files.delete(folder.resolve("routes/brokers/kafka/broker-source.kamelet.yaml"));
        Files.writeString(settings, "checkout: {broker: embedded}\n");
        assertThat(run("other", "--like", "kafka").err()).contains("there is no folder");
        assertThat(folder.resolve("routes/brokers/other")).doesNotExist();
    }

    @Test
    void itMayBeLikeAllThatHaveJava() {
        assertThat(BrokerParts.KINDS).isEqualTo(BrokerKind.ALL);
    }

    @Test
    void aMistakeInItsSettingsIsFoundUnderItsOwnNames() throws Exception {
        assertThat(run("acme", "--like", "rabbitmq").code()).isZero();
        Path settings = folder.resolve("application.yaml");
        ProjectCopy.edit(settings, "${ACME_URL:amqp:", "${ACME_URL:http:");
        assertThat(lint("acme").out()).contains("ACME_URL: ").doesNotContain("RABBITMQ_URL");
        ProjectCopy.edit(settings, "like: rabbitmq", "like: rabbit");
        assertThat(lint("acme").out()).contains("checkout.acme.like: there is no broker rabbit to be like");
    }

    private Shell.Run run(String... arguments) {
        Stream<String> all = Stream.concat(Stream.of("new", "broker"), Stream.of(arguments));
        return shell.run((List.of(arguments).contains("--folder")
                        ? all
                        : Stream.concat(all, Stream.of("--folder", folder.toString())))
                .toArray(String[]::new));
    }

    private Shell.Run lint(String broker) {
        return shell.run("lint", folder.toString(), "--broker", broker);
    }

    /** For this broker and for those beside it. */
    private void isRight(String broker) {
        assertThat(lint(broker).out()).isEqualToIgnoringNewLines("No mistakes");
        assertThat(lint("embedded").out()).isEqualToIgnoringNewLines("No mistakes");
    }

    private Set<String> files() throws Exception {
        try (Stream<Path> all = Files.walk(folder)) {
            return new TreeSet<>(all.map(Path::toString).toList());
        }
    }

    /** The lines of application.yaml that are new; all others are as they are shipped, in their order. */
    private List<String> added() throws Exception {
        List<String> shipped = Files.readAllLines(Path.of("application.yaml"));
        List<String> added = new ArrayList<>();
        int at = 0;
        for (String line : Files.readAllLines(folder.resolve("application.yaml"))) {
            if (at < shipped.size() && line.equals(shipped.get(at))) {
                at++;
            } else {
                added.add(line);
            }
        }
        assertThat(at).as("shipped lines that are still there").isEqualTo(shipped.size());
        return added;
    }
}
