package com.acme.checkout.desk.picture;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.TestDatabase;
import com.acme.checkout.guard.LastStep;
import com.acme.checkout.guard.StepCounts;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Set;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.model.ChoiceDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The picture is of what runs: what is added is in it, with its figures. */
class StagesTest {

    private final StepCounts counts = new StepCounts();
    private final Rates rates = new Rates(counts);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    @BeforeEach
    void start() throws Exception {
        camel.getCamelContextExtension().addInterceptStrategy(TestDatabase.part(LastStep.class, counts));
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("seda:commands")
                        .routeId("door")
                        .errorHandler(noErrorHandler())
                        .to("direct:settle");
                from("direct:settle")
                        .routeId("settle")
                        .errorHandler(noErrorHandler())
                        .doTry()
                        .to("direct:read")
                        .to("direct:destinations")
                        .toD("direct:deliver-${exchangeProperty.destination}")
                        .to("direct:deliver-standard")
                        .doCatch(IllegalStateException.class)
                        .setProperty("deadLetterReason", constant("REFUSED"))
                        .to("direct:dead-letter")
                        .end();
                from("direct:read")
                        .routeId("read")
                        .errorHandler(noErrorHandler())
                        .setBody(simple("${body}"))
                        .to("direct:checked");
                from("direct:checked")
                        .routeId("checked")
                        .errorHandler(noErrorHandler())
                        .removeHeaders("x*");
                rules(from("direct:destinations")
                        .routeId("destinations")
                        .errorHandler(noErrorHandler())
                        .choice());
                for (String name : List.of("standard", "bulk")) {
                    from("direct:deliver-" + name)
                            .routeId("deliver-" + name)
                            .errorHandler(noErrorHandler())
                            .process(exchange -> {
                                if (exchange.getIn().getBody(String.class).startsWith("bad")) {
                                    throw new IllegalStateException("bad");
                                }
                            });
                    from("direct:park-" + name).routeId("park-" + name).log("parked");
                }
                from("direct:dead-letter").routeId("dead-letter").log("dead");
                from("direct:elsewhere").routeId("elsewhere").log("no command comes here");
            }

            private void rules(ChoiceDefinition choice) {
                choice.when(simple("${body} contains 'bulk'"))
                        .setProperty("destination", constant("bulk"))
                        .otherwise()
                        .setProperty("destination", constant("standard"))
                        .end();
            }
        });
        camel.start();
    }

    @AfterEach
    void stop() {
        camel.stop();
    }

    private Picture picture() {
        breakers.circuitBreaker("standard");
        return new Stages(
                        new RunningRoutes(camel, rates.now()).list(),
                        Set.of("standard", "bulk"),
                        new Measured(meters, breakers))
                .draw();
    }

    private static Picture.Box box(Picture picture, String stage, String title) {
        return picture.stage(stage).orElseThrow().boxes().stream()
                .filter(box -> box.title().equals(title))
                .findFirst()
                .orElseThrow();
    }

    private void send(String... bodies) {
        for (String body : bodies) {
            camel.createProducerTemplate().sendBody("direct:settle", body);
        }
    }

    @Test
    void aCommandsWayIsDrawnFromDoorToDeadLetter() {
        Picture picture = picture();
        assertThat(box(picture, "doors", "settle").rows())
                .extracting(Picture.Row::text)
                .containsExactly("seda:commands");
        assertThat(picture.stage("read").orElseThrow().boxes())
                .extracting(Picture.Box::title)
                .containsExactly("read", "checked");
        assertThat(box(picture, "rules", "destinations").rows())
                .extracting(Picture.Row::text)
                .containsExactly("${body} contains 'bulk' → bulk", "otherwise → standard");
        assertThat(picture.arrows())
                .contains(
                        new Picture.Arrow("b-settle", -1, "b-read", false),
                        new Picture.Arrow("b-read", -1, "b-destinations", false),
                        new Picture.Arrow("b-destinations", 0, "b-deliver-bulk", false),
                        new Picture.Arrow("b-deliver-bulk", -1, "b-park-bulk", false));
        assertThat(box(picture, "destinations", "standard").state()).isEqualTo("CLOSED");
        assertThat(box(picture, "dead-letters", "checkout.dead-letters").rows())
                .extracting(Picture.Row::text)
                .contains("REFUSED");
        assertThat(picture.stages().stream().flatMap(stage -> stage.boxes().stream()))
                .extracting(Picture.Box::title)
                .doesNotContain("elsewhere");
    }

    @Test
    void eachStepCountsWhatCameToItAndWhatFailedThere() {
        send("one", "two", "bulk three", "bad four");
        Picture picture = picture();
        assertThat(box(picture, "rules", "destinations").rows())
                .extracting(Picture.Row::count)
                .containsExactly(1L, 3L);
        assertThat(box(picture, "read", "read").figures()).isEqualTo(new Figures(4, 0, 4));
        assertThat(box(picture, "dead-letters", "checkout.dead-letters")
                        .rows()
                        .get(0)
                        .count())
                .isEqualTo(1);
        RunningRoute deliver = new RunningRoutes(camel, rates.now())
                .list().stream()
                        .filter(route -> route.id().equals("deliver-standard"))
                        .findFirst()
                        .orElseThrow();
        assertThat(deliver.figures().failed()).isEqualTo(1);
        RunningRoute settle = new RunningRoutes(camel, rates.now())
                .list().stream()
                        .filter(route -> route.id().equals("settle"))
                        .findFirst()
                        .orElseThrow();
        assertThat(settle.figures().failed()).as("what fails elsewhere").isZero();
    }

    @Test
    void whatIsOlderThanAMinuteIsNotOfTheLastOne() {
        send("one", "two");
        for (int i = 0; i < 12; i++) {
            rates.look();
        }
        send("three");
        assertThat(box(picture(), "read", "read").figures()).isEqualTo(new Figures(3, 0, 1));
    }

    @Test
    void anAddedRuleAndAnAddedRouteShowUp() throws Exception {
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:more-rules")
                        .routeId("more-rules")
                        .errorHandler(noErrorHandler())
                        .choice()
                        .when(simple("${body} == 'gift'"))
                        .setProperty("destination", constant("bulk"))
                        .end();
                from("direct:before-routing").routeId("loyalty").log("asks");
            }
        });
        Picture picture = picture();
        assertThat(box(picture, "rules", "more-rules").rows())
                .extracting(Picture.Row::text, Picture.Row::to)
                .containsExactly(org.assertj.core.api.Assertions.tuple("${body} == 'gift' → bulk", "b-deliver-bulk"));
        assertThat(box(picture, "read", "loyalty")).isNotNull();
    }

    @Test
    void theDrawingHasRoomForAll() {
        Drawing drawing = Drawing.of(picture());
        drawing.frames()
                .forEach(frame -> frame.boxes()
                        .forEach(place ->
                                assertThat(place.y() + place.height()).isLessThan(frame.y() + frame.height())));
        assertThat(drawing.lines()).extracting(Drawing.Line::kind).contains("on", "again", "dead");
        camel.getRouteDefinitions().clear();
        assertThat(Drawing.of(picture()).frames()).hasSize(6);
    }
}
