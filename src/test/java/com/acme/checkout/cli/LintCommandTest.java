package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.lint.ProjectCopy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What is printed, and how it ends. */
class LintCommandTest {

    private static final String OWN = """
            apiVersion: camel.apache.org/v1
            kind: Kamelet
            metadata:
              name: broker-%1$s
            spec:
              definition:
                required: [queue]
                properties:
                  queue: {type: string}
                  consumers: {type: integer, default: 16}
              template:
                %2$s
            """;

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void copy() throws IOException {
        ProjectCopy.into(folder);
    }

    private int lint(String... arguments) {
        return new CommandLine(new LintCommand(Map.of()))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private void mistake() throws IOException {
        ProjectCopy.edit(folder.resolve("routes/broker-door.camel.yaml"), "- to: direct:settle", "- to: direct:setle");
    }

    @Test
    void withoutMistakesItSaysSo() {
        assertThat(lint(folder.toString(), "--broker", "rabbitmq")).isZero();
        assertThat(out.toString()).isEqualToIgnoringNewLines("No mistakes");
    }

    @Test
    void aMistakeIsALineThatEditorsFind() throws IOException {
        mistake();
        assertThat(lint(folder.toString())).isOne();
        assertThat(out.toString().lines())
                .containsExactly(
                        folder + "/routes/broker-door.camel.yaml:14:15: sends to direct:setle, which no route reads; "
                                + "did you mean direct:settle?",
                        "1 mistake");
    }

    /** A file of tests, which no start reads. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tests: [{name: a, dor: http}]                       | 1:24: there is no dor here; did you mean door?",
                "tests: [{name: a, steps: [{door: htp}]}]            | 1:34: there is no htp here; did you mean http?",
                "tests: [{name: a, lookup: {standrad: 404}}]         | 1:38: application.yaml lists no destination standrad; did you mean standard?",
                "tests: [{name: a, breakers: {standard: opne}}]      | 1:40: there is no opne here; did you mean open?",
                "tests: [{name: a, expect: {calls: [standrad]}}]     | 1:36: application.yaml lists no destination standrad; did you mean standard?",
                "tests: [{name: a, expect: {calls: {standrad: 1}}}]  | 1:46: application.yaml lists no destination standrad; did you mean standard?",
                "tests: [{name: a, expect: {calls: [{destination: standard, metod: POST}]}}] | 1:67: there is no metod here; did you mean method?",
                "tests: [{name: a, expect: {parked: [{destination: standrad}]}}] | 1:51: application.yaml lists no destination standrad; did you mean standard?",
                "tests: [{name: a, expect: {outcome: startd}}]       | 1:37: there is no startd here; did you mean started?",
                "tests: [{name: a, expect: {deadLetter: EXHAUSTD}}]  | 1:40: there is no EXHAUSTD here; did you mean EXHAUSTED?",
                "tests: [{name: a, expect: {answer: {staus: 200}}}]  | 1:44: there is no staus here; did you mean status?",
                "tests: [                                            | 2:1: is no YAML (expected the node content, but found '<stream end>'); correct the indentation, the quotes or the brackets there",
            })
    void aMistakeInATestIsFound(String text, String told) throws IOException {
        Files.writeString(folder.resolve("routes/own.test.yaml"), text + "\n");
        assertThat(lint(folder.toString())).isOne();
        assertThat(out.toString().lines()).containsExactly(folder + "/routes/own.test.yaml:" + told, "1 mistake");
    }

    @Test
    void theMistakesOfAllTestsAreFoundAtOnce() throws IOException {
        Files.writeString(folder.resolve("routes/own.test.yaml"), """
                setings: {a: b}
                tests:
                  - {name: a, dor: http}
                  - {name: b, door: htp}
                """);
        assertThat(lint(folder.toString())).isOne();
        assertThat(out.toString().lines().map(each -> each.replaceFirst(".*test.yaml:", "")))
                .containsExactly(
                        "1:1: there is no setings here; did you mean settings?",
                        "3:20: there is no dor here; did you mean door?",
                        "4:21: there is no htp here; did you mean http?",
                        "3 mistakes");
    }

    @Test
    void aTestMayHaveADestinationOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("routes/own.test.yaml"), """
                settings: {checkout.destinations.partner.url: "http://localhost:1"}
                tests: [{name: a, orchestrator: {partner: 503}, expect: {calls: {partner: 4}, outcome: ~}}]
                """);
        assertThat(lint(folder.toString())).as(out.toString()).isZero();
    }

    /** What is wrong in the folder of a broker that is not chosen, as far as its files say so by themselves. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kafka/delays.camel.yaml           | bean: {ref       | baen: {ref       | there is no step baen; did you mean bean?",
                "kafka/delays.camel.yaml           | id: delays       | id: delays, a: } | is no YAML (mapping values are not allowed here); correct the indentation, the quotes or the brackets there",
                "rabbitmq/broker-sink.kamelet.yaml | kind: Kamelet    | kinds: Kamelet   | a Kamelet has no option kinds; did you mean kind?",
                "rabbitmq/broker-sink.kamelet.yaml | confirm: enabled | confrim: enabled | spring-rabbitmq: has no option confrim; did you mean confirm?",
                "rabbitmq/broker-sink.kamelet.yaml | spring-rabbitmq: | spring-rabitmq:  | there is no component spring-rabitmq; did you mean spring-rabbitmq?",
                "amqp/broker-sink.kamelet.yaml     | exchangeProperty.due} != | exchangePropertydue} != | the simple expression ${exchangePropertydue} != null can't be read (Unknown function: exchangePropertydue); did you mean exchangeProperty?",
                "artemis/broker-source.kamelet.yaml | disableReplyTo: true | transacted: true | transacted stands here a second time; keep one of the two",
            })
    void aMistakeOfABrokerThatIsNotChosenIsFound(String file, String text, String by, String told) throws IOException {
        ProjectCopy.edit(folder.resolve("routes/brokers").resolve(file), text, by);
        assertThat(lint(folder.toString())).isOne();
        assertThat(out.toString().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith(folder + "/routes/brokers/" + file + ":")
                .endsWith(": (broker " + file.replaceFirst("/.*", "") + ", not chosen) " + told);
    }

    /** A broker of somebody's own may need settings and libraries that are there when it is chosen. */
    @Test
    void whatABrokerThatIsNotChosenNeedsMayBeMissing() throws IOException {
        Path own = Files.createDirectories(folder.resolve("routes/brokers/own"));
        Files.writeString(own.resolve("broker-source.kamelet.yaml"), OWN.formatted("source", """
            from: {uri: "quickqueue:{{queue}}", parameters: {url: "{{checkout.own.url}}", client: "#bean:ownClient"}, \
            steps: [{bean: {ref: ownMapper, method: receive}}, {to: "kamelet:sink"}]}"""));
        Files.writeString(
                own.resolve("broker-sink.kamelet.yaml"),
                OWN.formatted("sink", "from: {uri: kamelet:source, steps: [{to: \"quickqueue:{{queue}}\"}]}"));
        assertThat(lint(folder.toString())).as(out.toString()).isZero();
    }

    @Test
    void jsonIsAnArrayWithAllOfThem() throws IOException {
        mistake();
        assertThat(lint(folder.toString(), "--json")).isOne();
        JsonNode all = new ObjectMapper().readTree(out.toString());
        assertThat(all).hasSize(1);
        assertThat(all.get(0).path("file").asText()).isEqualTo(folder + "/routes/broker-door.camel.yaml");
        assertThat(all.get(0).path("line").asInt()).isEqualTo(14);
        assertThat(all.get(0).path("column").asInt()).isEqualTo(15);
        assertThat(all.get(0).path("message").asText()).isEqualTo("sends to direct:setle, which no route reads");
        assertThat(all.get(0).path("fix").asText()).isEqualTo("did you mean direct:settle?");
    }

    @Test
    void jsonWithoutMistakesIsAnEmptyArray() throws IOException {
        assertThat(lint(folder.toString(), "--json")).isZero();
        assertThat(new ObjectMapper().readTree(out.toString())).isEmpty();
    }

    @Test
    void gitHubGetsAnnotations() throws IOException {
        mistake();
        assertThat(lint(folder.toString(), "--github")).isOne();
        assertThat(out.toString())
                .isEqualToIgnoringNewLines("::error file=" + folder + "/routes/broker-door.camel.yaml,line=14,col=15::"
                        + "sends to direct:setle, which no route reads; did you mean direct:settle?");
    }

    @Test
    void wrongUsageEndsWithTwo() {
        assertThat(lint(folder.resolve("routes").toString())).isEqualTo(2);
        assertThat(lint(folder.toString(), "--broker", "../embedded")).isEqualTo(2);
        assertThat(lint(folder.toString(), "--broker", "rabit")).isEqualTo(2);
        assertThat(lint(folder.toString(), "--json", "--github")).isEqualTo(2);
        assertThat(lint(folder.toString(), "--nothing")).isEqualTo(2);
        assertThat(err.toString())
                .contains("name the folder that does", "there is no folder routes/brokers/rabit")
                .doesNotContain("\tat ");
    }
}
