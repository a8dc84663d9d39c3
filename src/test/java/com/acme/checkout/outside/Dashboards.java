package com.acme.checkout.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Grafana's dashboards in {@code docs/dashboards}. */
final class Dashboards {

    /** A query, with what its lines are called: labels in double braces. */
    record Query(String panel, String expression, String legend) {

        /** What only a service on Kafka exposes. */
        boolean isOfKafka() {
            return expression.matches(".*\\bcheckout_(kafka_\\w+|redeliveries_total)\\b.*");
        }

        /** What of it the service that exposes {@code alerts}' metrics does not. */
        List<String> faults(Alerts alerts) {
            String labels = legend.replaceAll("\\{\\{\\s*(\\w+)\\s*}}", "\\$labels.$1");
            // Alerts knows aggregations from their beginning.
            return alerts.faults(expression.replaceFirst("^histogram_quantile\\([^,]*, ", ""), labels);
        }
    }

    private Dashboards() {}

    /** The queries of all dashboards. */
    static List<Query> queries() throws IOException {
        List<Query> queries = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of("docs", "dashboards"))) {
            for (Path file : files.toList()) {
                JsonNode dashboard = new ObjectMapper().readTree(file.toFile());
                dashboard
                        .path("panels")
                        .forEach(panel -> panel.path("targets")
                                .forEach(target -> queries.add(new Query(
                                        file.getFileName() + ": "
                                                + panel.path("title").asText(),
                                        target.path("expr").asText(),
                                        target.path("legendFormat").asText()))));
            }
        }
        return queries;
    }
}
