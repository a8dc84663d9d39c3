package com.acme.checkout.docs;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.selection.Filter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages for people: short enough at the top, linked to what exists, and true to the names in the project. */
class PagesTest {

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Path README = ROOT.resolve("README.md");
    private static final int LONGEST_README = 149;
    private static final int RUNBOOK = 60;

    private static final Pattern FENCE = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    private static final Pattern TEST = Pattern.compile("`([A-Z]\\w*[a-z](?:Test|IT|Contract))(?:\\.(\\w+))?`");
    private static final Pattern ROUTE_FILE = Pattern.compile("`(routes/[\\w./-]+\\.yaml)`");
    private static final Pattern SETTING = Pattern.compile("\\bCHECKOUT_[A-Z_]*[A-Z]\\b");

    /** Users and webhooks that an operator names, and a destination that a page adds. */
    private static final Pattern NAMED_BY_THE_READER =
            Pattern.compile("CHECKOUT_DESK_(USERS|WEBHOOKS)_\\w+|CHECKOUT_(ORCHESTRATOR_)?BULK_\\w+");

    @Test
    void theReadmeFitsThreeScreens() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    @Test
    void everyLinkLeadsToAFileAndAHeadingThatExist() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            for (String link : links(page)) {
                Path target = target(page, link);
                int anchor = link.indexOf('#');
                if (!Files.exists(target)) {
                    broken.add(ROOT.relativize(page) + ": " + link + " (no such file)");
                } else if (anchor >= 0 && !anchors(target).contains(link.substring(anchor + 1))) {
                    broken.add(ROOT.relativize(page) + ": " + link + " (no such heading)");
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheReadme() throws IOException {
        Set<Path> reached = new LinkedHashSet<>(Set.of(README));
        Deque<Path> next = new ArrayDeque<>(reached);
        while (!next.isEmpty()) {
            Path page = next.pop();
            for (String link : links(page)) {
                Path target = target(page, link);
                if (reached.add(target) && target.toString().endsWith(".md") && Files.exists(target)) {
                    next.push(target);
                }
            }
        }
        try (Stream<Path> files = Files.walk(ROOT.resolve("docs"))) {
            assertThat(files.filter(Files::isRegularFile).toList())
                    .isNotEmpty()
                    .allSatisfy(file -> assertThat(reached).contains(file));
        }
        assertThat(reached).contains(pages().toArray(Path[]::new));
    }

    /** A page that says which test shows something is wrong once that test has another name. */
    @Test
    void everyTestThatAPageNamesIsThere() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            Matcher test = TEST.matcher(Files.readString(page));
            while (test.find()) {
                String source = source(test.group(1) + ".java");
                if (source == null || test.group(2) != null && !source.contains(test.group(2) + "(")) {
                    missing.add(ROOT.relativize(page) + ": " + test.group());
                }
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyRouteFileAndSettingThatAPageNamesIsThere() throws IOException {
        String settings = Files.readString(ROOT.resolve("application.yaml"));
        Set<String> unknown = new TreeSet<>();
        for (Path page : pages()) {
            if (page.endsWith("CHANGELOG.md")) {
                continue;
            }
            String text = Files.readString(page);
            ROUTE_FILE
                    .matcher(text)
                    .results()
                    .map(file -> file.group(1))
                    .filter(file -> !Files.exists(ROOT.resolve(file))
                            && !file.startsWith("routes/brokers/nats/")
                            // The page says what goes into it.
                            && !text.contains("**`" + file + "`**"))
                    .forEach(unknown::add);
            SETTING.matcher(text)
                    .results()
                    .map(MatchResult::group)
                    .filter(name -> !name.startsWith("CHECKOUT_TESTS_")
                            // The command line's own.
                            && !Set.of("CHECKOUT_URL", "CHECKOUT_JAR", "CHECKOUT_HTTP_TOKEN")
                                    .contains(name)
                            && !NAMED_BY_THE_READER.matcher(name).matches())
                    .filter(name -> !settings.contains("${" + name + ":"))
                    .forEach(unknown::add);
        }
        assertThat(unknown).isEmpty();
    }

    /** Who is woken by an alert has its page, and the entries that it is about, one click away. */
    @Test
    void eachAlertHasItsRunbookAndALinkToTheDesk() throws IOException {
        Path runbooks = ROOT.resolve("docs/runbooks");
        Set<Path> pages = new HashSet<>(Set.of(runbooks.resolve("README.md")));
        JsonNode groups = new ObjectMapper(new YAMLFactory())
                .readTree(ROOT.resolve("docs/alerts.yaml").toFile())
                .path("groups");
        for (JsonNode group : groups) {
            for (JsonNode rule : group.path("rules")) {
                String alert = rule.path("alert").asText();
                Path page = runbooks.resolve(alert + ".md");
                pages.add(page);
                assertThat(rule.at("/annotations/runbook_url").asText())
                        .isEqualTo("https://runbooks.example/docs/runbooks/" + alert + ".md");
                assertThat(page).exists();
                String text = Files.readString(page);
                assertThat(text)
                        .startsWith("# " + alert + "\n")
                        .containsSubsequence(
                                "\n## What it means\n", "\n## Look\n", "\n## Act\n", "\n## When to wake whom\n");
                assertThat(text.lines()).as(alert + " is read at 3 a.m.").hasSizeLessThanOrEqualTo(RUNBOOK);
                assertThat(links(runbooks.resolve("README.md"))).contains(alert + ".md");
                desk(alert, rule.at("/annotations/desk").asText());
            }
        }
        try (Stream<Path> there = Files.list(runbooks)) {
            assertThat(there).as("none of an alert that is gone").containsExactlyInAnyOrderElementsOf(pages);
        }
    }

    /** Leads to what the desk shows, by filters that it has. */
    private static void desk(String alert, String link) {
        assertThat(link).as(alert).startsWith("https://checkout.example/ops");
        int query = link.indexOf('?');
        assertThat(query < 0 ? link : link.substring(0, query)).as(alert).matches(".*/ops(/entries)?");
        Map<String, List<String>> filter = new HashMap<>();
        for (String each : query < 0 ? new String[0] : link.substring(query + 1).split("&")) {
            String[] pair = each.split("=");
            filter.computeIfAbsent(pair[0], name -> new ArrayList<>())
                    .add(pair[1].replaceFirst(
                            "\\{\\{ \\$labels\\.\\w+ }}", pair[0].equals("reason") ? "INTERNAL" : "x"));
        }
        assertThat(Filter.strictly(filter).matchesAll()).as(alert).isEqualTo(query < 0);
    }

    /** A figure that a runbook asks for is one that an operator's page explains. */
    @Test
    void eachMetricThatARunbookNamesIsExplained() throws IOException {
        String operator = Files.readString(ROOT.resolve("docs/operator.md"));
        Set<String> named = new TreeSet<>();
        try (Stream<Path> runbooks = Files.list(ROOT.resolve("docs/runbooks"))) {
            for (Path page : runbooks.toList()) {
                Pattern.compile("\\bcheckout_[a-z_]*[a-z]")
                        .matcher(Files.readString(page))
                        .results()
                        .forEach(metric -> named.add(metric.group()));
            }
        }
        assertThat(named).isNotEmpty().allMatch(operator::contains);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>();
        for (String folder : List.of("", "docs", "docs/runbooks", "bench")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
            }
        }
        return pages;
    }

    /** Those that lead to another place in this project. */
    private static List<String> links(Path page) throws IOException {
        return LINK.matcher(FENCE.matcher(Files.readString(page)).replaceAll(""))
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.matches("[a-z]+:.*"))
                .toList();
    }

    private static Path target(Path page, String link) {
        String file = link.replaceFirst("#.*", "");
        return file.isEmpty() ? page : page.resolveSibling(file).normalize();
    }

    /** As GitHub makes them of headings: lower case, spaces as hyphens, without punctuation. */
    private static Set<String> anchors(Path page) throws IOException {
        Set<String> anchors = new HashSet<>();
        Matcher heading = HEADING.matcher(FENCE.matcher(Files.readString(page)).replaceAll(""));
        while (heading.find()) {
            String anchor = heading.group(1)
                    .strip()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-');
            for (int twice = 1; !anchors.add(anchor); twice++) {
                anchor = anchor.replaceFirst("(-\\d+)?$", "-" + twice);
            }
        }
        return anchors;
    }

    private static String source(String name) throws IOException {
        try (Stream<Path> sources = Files.walk(ROOT.resolve("src/test/java"))) {
            Path found = sources.filter(file -> file.getFileName().toString().equals(name))
                    .findFirst()
                    .orElse(null);
            return found == null ? null : Files.readString(found) + inherited(found);
        }
    }

    /** What a class such as {@code KafkaContractIT} has from the contract that it extends. */
    private static String inherited(Path source) throws IOException {
        Matcher parent = Pattern.compile("\\bextends (\\w+)").matcher(Files.readString(source));
        Path file = parent.find() ? source.resolveSibling(parent.group(1) + ".java") : source;
        return file.equals(source) || !Files.exists(file) ? "" : Files.readString(file) + inherited(file);
    }
}
