package com.acme.checkout.routetest;

import com.acme.checkout.command.CommandTypes;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Waits for somebody to change {@code application.yaml} or a YAML file or JSON Schema in folders that are watched. */
public final class ProjectWatch implements AutoCloseable {

    /** An editor writes in several steps. */
    private static final long QUIET_MILLIS = 150;

    private final WatchService service = FileSystems.getDefault().newWatchService();
    private final Map<WatchKey, Path> folders = new HashMap<>();
    private final List<Path> paths;

    /** {@code paths}: files, or folders with all below them, beside this folder's {@code application.yaml}. */
    public ProjectWatch(List<Path> paths) throws IOException {
        this.paths = paths;
        register();
    }

    private void register() throws IOException {
        add(Path.of(""));
        for (Path each : paths) {
            if (Files.isDirectory(each)) {
                try (Stream<Path> below = Files.walk(each)) {
                    for (Path folder : below.filter(Files::isDirectory).toList()) {
                        add(folder);
                    }
                }
            } else {
                add(each.toAbsolutePath().getParent());
            }
        }
    }

    private void add(Path folder) throws IOException {
        folders.put(
                folder.toAbsolutePath()
                        .register(
                                service,
                                StandardWatchEventKinds.ENTRY_CREATE,
                                StandardWatchEventKinds.ENTRY_MODIFY,
                                StandardWatchEventKinds.ENTRY_DELETE),
                folder);
    }

    /** Waits for the next change and until it is over; the files that were changed. */
    public Set<Path> await() throws IOException, InterruptedException {
        Set<Path> changed = new TreeSet<>();
        while (changed.isEmpty()) {
            take(service.take(), changed);
            for (WatchKey more = next(); more != null; more = next()) {
                take(more, changed);
            }
        }
        // A folder that is new is watched as well.
        register();
        return changed;
    }

    private WatchKey next() throws InterruptedException {
        return service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void take(WatchKey key, Set<Path> changed) {
        Path folder = folders.get(key);
        for (WatchEvent<?> each : key.pollEvents()) {
            if (each.context() instanceof Path name && counts(folder, name)) {
                changed.add(folder.resolve(name));
            }
        }
        key.reset();
    }

    private static boolean counts(Path folder, Path file) {
        String name = file.toString();
        return folder.toString().isEmpty()
                ? name.equals("application.yaml")
                : (name.endsWith(".yaml") || name.endsWith(CommandTypes.SCHEMA))
                        && !name.startsWith(".")
                        && !name.startsWith("#");
    }

    @Override
    public void close() throws IOException {
        service.close();
    }
}
