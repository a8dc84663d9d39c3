package com.acme.checkout.dev;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

/** What the settings of a copy of the files name is in that copy. */
class DevServiceTest {

    private static final String PATTERN = "camel.main.routes-include-pattern";

    @TempDir
    private Path copy;

    @Test
    void aFolderThatTheCopyLacksIsNotLookedInto() {
        assertThat(pattern(",file:routes/commands/*.camel.yaml")).isEqualTo("file:" + copy + "/routes/*.camel.yaml");
    }

    @Test
    void aFolderThatOnlyTheCopyHasIsLookedInto() throws Exception {
        Files.createDirectories(copy.resolve("routes/commands"));
        assertThat(pattern(""))
                .isEqualTo("file:" + copy + "/routes/*.camel.yaml,file:" + copy + "/routes/commands/*.camel.yaml");
    }

    /** {@code live}: what the folder that was copied from adds by now. */
    private String pattern(String live) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "settings",
                        Map.of(
                                "checkout.commands",
                                "routes/commands",
                                "checkout.command-routes",
                                live,
                                PATTERN,
                                "file:routes/*.camel.yaml${checkout.command-routes}")));
        DevService.in(copy, environment);
        return environment.getProperty(PATTERN);
    }
}
