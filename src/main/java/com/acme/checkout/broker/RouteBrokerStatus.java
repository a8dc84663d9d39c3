package com.acme.checkout.broker;

import java.util.List;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;

/**
 * The status of a broker that has no Java of its own here: a route in its folder, {@value #ROUTE}, is given the exchange
 * property {@value #QUEUE} and sees to it that this queue is there, or fails where the broker can't be reached.
 */
public final class RouteBrokerStatus implements BrokerStatus {

    /** Where that route starts. */
    public static final String ROUTE = "direct:broker-queue";

    static final String QUEUE = "queue";

    private final Supplier<CamelContext> camel;
    private ProducerTemplate producer;

    public RouteBrokerStatus(Supplier<CamelContext> camel) {
        this.camel = camel;
    }

    /** Whether the broker's folder has such a route; to be asked once all routes are there. */
    public boolean known() {
        String uri = ROUTE.replace(":", "://");
        return camel.get().getRoutes().stream()
                .anyMatch(route -> uri.equals(route.getEndpoint().getEndpointUri()));
    }

    @Override
    public void prepare(List<String> queues) throws Exception {
        if (producer == null) {
            producer = camel.get().createProducerTemplate();
        }
        for (String queue : queues) {
            Exchange answer = producer.send(ROUTE, exchange -> {
                exchange.setProperty(QUEUE, queue);
                exchange.getMessage().setBody("");
            });
            if (answer.getException() != null) {
                throw answer.getException();
            }
        }
    }
}
