package com.acme.checkout.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** How YAML is written here: what an editor that follows {@code .editorconfig} does by itself, and no name twice in one object. */
class YamlStyleTest {

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Stream.of("routes", "deploy", "src/main/resources", "docs", ".github")
                .flatMap(YamlStyleTest::below)) {
            return Stream.concat(
                            files.filter(file -> file.toString().endsWith(".yaml")
                                    || file.toString().endsWith(".yml")),
                            Stream.of(Path.of("application.yaml"), Path.of("compose.yaml")))
                    .toList();
        }
    }

    private static Stream<Path> below(String folder) {
        try {
            return Files.walk(Path.of(folder)).filter(Files::isRegularFile);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isPlain(Path file) throws IOException {
        String text = Files.readString(file);
        assertThat(text).doesNotContain("\t", "\r", "\uFEFF").endsWith("\n").doesNotEndWith("\n\n");
        assertThat(text.lines())
                .noneMatch(line -> line.endsWith(" "))
                .allMatch(line -> line.isBlank()
                        || (line.length() - line.stripLeading().length()) % 2 == 0
                        || line.strip().startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("files")
    void saysNothingTwice(Path file) throws IOException {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        String text = Files.readString(file);
        assertThatCode(() ->
                        new Yaml(new SafeConstructor(options)).loadAll(text).forEach(document -> {}))
                .doesNotThrowAnyException();
    }
}
