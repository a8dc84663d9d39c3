package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.spi.RouteStartupOrder;
import org.junit.jupiter.api.Test;

class SourceRoutesLastTest {

    @Test
    void whatMessagesFromOutsideComeToIsThereBeforeThem() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            ((ModelCamelContext) camel).addModelLifecycleStrategy(new SourceRoutesLast());
            camel.getShutdownStrategy().setTimeout(1);
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    routeTemplate("source").from("timer:queue?delay=1h").to("kamelet:sink");
                    routeTemplate("sink").from("kamelet:source").to("direct:last");
                    from("timer:first?delay=1h").routeId("outside").to("direct:inside");
                    from("timer:told?delay=1h").routeId("told").startupOrder(7).to("direct:inside");
                    from("kamelet:source/from-queue").routeId("door").to("kamelet:sink/to-queue");
                    from("direct:inside").routeId("inside").to("kamelet:sink/to-queue");
                    from("direct:last").routeId("last").stop();
                }
            });
            camel.start();
            List<String> order = camel.getCamelContextExtension().getRouteStartupOrder().stream()
                    .map(RouteStartupOrder::getRoute)
                    .map(Route::getRouteId)
                    .toList();
            assertThat(order)
                    .containsExactlyInAnyOrder("told", "door", "inside", "last", "from-queue", "to-queue", "outside")
                    .startsWith("told")
                    .endsWith("outside", "from-queue");
        }
    }
}
