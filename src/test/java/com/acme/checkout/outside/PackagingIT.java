package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is built, and the cache of its classes: what {@code README.md} and {@code docs/startup.md} say of them. */
class PackagingIT {

    private static final Path JAR = Path.of("target", "checkout-api.jar");
    private static final long LARGEST = 120_000_000;

    @TempDir
    Path folder;

    @Test
    void theJarHasLayersAndIsNotTooLarge() throws Exception {
        assertThat(Files.size(JAR)).isLessThan(LARGEST);
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.getEntry("BOOT-INF/layers.idx")).isNotNull();
            // Natives and classes that nobody uses here.
            assertThat(jar.stream().map(Object::toString).filter(name -> name.startsWith("BOOT-INF/lib/")))
                    .isNotEmpty()
                    .noneMatch(name -> name.contains("tomcat-embed-websocket") || name.contains("camel-mock"));
        }
    }

    @Test
    void itStartsAsOneJar() throws Exception {
        try (Service service = new Service(folder, Map.of("CHECKOUT_SANDBOX", "true"))
                .by("-jar", JAR.toAbsolutePath().toString())
                .start()) {
            startsACheckout(service);
        }
    }

    @Test
    void aTrainedCacheIsUsed() throws Exception {
        String said = Unpacked.train(folder.resolve("app"));
        Matcher start = Unpacked.START.matcher(said);
        assertThat(start.matches()).as(said).isTrue();
        // A JVM that can't use the cache would end here.
        try (Service service = new Service(folder, Map.of("CHECKOUT_SANDBOX", "true"))
                .by(
                        start.group(1).startsWith("-XX:AOTCache") ? "-XX:AOTMode=on" : "-Xshare:on",
                        start.group(1),
                        "-Xlog:class+load:file=" + folder.resolve("classes.log"),
                        "-jar",
                        start.group(2))
                .start()) {
            startsACheckout(service);
        }
        List<String> spring = Files.readAllLines(folder.resolve("classes.log")).stream()
                .filter(line -> line.contains(" org.springframework.") && !line.contains("$$"))
                .toList();
        assertThat(spring.stream()
                        .filter(line -> line.contains("source: shared objects file"))
                        .count())
                .isGreaterThan(spring.size() * 8L / 10);
    }

    private static void startsACheckout(Service service) throws Exception {
        assertThat(service.post(
                                "/carts/" + UUID.randomUUID() + "/checkout",
                                "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}")
                        .statusCode())
                .isEqualTo(200);
    }
}
