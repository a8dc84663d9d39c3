package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of what people edit, {@code application.yaml} and {@code routes/}, for a service to run in. */
final class Project {

    private static final String LAST_RULE = "              - jq: {expression: \"true\"}\n";

    private Project() {}

    /** Copies the shipped files to {@code to}. */
    static Path copy(Path to) throws IOException {
        for (String each : List.of("application.yaml", "routes")) {
            copy(Path.of(each), to.resolve(each));
        }
        return to;
    }

    /** Copies a file, or a folder with all that is in it. */
    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path each : files.toList()) {
                Path target = to.resolve(from.relativize(each).toString());
                Files.createDirectories(target.toAbsolutePath().getParent());
                Files.copy(each, target);
            }
        }
    }

    /** Adds a rule that picks the destination partner, which the settings are to list. */
    static Path withPartner(Path project) throws IOException {
        Path rules = project.resolve("routes/destinations.camel.yaml");
        String text = Files.readString(rules);
        assertThat(text).contains(LAST_RULE);
        Files.writeString(
                rules,
                text.replace(
                        LAST_RULE,
                        "              - jq: {expression: \".partnerCode != null\"}\n"
                                + "                steps:\n"
                                + "                  - setProperty: {name: destination, constant: partner}\n"
                                + LAST_RULE));
        return project;
    }
}
