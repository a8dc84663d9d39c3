package com.acme.checkout.startup;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** Up while every route runs; names those that do not. */
@Component
class RoutesHealthIndicator implements HealthIndicator {

    private final CamelContext camel;

    RoutesHealthIndicator(CamelContext camel, MeterRegistry meters) {
        this.camel = camel;
        Gauge.builder("checkout.routes.up", () -> running(stopped()) ? 1 : 0).description("1 while every route runs; else not ready").register(meters);
    }

    @Override
    public Health health() {
        List<String> stopped = stopped();
        return running(stopped) ? Health.up().build() : Health.down().withDetail("notRunning", stopped).build();
    }

    private List<String> stopped() {
        return camel.getRoutes().stream().map(Route::getRouteId)
                .filter(id -> !camel.getRouteController().getRouteStatus(id).isStarted()).toList();
    }

    private boolean running(List<String> stopped) {
        return camel.getStatus().isStarted() && stopped.isEmpty();
    }
}
