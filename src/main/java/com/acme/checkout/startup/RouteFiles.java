package com.acme.checkout.startup;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds the files under {@code routes/} that Camel would pass over without a word, because of their name or because of
 * where they are. What an editor leaves behind (hidden, or ending in {@code ~}) is nobody's mistake.
 */
final class RouteFiles {

    private static final Pattern ROUTES = Pattern.compile(".*\\.(ya?ml|xml|json|java|groovy)", Pattern.CASE_INSENSITIVE);
    private static final String CAMEL = ".camel.yaml";
    private static final String KAMELET = ".kamelet.yaml";

    private RouteFiles() {
    }

    /**
     * @param routes the project's folder of routes
     * @param broker the broker's folder that was chosen: the others' are left alone
     */
    static void check(Path routes, String broker) {
        Path brokers = routes.resolve("brokers");
        Path orchestrators = routes.resolve("orchestrators");
        Path chosen = brokers.resolve(broker);
        Path http = orchestrators.resolve("http");
        Path sandbox = orchestrators.resolve("sandbox");
        Set<Path> read = new LinkedHashSet<>(List.of(routes, chosen, http, sandbox));
        for (Path file : files(routes)) {
            Path folder = file.getParent();
            if (folder.startsWith(brokers) && !folder.equals(brokers) && !folder.startsWith(chosen)) {
                continue;
            }
            if (!read.contains(folder)) {
                throw new WrongRoute(file.toString(), "nothing in this folder is read", "move it to " + routes + "/ or to " + chosen + "/");
            }
            String name = file.getFileName().toString();
            boolean routesHere = !folder.equals(http);
            boolean kameletsHere = folder.equals(chosen) || folder.equals(http);
            if (name.endsWith(KAMELET) ? kameletsHere : name.endsWith(CAMEL) && routesHere) {
                continue;
            }
            if (name.endsWith(KAMELET)) {
                throw new WrongRoute(file.toString(), "no Kamelets are read from this folder", "move it to " + chosen + "/ or to " + http + "/");
            }
            if (name.endsWith(CAMEL)) {
                throw new WrongRoute(file.toString(), "no routes are read from this folder", "move it to " + routes + "/");
            }
            String stem = name.replaceFirst("(?i)(\\.(camel|kamelet))?\\.[a-z]+$", "");
            throw new WrongRoute(file.toString(), "is passed over, because of its name",
                    !name.matches("(?i).*\\.ya?ml") ? "write it in YAML, as " + stem + CAMEL + ", or move it out of " + routes + "/"
                    : "rename it to " + stem + (kameletsHere && (!routesHere || name.toLowerCase(java.util.Locale.ROOT).contains(".kamelet.")) ? KAMELET : CAMEL));
        }
        for (Path file : files(chosen)) {
            Path twin = http.resolve(file.getFileName());
            if (file.toString().endsWith(KAMELET) && Files.exists(twin)) {
                throw new WrongRoute(twin.toString(), "is passed over: " + file + " has its name", "rename one of them");
            }
        }
    }

    private static List<Path> files(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            return new ArrayList<>(files.filter(Files::isRegularFile).filter(file -> {
                String name = file.getFileName().toString();
                return ROUTES.matcher(name).matches() && !name.startsWith(".") && !name.startsWith("#");
            }).sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
