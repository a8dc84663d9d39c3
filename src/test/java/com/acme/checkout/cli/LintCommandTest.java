package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.lint.ProjectCopy;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What is printed, and how it ends. */
class LintCommandTest {

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
