package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The shipped tests of routes, and what a person sees of tests that fail. */
class RouteTestsTest {

    /** The step that says what is wrong where the last rule, which takes all commands, is taken out. */
    private static final String UNREACHABLE = "routes/destinations.camel.yaml";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TestFactory
    Stream<DynamicTest> allShippedTestsPassAndComeToEveryStep() {
        List<RouteTest> tests = TestRun.find(List.of(Path.of("routes")));
        List<TestRun.Result> results = new ArrayList<>();
        TestRun run = new TestRun(null);
        run.run(tests, results::add, result -> false);
        return Stream.concat(
                results.stream()
                        .map(each -> dynamicTest(
                                each.test().file() + ": " + each.test().name(), () -> {
                                    StringWriter text = new StringWriter();
                                    Reports.failure(each, new PrintWriter(text, true));
                                    assertThat(each.passed())
                                            .as(text.toString())
                                            .isTrue();
                                })),
                Stream.of(
                        dynamicTest("all have run", () -> assertThat(results).hasSameSizeAs(tests)),
                        dynamicTest(
                                "every step has run",
                                () -> assertThat(run.coverage().missed())
                                        .allSatisfy(each -> {
                                            assertThat(each.file()).hasToString(UNREACHABLE);
                                            assertThat(each.kind()).isEqualTo("throwException");
                                        })
                                        .hasSizeLessThanOrEqualTo(1))));
    }

    @Test
    void aFailureShowsExpectedAndActualWithTheirPlace(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("wrong.test.yaml"), """
                tests:
                  - name: goes to the wrong place
                    door: broker
                    expect:
                      calls: [promotion]
                      outcome: started
                  - name: is right
                    door: broker
                    expect: {calls: 1}
                  - name: a dead letter that nobody expects
                    door: broker
                    body: "{"
                """);
        Path junit = folder.resolve("junit.xml");
        Path page = folder.resolve("page.html");
        assertThat(run(file).junit(junit).coveragePage(page).run()).isEqualTo(RouteTests.End.FAILED);
        assertThat(out.toString())
                .contains("FAILED  " + file + ":2  goes to the wrong place")
                .containsPattern("calls\\[0] +promotion +standard of .* \\(" + file + ":5\\)")
                .contains("FAILED  " + file + ":10  a dead letter that nobody expects")
                .containsPattern("deadLetter +nothing +\\{\"reason\":\"UNREADABLE\"")
                .contains("FAILED: 2 of 3 tests")
                .doesNotContain("is right");
        assertThat(junit)
                .content()
                .contains(
                        "tests=\"3\" failures=\"2\"",
                        "name=\"is right\"",
                        "line=\"2\"",
                        "<failure message=\"not as expected\"");
        assertThat(page)
                .content()
                .contains("<h2>routes/broker-door.camel.yaml</h2>", "class=\"missed\"", "direct:settle");
    }

    @Test
    void aStartThatIsRefusedIsNoTrace(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("a.test.yaml"), """
                settings: {checkout.delivery.immediate-retries: many}
                tests:
                  - name: can't start
                    door: broker
                """);
        assertThat(run(file).run()).isEqualTo(RouteTests.End.NOT_RUN);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("the application does not start", "bin/checkout lint");
    }

    @Test
    void withoutTestsItSaysSo(@TempDir Path folder) throws Exception {
        assertThat(run(folder).run()).isEqualTo(RouteTests.End.NOT_RUN);
        assertThat(err.toString()).contains("There is no test in");
    }

    private RouteTests run(Path path) {
        return new RouteTests(List.of(path), new PrintWriter(out, true), new PrintWriter(err, true));
    }
}
