package com.acme.checkout.startup;

import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * Keeps HotSpot's optimizing compiler (C2) from what only a start runs often: reading class files, weighing
 * configurations, parsing YAML. By itself it would spend as much of the two cores on that code as the start does, and the
 * code never runs again. {@code META-INF/startup-compiler.json} lists it, as compiler directives (JEP 165); what it lists
 * stays with the quick compiler (C1). On a JVM without such directives this does nothing.
 */
final class CompilerDirectives {

    private static final String LIST = "META-INF/startup-compiler.json";

    private CompilerDirectives() {}

    static void add() {
        Path file = null;
        try (InputStream directives = CompilerDirectives.class.getClassLoader().getResourceAsStream(LIST)) {
            // The command takes the name of a file, and a jar's entry has none.
            file = Files.createTempFile("checkout-api-compiler", ".json");
            Files.copy(directives, file, StandardCopyOption.REPLACE_EXISTING);
            ManagementFactory.getPlatformMBeanServer()
                    .invoke(
                            new ObjectName("com.sun.management:type=DiagnosticCommand"),
                            "compilerDirectivesAdd",
                            new Object[] {new String[] {file.toString()}},
                            new String[] {String[].class.getName()});
        } catch (IOException | JMException | RuntimeException e) {
            // Without directives a start takes longer.
        } finally {
            delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            if (file != null) {
                Files.delete(file);
            }
        } catch (IOException e) {
            // Left to the system's own cleaning of temporary files.
        }
    }
}
