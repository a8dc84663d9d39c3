package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A change of the rules that a test sees is told from one that none sees. */
class MutationRunTest {

    @Test
    void aChangeThatNoTestSeesIsNamedAndNoOther() {
        List<RouteTest> tests = TestRun.find(List.of(Path.of("routes/destinations.test.yaml")));
        TestRun unchanged = new TestRun(null);
        List<TestRun.Result> results = new ArrayList<>();
        unchanged.run(tests, results::add, result -> false);
        assertThat(results).allMatch(TestRun.Result::passed);
        StringWriter out = new StringWriter();
        boolean all = new MutationRun(tests, unchanged.coverage().steps(), new PrintWriter(out, true))
                .run(unchanged.routes().stream()
                        .filter(each -> each.getId().equals("destinations"))
                        .toList());
        assertThat(all).isFalse();
        assertThat(out.toString().lines().filter(each -> each.startsWith("NOT NOTICED")))
                .singleElement()
                .asString()
                .contains("routes/destinations.camel.yaml:36  removed  throwException");
        // Two rules taken out or turned round, what each of them sets, the choice itself: seen by tests, not by the
        // start.
        assertThat(out.toString()).containsPattern("are noticed: ([6-9]|1\\d) by a test");
    }
}
