package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The list that the routes are checked by is what the sources do. */
class ExchangePropertiesTest {

    private static final Path SOURCES = Path.of("src/main/java/com/acme/checkout");

    /** Of an exchange; other things have properties too. */
    private static final String OTHERS = "(?<!env|System|settings|security|environment|properties|config|source)";

    private static final Pattern SET = Pattern.compile(OTHERS + "\\.setProperty\\(\\s*(\"[^\"]+\"|[A-Za-z_.]+)\\s*,");
    private static final Pattern READ = Pattern.compile(OTHERS
            + "\\.getProperty\\(\\s*(\"[^\"]+\"|[A-Za-z_.]+)\\s*[,)]|@ExchangeProperty\\((\"[^\"]+\"|[A-Za-z_.]+)\\)");

    @Test
    void itNamesWhatJavaSets() throws IOException {
        assertThat(ExchangeProperties.SET).as("ExchangeProperties.SET").containsExactlyInAnyOrderElementsOf(named(SET));
    }

    @Test
    void itNamesWhatJavaReads() throws IOException {
        assertThat(ExchangeProperties.READ)
                .as("ExchangeProperties.READ")
                .containsExactlyInAnyOrderElementsOf(named(READ));
    }

    /** A folder for another broker is written from that table. */
    @Test
    void thePageListsThoseBetweenABrokersFolderAndTheRoutesAboveIt() throws IOException {
        Set<String> seen = new TreeSet<>();
        Predicate<String> ofBrokers =
                type -> type.matches("PlainMessageMapper|RouteBrokerStatus|(Kafka|Delayed|Jms|Amqp|Rabbit|Memory)\\w*");
        seen.addAll(named(SET, ofBrokers));
        seen.addAll(named(READ, ofBrokers));
        try (Stream<Path> files = Files.walk(Path.of("routes/brokers"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Pattern.compile("exchangeProperty\\.(\\w+)")
                        .matcher(Files.readString(file))
                        .results()
                        .forEach(each -> seen.add(each.group(1)));
            }
        }
        assertThat(Pattern.compile("(?m)^\\| `(\\w+)` \\| (?:the|a route)")
                        .matcher(Files.readString(Path.of("docs/another-broker.md")))
                        .results()
                        .map(each -> each.group(1)))
                .containsExactlyInAnyOrderElementsOf(seen);
    }

    private static Set<String> named(Pattern use) throws IOException {
        return named(use, type -> true);
    }

    private static Set<String> named(Pattern use, Predicate<String> of) throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            for (Path file :
                    files.filter(each -> each.toString().endsWith(".java")).toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        Set<String> names = new TreeSet<>();
        sources.forEach((type, source) -> use.matcher(of.test(type) ? source : "")
                .results()
                .map(result -> result.group(1) != null ? result.group(1) : result.group(2))
                .filter(each -> !each.startsWith("Exchange."))
                .forEach(each -> names.add(value(sources, type, each))));
        return names;
    }

    /** A text's own value, or that of the constant. */
    private static String value(Map<String, String> sources, String type, String written) {
        if (written.startsWith("\"")) {
            return written.substring(1, written.length() - 1);
        }
        int dot = written.lastIndexOf('.');
        String owner = dot < 0 ? type : written.substring(written.lastIndexOf('.', dot - 1) + 1, dot);
        String name = written.substring(dot + 1);
        assertThat(sources).as("the class of " + written + " in " + type).containsKey(owner);
        var constant = Pattern.compile("static final String " + name + " =\\s*([^;]+);")
                .matcher(sources.get(owner));
        assertThat(constant.find())
                .as("a constant for the property " + written + " in " + type)
                .isTrue();
        return value(sources, owner, constant.group(1).trim());
    }
}
