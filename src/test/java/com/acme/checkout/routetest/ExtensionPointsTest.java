package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of somebody's own beside the shipped ones: the guide's, and some that fail. */
class ExtensionPointsTest {

    private static final Pattern BLOCK =
            Pattern.compile("\\*\\*`routes/([^`]+)`\\*\\*\n\n```yaml\n(.*?)```", Pattern.DOTALL);

    @Test
    void theGuidesExamplesPass(@TempDir Path folder) throws Exception {
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(Path.of("docs/extension-points.md")))
                .results()
                .toList();
        assertThat(blocks).hasSize(6);
        for (MatchResult block : blocks) {
            String settings = block.group(1).endsWith(".test.yaml")
                    ? "settings:\n  camel.main.routes-include-pattern: file:routes/*.camel.yaml,"
                            + "file:routes/brokers/memory/*.camel.yaml,file:routes/orchestrators/sandbox/*.camel.yaml,file:"
                            + folder + "/*.camel.yaml\n"
                    : "";
            Files.writeString(folder.resolve(block.group(1)), settings + block.group(2));
        }
        passes(folder, 7);
    }

    @Test
    void whatFailsIsRetriedOrLeavesTheOutcomeAsItIs() {
        passes(Path.of("src/test/resources/extension-points"), 14);
    }

    /** Runs the tests in {@code folder}: so many, and each passes. */
    static void passes(Path folder, int number) {
        List<TestRun.Result> results = new ArrayList<>();
        new TestRun(null).run(TestRun.find(List.of(folder)), results::add, result -> false);
        StringWriter failures = new StringWriter();
        results.stream()
                .filter(each -> !each.passed())
                .forEach(each -> Reports.failure(each, new PrintWriter(failures, true)));
        assertThat(failures.toString()).isEmpty();
        assertThat(results).hasSize(number);
    }
}
