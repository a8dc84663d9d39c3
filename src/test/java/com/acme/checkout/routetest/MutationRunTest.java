package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A change of the rules that a test sees is told from one that none sees. */
class MutationRunTest {

    @Test
    void eachChangeOfTheRulesIsSeenByATest() {
        StringWriter out = new StringWriter();
        assertThat(run(out, test -> true)).as(out.toString()).isTrue();
        // Two rules taken out or turned round, what each of them sets, the choice itself: seen by tests, not by the
        // start.
        assertThat(out.toString()).containsPattern("are noticed: ([6-9]|1\\d) by a test");
    }

    @Test
    void aChangeThatNoTestSeesIsNamedAndNoOther() {
        StringWriter out = new StringWriter();
        assertThat(run(out, test -> !test.name().contains("with a promotion code")))
                .isFalse();
        assertThat(out.toString().lines().filter(each -> each.startsWith("NOT NOTICED")))
                .anyMatch(each -> each.contains("removed  when[jq{.promotionCode != null}]"))
                .noneMatch(each -> each.contains("negated"))
                .noneMatch(each -> each.contains("when[jq{true}]"));
    }

    private static boolean run(StringWriter out, Predicate<RouteTest> which) {
        List<RouteTest> tests = TestRun.find(List.of(Path.of("routes/destinations.test.yaml"))).stream()
                .filter(which)
                .toList();
        TestRun unchanged = new TestRun(null);
        List<TestRun.Result> results = new ArrayList<>();
        unchanged.run(tests, results::add, result -> false);
        assertThat(results).allMatch(TestRun.Result::passed);
        return new MutationRun(tests, unchanged.coverage().steps(), new PrintWriter(out, true))
                .run(unchanged.routes().stream()
                        .filter(each -> each.getId().equals("destinations"))
                        .toList());
    }
}
