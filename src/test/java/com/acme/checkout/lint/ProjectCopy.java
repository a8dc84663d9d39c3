package com.acme.checkout.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A copy of the shipped files, to make mistakes in. */
public final class ProjectCopy {

    private static final Path ROUTES = Path.of("routes");
    private static final Path SETTINGS = Path.of("application.yaml");

    private ProjectCopy() {}

    /** Copies the shipped files into that folder. */
    public static void into(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(ROUTES)) {
            for (Path each : files.toList()) {
                Files.copy(each, folder.resolve(each.toString()));
            }
        }
        Files.copy(SETTINGS, folder.resolve(SETTINGS));
    }

    /** Replaces a text where it stands first. */
    public static void edit(Path file, String text, String by) throws IOException {
        String all = Files.readString(file);
        int at = all.indexOf(text);
        assertThat(at).as(text + " in " + file).isNotNegative();
        Files.writeString(file, all.substring(0, at) + by + all.substring(at + text.length()));
    }
}
