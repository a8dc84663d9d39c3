package com.acme.checkout.broker;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Delayed delivery on RabbitMQ, which has none: a fan-out exchange and a queue for each step, whose messages all live
 * equally long there, so that none is behind a slower one. They die into the queue that their routing key names; one
 * that is still not due then goes for another round.
 */
public class RabbitDelays {

    /** Header of a message that is to be delivered later, in milliseconds since 1970. */
    static final String DUE = "due";

    private static final String EXCHANGE_OVERRIDE = "CamelSpringRabbitmqExchangeOverrideName";

    /** A step that is longer than what is left, by no more than this part of it, spares many short ones. */
    private static final double LATE = 0.1;

    private final List<Long> steps;

    RabbitDelays(List<Duration> steps) {
        this.steps = steps.stream().map(Duration::toMillis).distinct().sorted().toList();
    }

    /** In milliseconds, the shortest first. */
    List<Long> steps() {
        return steps;
    }

    /** Exchange and queue of one step. */
    static String name(long step) {
        return "checkout.delay." + step;
    }

    /** Sends the exchange's message round by way of the longest step that does not make it late. */
    public void delay(Exchange exchange) {
        long due = exchange.getProperty(DUE, Long.class);
        double left = (due - System.currentTimeMillis()) * (1 + LATE);
        long step = steps.stream().filter(s -> s <= left).reduce((a, b) -> b).orElse(steps.get(0));
        exchange.getMessage().setHeader(DUE, due);
        exchange.getMessage().setHeader(EXCHANGE_OVERRIDE, name(step));
    }

    /** Restores the message that was received, where it is not due yet, and says so by the property {@value #DUE}. */
    void early(Exchange exchange, Map<String, Object> headers) {
        if (headers.get(DUE) instanceof Long due && due > System.currentTimeMillis()) {
            exchange.setProperty(DUE, due);
        }
    }

    /** The message as it was received, for another round. */
    public void again(Exchange exchange) {
        exchange.getMessage().setHeaders(exchange.getProperty(BrokerDoor.HEADERS, Map.class));
        delay(exchange);
    }
}
