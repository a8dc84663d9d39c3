package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DestinationRoutesTest {

    @Test
    void eachHasItsRoutesUnlessAFileHasThem() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    for (String template : List.of("deliver", "park", "pending", "lookup")) {
                        routeTemplate(template)
                                .templateParameter("destination")
                                .from("direct:" + template + "-{{destination}}")
                                .to("log:template");
                    }
                    from("direct:deliver-standard").routeId("mine").to("log:mine");
                    from("direct:elsewhere").routeId("park-standard").to("log:mine");
                }
            });
            DestinationRoutes.add(
                    camel,
                    DestinationRoutes.templates(Map.of("standard", "orchestrator-sink", "partner", "broker-queue")));
            assertThat(camel.getRouteDefinitions())
                    .extracting(RouteDefinition::getRouteId)
                    .containsExactlyInAnyOrder(
                            "mine",
                            "park-standard",
                            "pending-standard",
                            "lookup-standard",
                            "deliver-partner",
                            "park-partner",
                            "pending-partner");
            camel.start();
            assertThat(camel.getRoutes()).hasSize(7);
        }
    }

    /** In whichever form the file writes it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "direct:deliver-standard",
                "direct://deliver-standard",
                "direct:deliver-standard?synchronous=true"
            })
    void anAddressThatAFileReadsIsItsOwn(String address) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    routeTemplate("deliver")
                            .templateParameter("destination")
                            .from("direct:deliver-{{destination}}")
                            .to("log:template");
                    from(address).routeId("mine").to("log:mine");
                }
            });
            DestinationRoutes.add(camel, DestinationRoutes.templates(Map.of("standard", "orchestrator-sink")));
            camel.start();
            assertThat(camel.getRoutes()).extracting(Route::getRouteId).containsExactly("mine");
        }
    }

    @Test
    void aTemplateThatIsMissingIsLeftOut() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            DestinationRoutes.add(camel, DestinationRoutes.templates(Map.of("standard", "orchestrator-sink")));
            assertThat(camel.getRouteDefinitions()).isEmpty();
        }
    }
}
