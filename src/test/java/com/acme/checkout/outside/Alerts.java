package com.acme.checkout.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The alerting rules in {@code docs/alerts.yaml}, held against what a running service exposes to Prometheus. */
final class Alerts {

    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)\\})? \\S+");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring)\\s*\\(([^)]*)\\)");
    private static final Pattern SELECTOR = Pattern.compile("(?<![\\w:.])([a-zA-Z_:][\\w:]*)\\s*(\\{[^}]*\\}|\\()?");
    private static final Pattern MATCHER = Pattern.compile("(\\w+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern TOLD = Pattern.compile("\\$labels\\.(\\w+)");
    private static final Set<String> WORDS = Set.of("and", "or", "unless", "bool", "offset");
    private static final Set<String> OF_PROMETHEUS = Set.of("job", "instance");

    private record Series(String name, Map<String, String> labels) {}

    private final List<Series> exposed = new ArrayList<>();

    /** {@code metrics}: what the service exposes. */
    Alerts(String metrics) {
        metrics.lines().map(SAMPLE::matcher).filter(Matcher::matches).forEach(sample -> {
            Map<String, String> labels = new HashMap<>();
            if (sample.group(2) != null) {
                LABEL.matcher(sample.group(2)).results().forEach(label -> labels.put(label.group(1), label.group(2)));
            }
            exposed.add(new Series(sample.group(1), labels));
        });
    }

    static List<JsonNode> rules() throws IOException {
        List<JsonNode> rules = new ArrayList<>();
        new ObjectMapper(new YAMLFactory())
                .readTree(Path.of("docs", "alerts.yaml").toFile())
                .path("groups")
                .forEach(group -> group.path("rules").forEach(rules::add));
        return rules;
    }

    /** What of {@code rule} the service does not expose. */
    List<String> faults(JsonNode rule) {
        return faults(rule.path("expr").asText(), rule.path("annotations").toString());
    }

    List<String> faults(String expression, String annotations) {
        List<String> faults = new ArrayList<>();
        Set<String> labels = new HashSet<>(OF_PROMETHEUS);
        String rest = expression.replaceAll("\\[[^\\]]*\\]", "");
        Matcher selectors = SELECTOR.matcher(GROUPING.matcher(rest).replaceAll(""));
        boolean any = false;
        while (selectors.find()) {
            if (!WORDS.contains(selectors.group(1)) && !"(".equals(selectors.group(2))) {
                any = true;
                selector(selectors.group(1), selectors.group(2) == null ? "" : selectors.group(2), labels, faults);
            }
        }
        if (!any) {
            faults.add("no metric");
        }
        Set<String> grouped = new HashSet<>();
        GROUPING.matcher(rest)
                .results()
                .forEach(by -> grouped.addAll(List.of(by.group(1).strip().split("\\s*,\\s*"))));
        grouped.stream().filter(label -> !labels.contains(label)).forEach(label -> faults.add("grouped by " + label));
        boolean aggregated = expression.matches("(sum|min|max|avg|count)\\b.*");
        TOLD.matcher(annotations)
                .results()
                .map(told -> told.group(1))
                .filter(label -> !(aggregated ? grouped : labels).contains(label))
                .forEach(label -> faults.add("annotation with label " + label));
        return faults;
    }

    private void selector(String metric, String matchers, Set<String> labels, List<String> faults) {
        if (metric.equals("up")) {
            // Prometheus's own.
            return;
        }
        List<Series> named =
                exposed.stream().filter(series -> series.name().equals(metric)).toList();
        if (named.isEmpty()) {
            faults.add("metric " + metric);
        }
        named.forEach(series -> labels.addAll(series.labels().keySet()));
        List<Series> chosen = named;
        for (Matcher matcher = MATCHER.matcher(matchers); matcher.find(); ) {
            String label = matcher.group(1);
            boolean not = matcher.group(2).startsWith("!");
            List<String> values = matcher.group(2).endsWith("~")
                    ? List.of(matcher.group(3).split("\\|"))
                    : List.of(Pattern.quote(matcher.group(3)));
            for (String value : values) {
                if (!OF_PROMETHEUS.contains(label)
                        && named.stream().noneMatch(series -> has(series, label, List.of(value)))) {
                    faults.add(metric + " with " + label + ' ' + value);
                }
            }
            chosen = chosen.stream()
                    .filter(series -> OF_PROMETHEUS.contains(label) || has(series, label, values) != not)
                    .toList();
        }
        if (chosen.isEmpty()) {
            faults.add(metric + matchers);
        }
    }

    private static boolean has(Series series, String label, List<String> patterns) {
        String value = series.labels().get(label);
        return value != null && patterns.stream().anyMatch(value::matches);
    }

    /** The sum of the metric's samples whose labels are these: names and values in turn. */
    static double sum(String metrics, String metric, String... labels) {
        return metrics.lines()
                .filter(line -> line.startsWith(metric + '{') || line.startsWith(metric + ' '))
                .filter(line -> {
                    for (int i = 0; i < labels.length; i += 2) {
                        if (!line.contains(labels[i] + "=\"" + labels[i + 1] + '"')) {
                            return false;
                        }
                    }
                    return true;
                })
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }
}
