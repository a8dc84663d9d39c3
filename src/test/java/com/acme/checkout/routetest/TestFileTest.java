package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake in a file of tests is one line: where, what, and the cure. */
class TestFileTest {

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "                                                    | 1:1: holds no tests; write them under tests:, or delete the file",
                "settings: {a: b}                                    | 1:1: holds no tests; write them under tests:",
                "test: []                                            | 1:1: there is no test here; did you mean tests?",
                "tests: [{door: http}]                               | 1:9: has no name; say under name: what it shows",
                "tests: [{name: a, dor: http}]                       | 1:24: there is no dor here; did you mean door?",
                "tests: [{name: a, door: htp}]                       | 1:25: there is no htp here; did you mean http?",
                "tests: [{name: a, orchestrator: [20]}]              | 1:34: is no HTTP status; write a number from 100 to 999, or fails: dropped",
                "tests: [{name: a, orchestrator: {fails: drop}}]     | 1:41: there is no drop here; choose one of refused, dropped, stopping",
                "tests: [{name: a, orchestrator: {delay: soon}}]     | 1:41: is no duration; write it as 250ms, 10s or 1m",
                "tests: [{name: a, body: x, command: {a: b}}]        | 1:25: stands beside command; keep one of the two",
                "tests: [{name: a, door: broker, request: GET /a}]   | 1:42: is for door: http; take one of the two out",
                "tests: [{name: a, request: checkouts}]              | 1:28: is no request; write method and path, as GET /checkouts/1",
                "tests: [{name: a, door: http, queue: b}]            | 1:38: is for door: broker; take one of the two out",
                "tests: [{name: a, expect: {calsl: 1}}]              | 1:35: there is no calsl here; did you mean calls?",
                "tests: [{name: a, bodyBytes: -1}]                   | 1:30: is no length; write a number from 1 to 10000000",
                "tests: [{name: a, name: b}]                         | 1:19: name stands here a second time; keep one",
                "tests: [                                            | 2:1: is no YAML",
                "routes: [{route: {id: a}}]                          | 1:1: is no list of routes; write them below it",
            })
    void aMistakeIsToldWithItsPlaceAndACure(String text, String told) throws IOException {
        Path file = file(text == null ? "" : text);
        assertThatThrownBy(() -> TestFile.read(file))
                .isInstanceOf(InvalidTestException.class)
                .hasMessageStartingWith(file + ":" + told);
    }

    /** So that what Camel says of them points there. */
    @Test
    void itsOwnRoutesKeepTheirLines() throws IOException {
        RouteTest test = TestFile.read(file("settings: {}\nroutes:\n  - route:\n      id: a\ntests:\n  - name: b"))
                .get(0);
        String pattern = test.settings().get("camel.main.routes-include-pattern");
        assertThat(pattern).startsWith("file:routes/*.camel.yaml");
        assertThat(Files.readAllLines(Path.of(pattern.substring(pattern.lastIndexOf("file:") + 5))))
                .containsExactly("", "", "  - route:", "      id: a");
    }

    @Test
    void aQueueMeansTheBrokersDoor() throws IOException {
        RouteTest.Step step = TestFile.read(file("tests: [{name: a, queue: checkout.pending.standard}]"))
                .get(0)
                .steps()
                .get(0);
        assertThat(step.door()).isEqualTo(RouteTest.Door.BROKER);
        assertThat(step.queue()).isEqualTo("checkout.pending.standard");
    }

    @Test
    void answersAreForAllDestinationsOrForSome() throws IOException {
        List<RouteTest> tests = TestFile.read(file("""
                tests:
                  - {name: all, orchestrator: [503, {fails: dropped, delay: 2s}]}
                  - {name: some, orchestrator: {promotion: 404}}
                """));
        assertThat(tests.get(0).steps().get(0).answers())
                .containsOnlyKeys(RouteTest.ANY)
                .extractingByKey(RouteTest.ANY)
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactly(
                        new RouteTest.Answer(503, java.util.Map.of(), 0, null),
                        new RouteTest.Answer(201, java.util.Map.of(), 2000, RouteTest.Failure.DROPPED));
        assertThat(tests.get(1).steps().get(0).answers()).containsOnlyKeys("promotion");
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("a.test.yaml"), text + "\n");
    }
}
