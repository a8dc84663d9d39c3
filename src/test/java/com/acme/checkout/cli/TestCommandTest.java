package com.acme.checkout.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How {@code bin/checkout test} ends, and what it prints. It runs in this project's folder. */
class TestCommandTest {

    @TempDir
    private Path folder;

    private Shell shell;

    @BeforeEach
    void open() throws Exception {
        shell = new Shell();
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void whatPassesEndsWithNoughtAndReports() throws Exception {
        Path junit = folder.resolve("junit.xml");
        Path page = folder.resolve("steps.html");
        Shell.Run run = shell.run(
                "test", file("expect: {answer: 200}"), "--junit", junit.toString(), "--coverage", page.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).contains("Passed: 1 test in").containsPattern("\\d+ of \\d+ steps ran");
        assertThat(junit).content().contains("<testsuite ");
        assertThat(page).content().contains("<title>");
    }

    @Test
    void whatFailsEndsWithOne() throws Exception {
        Shell.Run run = shell.run("test", file("expect: {answer: 201}"));
        assertThat(run.code()).isOne();
        assertThat(run.out()).contains("FAILED: 1 of 1 test in");
    }

    @Test
    void whatCantBeReadEndsWithTwoAndALine() throws Exception {
        Shell.Run run = shell.run("test", file("expct: {answer: 201}"));
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err().lines()).singleElement().asString().contains("a.test.yaml:3:", "did you mean expect?");
        assertThat(shell.run("test", folder.resolve("no.test.yaml").toString()).err())
                .contains("there is no " + folder.resolve("no.test.yaml"));
    }

    @Test
    void aReportThatCantBeWrittenIsSaidBeforeAnyTestRuns() throws Exception {
        Shell.Run run = shell.run("test", file("expect: {answer: 200}"), "--junit", folder + "/no/junit.xml");
        assertThat(run.code()).isEqualTo(2);
        assertThat(run.err()).isEqualTo("checkout: --junit: there is no folder " + folder + "/no; make it first\n");
        assertThat(run.out()).isEmpty();
    }

    private String file(String rest) throws Exception {
        return Files.writeString(folder.resolve("a.test.yaml"), "tests:\n  - name: a\n    " + rest + "\n")
                .toString();
    }
}
