package com.acme.checkout.routetest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.model.ModelCamelContext;

/**
 * Routes that a file of tests brings along: they are there in its tests and nowhere else, beside those of the folder, or in the
 * place of the one that reads the same address.
 */
final class TestRoutes {

    private static final String PATTERN = "camel.main.routes-include-pattern";

    private static final String FOLDER = "checkout-test-routes-";
    private static final Pattern OWN = Pattern.compile("file:([^,]*" + FOLDER + "[^,]*)$");

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

    /** With these settings, the folder's routes give way to the tests' own. */
    static void giveWay(ModelCamelContext camel, Map<String, ?> settings) {
        Matcher file = OWN.matcher(String.valueOf(settings.get(PATTERN)));
        if (!file.find()) {
            return;
        }
        String own = file.group(1);
        Set<String> addresses = Located.read(Path.of(own)).items().stream()
                .map(each -> each.at("route"))
                .filter(Objects::nonNull)
                .map(route -> route.at("from"))
                .filter(from -> from != null && from.at("uri") != null)
                .map(from -> plain(from.at("uri").text()))
                .collect(Collectors.toSet());
        camel.setRouteFilter(route -> !addresses.contains(plain(route.getEndpointUrl()))
                || route.getResource() != null
                        && route.getResource().getLocation().endsWith(own));
    }

    private static String plain(String address) {
        return address.replaceFirst("\\?.*", "").replaceFirst("^(\\w+):/+", "$1:");
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
                    .resolve(FOLDER + UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8)));
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
