package com.acme.checkout.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option {@code --folder} of the commands that write into a project. */
final class ProjectFolder {

    @Option(
            names = "--folder",
            defaultValue = ".",
            paramLabel = "FOLDER",
            description = "Holds application.yaml and routes/ (default: this folder).")
    private Path folder;

    /** As it was given. */
    Path path() {
        return folder;
    }
}
