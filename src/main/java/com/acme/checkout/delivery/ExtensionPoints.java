package com.acme.checkout.delivery;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.InvalidCommandException;
import com.acme.checkout.command.Outcome;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.DefaultMessage;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Runs the routes that somebody has added at an {@link ExtensionPoint}. What fails in one before an outcome is told is
 * retried like a delivery, and counts as an attempt; what fails after that is tried again at once, and then logged and
 * counted: the outcome stands.
 */
@Component("extensionPoints")
public class ExtensionPoints {

    private static final Logger LOG = LoggerFactory.getLogger(ExtensionPoints.class);

    /** What a route of an extension may say of the command itself, or of its turn: nothing to be tried again. */
    private static final List<Class<? extends Throwable>> MEANT = List.of(
            RejectedException.class,
            RefusedException.class,
            UnroutableException.class,
            InvalidCommandException.class,
            CallNotPermittedException.class,
            RejectedExecutionException.class,
            InterruptedException.class);

    private final ObjectProvider<ModelCamelContext> camel;
    private final ObjectMapper strictJson;
    private final MeterRegistry registry;
    private final Collection<String> destinations;
    private final int immediateRetries;
    private final Map<ExtensionPoint, Boolean> present = new ConcurrentHashMap<>();
    private final LogThrottle failures = new LogThrottle();
    private ProducerTemplate producer;

    ExtensionPoints(
            ObjectProvider<ModelCamelContext> camel,
            @Qualifier("strictJson") ObjectMapper strictJson,
            MeterRegistry registry,
            DestinationProperties destinations,
            DeliveryProperties delivery,
            OutcomeRecorder outcomes) {
        this.camel = camel;
        this.strictJson = strictJson;
        this.registry = registry;
        this.destinations = destinations.names();
        this.immediateRetries = delivery.immediateRetries();
        // There from the start, at 0: or their first would be no rise.
        for (Outcome outcome : Outcome.values()) {
            ExtensionPoint.after(outcome).ifPresent(this::failed);
        }
        outcomes.onOutcome(this::told);
    }

    /** Runs the route at {@link ExtensionPoint#BEFORE_ROUTING}, as {@link #run} does. */
    public void beforeRouting(Exchange exchange) throws Exception {
        run(exchange, ExtensionPoint.BEFORE_ROUTING);
    }

    /** Runs the route at {@link ExtensionPoint#BEFORE_START}, as {@link #run} does. */
    public void beforeStart(Exchange exchange) throws Exception {
        run(exchange, ExtensionPoint.BEFORE_START);
    }

    /** Runs the route at {@link ExtensionPoint#AFTER_START}, as {@link #run} does. */
    public void afterStart(Exchange exchange) throws Exception {
        run(exchange, ExtensionPoint.AFTER_START);
    }

    /**
     * Runs the route at {@code point}, where there is one.
     *
     * @throws ExtensionFailedException it has failed; it may go well later
     * @throws Exception what it says of the command, such as {@link RejectedByRuleException}
     */
    private void run(Exchange exchange, ExtensionPoint point) throws Exception {
        if (!isThere(point)) {
            return;
        }
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        // One of its own: it may stop or fail there, and Camel would not let this one go on.
        Exchange own = new DefaultExchange(exchange.getContext());
        exchange.getProperties().forEach(own::setProperty);
        own.setMessage(
                point == ExtensionPoint.AFTER_START
                        ? command(own)
                        : exchange.getMessage().copy());
        Throwable failure = send(point, own);
        if (failure != null) {
            throw classified(exchange, checkout, point, failure);
        }
        if (point == ExtensionPoint.AFTER_START) {
            return;
        }
        ObjectNode body = object(own, point);
        if (point == ExtensionPoint.BEFORE_ROUTING
                && !body.path("cartId").asText().equals(checkout.getCartId())) {
            throw new IllegalStateException("the route at " + point.address()
                    + " has changed the cartId, from which the checkoutId follows; leave that field as it is");
        }
        own.getProperties().forEach(exchange::setProperty);
        exchange.setMessage(own.getMessage());
        exchange.getMessage().setBody(body);
    }

    private Exception classified(Exchange exchange, Checkout checkout, ExtensionPoint point, Throwable failure) {
        for (Class<? extends Throwable> each : MEANT) {
            if (ObjectHelper.getException(each, failure) instanceof Exception meant) {
                waitsAt(exchange);
                return meant;
            }
        }
        waitsAt(exchange);
        checkout.attempts().begin();
        if (failures.passes(point)) {
            LOG.warn(
                    "The route at {} fails, and commands are tried again: {}. (Said once a minute.)",
                    point.address(),
                    failure.toString());
        }
        return new ExtensionFailedException(point, failure);
    }

    /** A command for which no rule has picked a destination yet waits in the queue of the one that they pick without the extension. */
    private void waitsAt(Exchange exchange) {
        if (exchange.getProperty("destination") == null) {
            Exchange copy = new DefaultExchange(exchange.getContext());
            copy.setProperty("command", exchange.getProperty("command"));
            copy.setMessage(command(copy));
            producer().send("direct:destinations", copy);
            String picked = copy.getProperty("destination", String.class);
            exchange.setProperty(
                    "destination",
                    destinations.contains(picked)
                            ? picked
                            : destinations.iterator().next());
        }
    }

    private ObjectNode object(Exchange exchange, ExtensionPoint point) throws IOException {
        Object body = exchange.getMessage().getBody();
        if (body instanceof ObjectNode same) {
            return same;
        }
        byte[] bytes = body instanceof Map<?, ?> map
                ? strictJson.writeValueAsBytes(map)
                : exchange.getMessage().getBody(byte[].class);
        JsonNode json = bytes == null ? null : strictJson.readTree(bytes);
        if (json instanceof ObjectNode read) {
            return read;
        }
        throw new IllegalStateException("the route at " + point.address()
                + " must leave one JSON object as its body, and leaves " + ObjectHelper.classCanonicalName(body));
    }

    /** The outcome has been told, and stands. */
    private void told(Exchange exchange, Outcome outcome) {
        ExtensionPoint point = ExtensionPoint.after(outcome).orElse(null);
        if (point == null || !isThere(point)) {
            return;
        }
        Throwable failure = null;
        for (int i = 0; i <= immediateRetries; i++) {
            Exchange copy = new DefaultExchange(exchange.getContext());
            exchange.getProperties().forEach(copy::setProperty);
            copy.setMessage(command(copy));
            failure = send(point, copy);
            if (failure == null) {
                return;
            }
        }
        failed(point).increment();
        LOG.error(
                "The route at {} has failed for checkout {}, which is {} all the same: {}",
                point.address(),
                exchange.getProperty("checkoutId"),
                outcome,
                failure.toString());
    }

    private Counter failed(ExtensionPoint point) {
        return Counter.builder("checkout.extension.failures")
                .description("Commands for which the route at an extension point failed after their outcome was told")
                .tag("point", point.label())
                .register(registry);
    }

    /** How it failed; null where it went well. */
    private Throwable send(ExtensionPoint point, Exchange exchange) {
        try {
            producer().send(point.address(), exchange);
            return exchange.getException();
        } catch (RuntimeException e) {
            // Not even sent: the service is about to end, perhaps.
            return e;
        }
    }

    private static Message command(Exchange exchange) {
        Message message = new DefaultMessage(exchange);
        ObjectNode command = exchange.getProperty("command", ObjectNode.class);
        message.setBody(command == null ? null : command.deepCopy());
        return message;
    }

    /** However its address is written. All routes are made before any of them gives out a command. */
    private boolean isThere(ExtensionPoint point) {
        return present.computeIfAbsent(
                point,
                each -> camel.getObject().getRoutes().stream()
                        .anyMatch(route -> each.address().equals(plain(route.getEndpoint()))));
    }

    /** An address as Camel has it, {@code direct://name?option=…}, without the rest. */
    private static String plain(Endpoint endpoint) {
        return endpoint.getEndpointUri().replaceFirst("\\?.*", "").replaceFirst("^direct:/+", "direct:");
    }

    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = camel.getObject().createProducerTemplate();
        }
        return producer;
    }
}
