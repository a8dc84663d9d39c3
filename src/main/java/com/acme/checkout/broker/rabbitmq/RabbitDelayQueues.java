package com.acme.checkout.broker.rabbitmq;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.InternalHeaders;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.camel.Exchange;

/**
 * Delayed delivery on RabbitMQ, which has none: a fan-out exchange and a queue for each step, whose messages all live
 * equally long there, so that none is behind a slower one. They die into the queue that their routing key names; one
 * that is still not due then goes for another round.
 */
public class RabbitDelayQueues {

    private static final String EXCHANGE_OVERRIDE = "CamelSpringRabbitmqExchangeOverrideName";

    /** A step that is longer than what is left, by no more than this part of it, spares many short ones. */
    private static final double LATE = 0.1;

    /** The longest that the Orchestrator may ask for with Retry-After. */
    private static final Duration ASKED = Duration.ofHours(1);

    private final List<Long> steps;
    private final long longestMillis;

    /**
     * @param steps the rounds that a message can make
     * @param retries after how long a command is retried
     */
    RabbitDelayQueues(List<Duration> steps, List<Duration> retries) {
        this.steps = steps.stream().map(Duration::toMillis).distinct().sorted().toList();
        this.longestMillis = Stream.of(steps, retries)
                        .flatMap(Collection::stream)
                        .mapToLong(Duration::toMillis)
                        .max()
                        .orElse(0)
                + ASKED.toMillis();
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
        long due = exchange.getProperty(InternalHeaders.DUE, Long.class);
        double left = (due - System.currentTimeMillis()) * (1 + LATE);
        long step = steps.stream().filter(s -> s <= left).reduce((a, b) -> b).orElse(steps.get(0));
        exchange.getMessage().setHeader(InternalHeaders.DUE, due);
        exchange.getMessage().setHeader(EXCHANGE_OVERRIDE, name(step));
    }

    /**
     * Says by the exchange property {@value InternalHeaders#DUE} that the message is not due yet. Only where this service
     * has written the header itself, and only of a time that it could have written.
     */
    void early(Exchange exchange, Map<String, Object> headers, String queue) {
        long left = InternalHeaders.areObeyedOn(queue) ? left(headers.get(InternalHeaders.DUE)) : 0;
        if (left > 0 && left <= longestMillis) {
            exchange.setProperty(InternalHeaders.DUE, ((Number) headers.get(InternalHeaders.DUE)).longValue());
        }
    }

    /** In milliseconds; 0 of what is no time. */
    private static long left(Object due) {
        return due instanceof Long || due instanceof Integer
                ? Math.max(0, ((Number) due).longValue() - System.currentTimeMillis())
                : 0;
    }

    /** The message as it was received, for another round. */
    public void again(Exchange exchange) {
        exchange.getMessage().setHeaders(exchange.getProperty(BrokerDoor.HEADERS, Map.class));
        delay(exchange);
    }
}
