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
    void aFolderThatIsMadeLaterIsWatchedAtOnce() throws Exception {
        try (ProjectWatch watch = new ProjectWatch(List.of(folder))) {
            Path below = Files.createDirectories(folder.resolve("later/below"));
            Files.writeString(below.resolve("a.yaml"), "x");
            assertThat(watch.await()).containsExactly(below.resolve("a.yaml"));
            Files.writeString(below.resolve("b.yaml"), "x");
            assertThat(watch.await()).containsExactly(below.resolve("b.yaml"));
            Files.writeString(below.getParent().resolve("c.yaml"), "x");
            assertThat(watch.await()).containsExactly(below.getParent().resolve("c.yaml"));
        }
    }

    @Test
    void aFolderThatIsGoneIsTold(@TempDir Path elsewhere) throws Exception {
        Path one = Files.createDirectories(folder.resolve("one/below")).getParent();
        Path two = Files.createDirectory(folder.resolve("two"));
        Files.writeString(one.resolve("below/a.yaml"), "x");
        try (ProjectWatch watch = new ProjectWatch(List.of(folder))) {
            Files.delete(two);
            assertThat(watch.await()).containsExactly(two);
            Files.move(one, elsewhere.resolve("one"));
            assertThat(watch.await()).containsExactly(one);
            Files.writeString(elsewhere.resolve("one/below/a.yaml"), "y");
            Files.writeString(folder.resolve("b.yaml"), "x");
            assertThat(watch.await()).as("not what it holds elsewhere").containsExactly(folder.resolve("b.yaml"));
            Files.move(elsewhere.resolve("one"), folder.resolve("again"));
            assertThat(watch.await()).containsExactly(folder.resolve("again/below/a.yaml"));
        }
    }
}
