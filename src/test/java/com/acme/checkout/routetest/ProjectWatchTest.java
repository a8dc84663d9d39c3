package com.acme.checkout.routetest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which changes are told. */
@Timeout(120)
class ProjectWatchTest {

    @TempDir
    private Path folder;

    @Test
    void aYamlFileIsToldAndWhatAnEditorLeavesIsNot() throws Exception {
        Path below = Files.createDirectory(folder.resolve("below"));
        try (ProjectWatch watch = new ProjectWatch(List.of(folder))) {
            Files.writeString(below.resolve(".a.yaml.swp"), "x");
            Files.writeString(below.resolve(".#a.yaml"), "x");
            Files.writeString(below.resolve("a.txt"), "x");
            Files.writeString(below.resolve("a.camel.yaml"), "x");
            assertThat(watch.await()).containsExactly(below.resolve("a.camel.yaml"));
            Files.delete(below.resolve("a.camel.yaml"));
            assertThat(watch.await()).containsExactly(below.resolve("a.camel.yaml"));
        }
    }

    @Test
    void aFolderThatIsMadeLaterIsWatchedFromTheNextChangeOn() throws Exception {
        try (ProjectWatch watch = new ProjectWatch(List.of(folder))) {
            Path later = Files.createDirectory(folder.resolve("later"));
            Files.writeString(folder.resolve("a.yaml"), "x");
            assertThat(watch.await()).contains(folder.resolve("a.yaml"));
            Files.writeString(later.resolve("b.yaml"), "x");
            assertThat(watch.await()).contains(later.resolve("b.yaml"));
        }
    }
}
