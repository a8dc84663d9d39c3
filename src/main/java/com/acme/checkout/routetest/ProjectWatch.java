package com.acme.checkout.routetest;

import com.acme.checkout.command.CommandTypes;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.EnumSet;
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
        register(new TreeSet<>());
    }

    /** Watches all folders that there are now; what is in one that was not watched before goes into {@code changed}. */
    private void register(Set<Path> changed) throws IOException {
        add(Path.of(""), new TreeSet<>());
        for (Path each : paths) {
            if (Files.isDirectory(each)) {
                Files.walkFileTree(
                        each,
                        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
                        Integer.MAX_VALUE,
                        new SimpleFileVisitor<Path>() {
                            @Override
                            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes read)
                                    throws IOException {
                                add(folder, changed);
                                return FileVisitResult.CONTINUE;
                            }

                            @Override
                            public FileVisitResult visitFileFailed(Path file, IOException gone) {
                                return FileVisitResult.CONTINUE;
                            }

                            @Override
                            public FileVisitResult postVisitDirectory(Path folder, IOException gone) {
                                return FileVisitResult.CONTINUE;
                            }
                        });
            } else if (Files.isDirectory(each.toAbsolutePath().getParent())) {
                add(each.toAbsolutePath().getParent(), new TreeSet<>());
            }
        }
    }

    private void add(Path folder, Set<Path> changed) throws IOException {
        try {
            WatchKey key = folder.toAbsolutePath()
                    .register(
                            service,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
            if (folders.put(key, folder) == null) {
                // Nobody was told of what was written before.
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(each -> counts(folder, each.getFileName()) && !Files.isDirectory(each))
                            .forEach(changed::add);
                }
            }
        } catch (IOException e) {
            // One that is gone by now is told as any that is.
            if (Files.isDirectory(folder.toAbsolutePath())) {
                throw e;
            }
        }
    }

    /** Waits for the next change and until it is over; the files that were changed, and the folders that are gone. */
    public Set<Path> await() throws IOException, InterruptedException {
        Set<Path> changed = new TreeSet<>();
        while (changed.isEmpty()) {
            take(service.take(), changed);
            for (WatchKey more = next(); more != null; more = next()) {
                take(more, changed);
            }
        }
        return changed;
    }

    private WatchKey next() throws InterruptedException {
        return service.poll(QUIET_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void take(WatchKey key, Set<Path> changed) throws IOException {
        Path folder = folders.get(key);
        boolean isNew = false;
        for (WatchEvent<?> each : key.pollEvents()) {
            if (folder != null && each.context() instanceof Path name) {
                Path path = folder.resolve(name);
                if (each.kind() == StandardWatchEventKinds.ENTRY_DELETE && forget(path)) {
                    changed.add(path);
                }
                if (Files.isDirectory(path.toAbsolutePath())) {
                    isNew |= each.kind() == StandardWatchEventKinds.ENTRY_CREATE;
                } else if (counts(folder, name)) {
                    changed.add(path);
                }
            }
        }
        if (!key.reset() && folders.remove(key) != null) {
            changed.add(folder);
        }
        if (isNew) {
            // At once, or what is written there next is told to nobody.
            register(changed);
        }
    }

    /** Watches a folder no more, nor those below it, which may be elsewhere now; whether it was watched. */
    private boolean forget(Path gone) {
        return folders.entrySet().removeIf(each -> {
            boolean below =
                    !each.getValue().toString().isEmpty() && each.getValue().startsWith(gone);
            if (below) {
                each.getKey().cancel();
            }
            return below;
        });
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
