package com.acme.checkout.startup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.stereotype.Component;

/**
 * Up while every route that checkouts go through runs, a door's among them; names those that do not. The dead-letter desk's
 * are told as well, and make nobody wait.
 */
@Component
class RoutesHealthIndicator implements HealthIndicator {

    private static final Set<String> DESK = Set.of("file-dead-letters", "from-dead-letters", "replay", "replay-check");
    private static final Pattern DOOR = Pattern.compile("platform-http:.*|kamelet:(//)?broker-source/.*");

    private final CamelContext camel;

    RoutesHealthIndicator(CamelContext camel, MeterRegistry meters) {
        this.camel = camel;
        Gauge.builder("checkout.routes.up", () -> health().getStatus().equals(Status.UP) ? 1 : 0)
                .description("1 while every route of the doors runs; else not ready")
                .register(meters);
    }

    @Override
    public Health health() {
        Map<Boolean, List<String>> stopped = camel.getRoutes().stream()
                .map(Route::getRouteId)
                .filter(id -> !camel.getRouteController().getRouteStatus(id).isStarted())
                .collect(Collectors.partitioningBy(DESK::contains));
        boolean door = camel.getRoutes().stream()
                .anyMatch(route -> !DESK.contains(route.getRouteId())
                        && DOOR.matcher(route.getEndpoint().getEndpointUri()).matches());
        Health.Builder health =
                camel.getStatus().isStarted() && door && stopped.get(false).isEmpty()
                        ? Health.up()
                        : Health.down().withDetail("notRunning", stopped.get(false));
        if (!door) {
            health.withDetail("doors", "there is none: no route begins at platform-http or at a broker-source");
        }
        return stopped.get(true).isEmpty()
                ? health.build()
                : health.withDetail("deskNotRunning", stopped.get(true)).build();
    }
}
