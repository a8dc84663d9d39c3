package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UnusedPartsTest {

    private static final Pattern ROUTE = Pattern.compile("\"(direct:[a-z-]+)\"");

    @Test
    void theRoutesThatJavaSendsToAreThoseOfTheSources() throws Exception {
        Set<String> sent = new TreeSet<>();
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            for (Path source : sources.filter(each -> each.toString().endsWith(".java"))
                    // They look at routes, and send to none.
                    .filter(each -> !each.toString().matches(".*/(startup|lint|desk/picture)/.*"))
                    .toList()) {
                ROUTE.matcher(Files.readString(source)).results().forEach(each -> sent.add(each.group(1)));
            }
        }
        assertThat(sent).isEqualTo(new TreeSet<>(UnusedParts.JAVA));
    }
}
