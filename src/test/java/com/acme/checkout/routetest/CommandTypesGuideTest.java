package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command that is data: the guide's. */
class CommandTypesGuideTest {

    private static final Pattern BLOCK =
            Pattern.compile("\\*\\*`routes/commands/([^`]+)`\\*\\*\n\n```(?:yaml|json)\n(.*?)```", Pattern.DOTALL);

    @Test
    void theGuidesExamplePasses(@TempDir Path folder) throws Exception {
        List<MatchResult> blocks = BLOCK.matcher(Files.readString(Path.of("docs/command-types.md")))
                .results()
                .toList();
        assertThat(blocks).hasSize(3);
        for (MatchResult block : blocks) {
            String settings =
                    block.group(1).endsWith(".test.yaml") ? "settings: {checkout.commands: " + folder + "}\n" : "";
            Files.writeString(folder.resolve(block.group(1)), settings + block.group(2));
        }
        ExtensionPointsTest.passes(folder, 5);
    }
}
