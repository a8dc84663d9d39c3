package com.acme.checkout.guard;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.command.FailedStep;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

/** The step that failed is known by its own route, also where another route led to it. */
class LastStepTest {

    private Exchange send(String address) throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getCamelContextExtension().addInterceptStrategy(new LastStep(new StepCounts()));
            camel.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    errorHandler(noErrorHandler());
                    from("direct:outer").routeId("outer").to("direct:inner").setBody(constant("not reached"));
                    from("direct:inner")
                            .routeId("inner")
                            .setBody(constant("reached"))
                            .throwException(IllegalStateException.class, "broken");
                    from("direct:good").routeId("good").setBody(constant("reached"));
                }
            });
            camel.start();
            return camel.createProducerTemplate().send(address, exchange -> {});
        }
    }

    @Test
    void theStepThatFailedIsNamedByItsOwnRoute() throws Exception {
        for (String address : new String[] {"direct:inner", "direct:outer"}) {
            Exchange exchange = send(address);
            FailedStep failed = exchange.getProperty(FailedStep.PROPERTY, FailedStep.class);
            assertThat(failed.step()).as(address).startsWith("route inner, step throwException");
            assertThat(failed.isOf(exchange.getException())).isTrue();
            assertThat(failed.isOf(new IllegalStateException("broken"))).isFalse();
        }
    }

    @Test
    void whereNothingFailedNoStepIsNamed() throws Exception {
        assertThat(send("direct:good").getProperties()).doesNotContainKey(FailedStep.PROPERTY);
    }
}
