package com.acme.checkout.startup;

import com.acme.checkout.command.CommandTypes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the files under {@code routes/} that Camel would pass over without a word, because of their name or because of
 * where they are. What an editor leaves behind (hidden, or ending in {@code ~}) is nobody's mistake.
 */
final class RouteFiles {

    private static final Pattern ROUTES =
            Pattern.compile(".*\\.(ya?ml|xml|json|java|groovy)", Pattern.CASE_INSENSITIVE);
    private static final String CAMEL = ".camel.yaml";
    private static final String KAMELET = ".kamelet.yaml";
    private static final String TESTS = ".test.yaml";

    /** The folder of further commands, under that of the routes. */
    static final String COMMANDS = "commands";

    private RouteFiles() {}

    /**
     * @param routes the project's folder of routes
     * @param broker the broker's folder that was chosen: the others' are left alone
     */
    static void check(Path routes, String broker, Findings findings) {
        Path brokers = routes.resolve("brokers");
        Path orchestrators = routes.resolve("orchestrators");
        Path chosen = brokers.resolve(broker);
        Path http = orchestrators.resolve("http");
        Path queue = orchestrators.resolve("queue");
        Path commands = routes.resolve(COMMANDS);
        Path sandbox = orchestrators.resolve("sandbox");
        Set<Path> sinks = Set.of(http, queue);
        Set<Path> read = new LinkedHashSet<>(List.of(routes, commands, chosen, http, queue, sandbox));
        for (Path file : files(routes)) {
            Path folder = file.getParent();
            if (file.toString().endsWith(TESTS)) {
                // Of bin/checkout test, wherever they stand.
                continue;
            }
            if (folder.startsWith(brokers) && !folder.equals(brokers) && !folder.startsWith(chosen)) {
                continue;
            }
            if (!read.contains(folder)) {
                findings.add(new InvalidRouteException(
                        Place.of(file.toString()),
                        "",
                        "nothing in this folder is read",
                        "move it to " + routes + "/ or to " + chosen + "/"));
                continue;
            }
            String name = file.getFileName().toString();
            boolean routesHere = !sinks.contains(folder);
            boolean kameletsHere = folder.equals(chosen) || sinks.contains(folder);
            if (name.endsWith(KAMELET) ? kameletsHere : name.endsWith(CAMEL) && routesHere) {
                continue;
            }
            if (folder.equals(commands) && name.endsWith(".json")) {
                if (!name.endsWith(CommandTypes.SCHEMA)) {
                    findings.add(new InvalidRouteException(
                            Place.of(file.toString()),
                            "",
                            "is passed over, because of its name",
                            "name a command's JSON Schema as in checkout-guest-cart.v1" + CommandTypes.SCHEMA));
                }
                continue;
            }
            if (name.endsWith(CommandTypes.SCHEMA)) {
                findings.add(new InvalidRouteException(
                        Place.of(file.toString()),
                        "",
                        "no command's JSON Schema is read from this folder",
                        "move it to " + commands + "/"));
                continue;
            }
            if (name.endsWith(KAMELET)) {
                findings.add(new InvalidRouteException(
                        Place.of(file.toString()),
                        "",
                        "no Kamelets are read from this folder",
                        "move it to " + chosen + "/ or to " + http + "/"));
                continue;
            }
            if (name.endsWith(CAMEL)) {
                findings.add(new InvalidRouteException(
                        Place.of(file.toString()),
                        "",
                        "no routes are read from this folder",
                        "move it to " + routes + "/"));
                continue;
            }
            String stem = name.replaceFirst("(?i)(\\.(camel|kamelet))?\\.[a-z]+$", "");
            findings.add(new InvalidRouteException(
                    Place.of(file.toString()),
                    "",
                    "is passed over, because of its name",
                    !name.matches("(?i).*\\.ya?ml")
                            ? "write it in YAML, as " + stem + CAMEL + ", or move it out of " + routes + "/"
                            : "rename it to " + stem
                                    + (kameletsHere
                                                    && (!routesHere
                                                            || name.toLowerCase(java.util.Locale.ROOT)
                                                                    .contains(".kamelet."))
                                            ? KAMELET
                                            : CAMEL)));
        }
        twins(List.of(chosen, http, queue), findings);
    }

    /** Of two Kamelets of one name, that of the first folder is read. */
    private static void twins(List<Path> folders, Findings findings) {
        for (int i = 0; i < folders.size(); i++) {
            for (Path file : files(folders.get(i))) {
                for (Path later : folders.subList(i + 1, folders.size())) {
                    Path twin = later.resolve(file.getFileName());
                    if (file.toString().endsWith(KAMELET) && Files.exists(twin)) {
                        findings.add(new InvalidRouteException(
                                Place.of(twin.toString()),
                                "",
                                "is passed over: " + file + " has its name",
                                "rename one of them"));
                    }
                }
            }
        }
    }

    /**
     * Those that can be seen, behind links too: Kubernetes mounts a ConfigMap as links to a folder beside them that begins with dots,
     * and an editor keeps folders of its own.
     */
    static List<Path> files(Path folder) {
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(
                    folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes attributes) {
                            return !each.equals(folder) && hidden(each)
                                    ? FileVisitResult.SKIP_SUBTREE
                                    : FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFile(Path each, BasicFileAttributes attributes) {
                            if (attributes.isRegularFile()
                                    && ROUTES.matcher(each.getFileName().toString())
                                            .matches()
                                    && !hidden(each)) {
                                files.add(each);
                            }
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult visitFileFailed(Path each, IOException failure) throws IOException {
                            if (failure instanceof FileSystemLoopException || !each.equals(folder) && hidden(each)) {
                                return FileVisitResult.CONTINUE;
                            }
                            throw failure;
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(files);
        return files;
    }

    private static boolean hidden(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") || name.startsWith("#");
    }
}
