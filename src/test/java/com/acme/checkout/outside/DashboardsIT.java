package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The dashboards and the counters, held against what the running service exposes to Prometheus. */
class DashboardsIT {

    @Test
    void eachQueryAsksForWhatTheServiceExposesAndEachCounterIsThereFromTheStart(@TempDir Path folder) throws Exception {
        try (Service service = new Service(folder, Operators.settings(Map.of("CHECKOUT_SANDBOX", "true"))).start()) {
            new Operators(service).awaitOpen();
            String atTheStart = service.metrics();
            for (String counter : new String[] {
                "checkout_calls_total{destination=\"standard\",status=\"410\"} 0",
                "checkout_calls_total{destination=\"promotion\",status=\"507\"} 0",
                "checkout_outcomes_total{destination=\"standard\",door=\"http\",outcome=\"started\"} 0",
                "checkout_outcomes_total{destination=\"standard\",door=\"broker\",outcome=\"dead_lettered\"} 0",
                "checkout_outcomes_total{destination=\"none\",door=\"http\",outcome=\"declined\"} 0",
                "checkout_retries_total{destination=\"promotion\",kind=\"delayed\"} 0",
                "checkout_dead_letters_total{reason=\"EXHAUSTED\"} 0",
                "checkout_route_faults_total{door=\"broker\"} 0",
                "checkout_desk_arrivals_total{reason=\"UNREADABLE\"} 0",
                "checkout_desk_replays_total{outcome=\"refused\"} 0"
            }) {
                assertThat(atTheStart).contains(counter);
            }
            assertThat(service.post(
                                    "/carts/" + UUID.randomUUID() + "/checkout",
                                    "{\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"}")
                            .statusCode())
                    .isEqualTo(200);
            String metrics = await().until(service::metrics, all -> all.contains("checkout_desk_depth 0"));
            Alerts exposed = new Alerts(metrics);
            assertThat(Dashboards.queries())
                    .hasSizeGreaterThan(30)
                    .filteredOn(query -> !query.isOfKafka())
                    .allSatisfy(query -> assertThat(query.faults(exposed)).isEmpty());
            assertThat(new Dashboards.Query("", "sum by (door) (rate(checkout_none_total[5m]))", "").faults(exposed))
                    .isNotEmpty();
            assertThat(new Dashboards.Query("", "sum by (door) (rate(checkout_outcomes_total[5m]))", "{{outcome}}")
                            .faults(exposed))
                    .isNotEmpty();
        }
    }
}
