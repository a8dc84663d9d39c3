package com.acme.checkout.routetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Routes that a file of tests brings along: they are there in its tests, beside those of the folder, and nowhere else. */
final class TestRoutes {

    private static final String PATTERN = "camel.main.routes-include-pattern";

    private TestRoutes() {}

    /**
     * The setting with which these routes are loaded.
     *
     * @throws InvalidTestException they are no list of which each item begins on a line of its own
     */
    static Map<String, String> setting(Located routes) {
        Path file = written(routes);
        Located pattern = Located.read(Path.of("application.yaml"));
        for (String name : PATTERN.split("\\.")) {
            pattern = pattern == null ? null : pattern.at(name);
        }
        return Map.of(PATTERN, (pattern == null ? "file:routes/*.camel.yaml" : pattern.text()) + ",file:" + file);
    }

    /** They have the lines in it that they have in the file of tests, so that what Camel says of them points there. */
    private static Path written(Located routes) {
        int first = first(routes);
        try {
            List<String> all = Files.readAllLines(routes.file());
            List<String> lines = new ArrayList<>();
            for (int line = 1; line <= all.size(); line++) {
                String text = all.get(line - 1);
                if (line >= first && text.matches("[\\w\"'].*")) {
                    // The next key of the file.
                    break;
                }
                lines.add(line < first ? "" : text);
            }
            String content = String.join("\n", lines) + "\n";
            Path folder = Path.of(System.getProperty("java.io.tmpdir"))
                    .resolve(
                            "checkout-test-routes-" + UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)));
            Files.createDirectories(folder);
            folder.toFile().deleteOnExit();
            Path file = folder.resolve(routes.file().getFileName().toString().replace(".test.yaml", ".camel.yaml"));
            Files.writeString(file, content);
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line of the first one. */
    private static int first(Located routes) {
        if (!routes.isList()
                || routes.items().isEmpty()
                || routes.items().get(0).line() == routes.line()) {
            throw new InvalidTestException(
                    routes,
                    "is no list of routes",
                    "write them below it, each on a line that begins with \"- route:\"");
        }
        return routes.items().get(0).line();
    }

    /** As {@link #setting}, without writing them anywhere. */
    static void check(Located routes) {
        first(routes);
    }
}
