package com.acme.checkout.outside;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** The packaged jar as it is laid out where it runs: unpacked, which starts in two thirds of the jar's own time. */
final class Unpacked {

    private static Path jar;

    private Unpacked() {}

    /** Unpacked once by each process of the tests, into a folder of its own. */
    static synchronized Path jar() {
        if (jar == null) {
            Path folder = Path.of(
                            "target", "unpacked", "" + ProcessHandle.current().pid())
                    .toAbsolutePath();
            Path log = folder.resolveSibling(folder.getFileName() + ".log");
            try {
                Files.createDirectories(folder);
                Process java = new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Djarmode=tools",
                                "-jar",
                                Path.of("target", "checkout-api.jar").toString(),
                                "extract",
                                "--force",
                                "--destination",
                                folder.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start();
                if (!java.waitFor(5, TimeUnit.MINUTES) || java.exitValue() != 0) {
                    java.destroyForcibly();
                    throw new IllegalStateException("the jar can't be unpacked; see " + log);
                }
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
            jar = folder.resolve("checkout-api.jar");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> FileSystemUtils.deleteRecursively(folder.toFile())));
        }
        return jar;
    }
}
