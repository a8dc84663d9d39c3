package com.acme.checkout.guard;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.OutcomeRecorder;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.RollbackExchangeException;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.DefaultExchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * No message is acknowledged without an outcome, whatever the routes are edited to. Stands around every route that reads
 * from a broker, outside all that YAML can change: an exchange that ends without an outcome, or fails before anything was
 * to be written, becomes a dead letter {@code INTERNAL} that names the route and its last step (contract, section 5).
 * Where even that can't be written the exchange fails, and the message stays on the broker.
 */
@Component
public class OutcomeGuard implements RoutePolicyFactory {

    /** Exchange property: set once a message that is no command (a dead letter, a delayed one) has reached where it was to go. */
    public static final String DONE = "messageDone";

    /** Exchange property: the queue that a message came from, first; where in it may follow. */
    public static final String MESSAGE_SOURCE = "messageSource";

    private static final Logger LOG = LoggerFactory.getLogger("checkout.outcome");
    private static final String SOURCE = "broker-source";
    private static final String DEAD_LETTER_ROUTE = "direct:dead-letter";
    private static final String DEAD_LETTER_QUEUE = "checkout.dead-letters";
    private static final String PENDING_QUEUES = "checkout.pending.";
    private static final String COMMANDS = "checkout.commands";
    /** Where a message that is only passed on goes to; set once it is known. */
    private static final String DELAYED_QUEUE = "delayedQueue";
    /** Until when a message is only passed on, in milliseconds since 1970. */
    private static final String DUE = "due";

    private final ObjectProvider<CamelContext> camel;
    private final ObjectProvider<MessageReader> reader;
    private final OutcomeRecorder outcomes;
    private volatile ProducerTemplate producer;

    OutcomeGuard(ObjectProvider<CamelContext> camel, ObjectProvider<MessageReader> reader, OutcomeRecorder outcomes) {
        this.camel = camel;
        this.reader = reader;
        this.outcomes = outcomes;
    }

    /** Makes a {@link Checkout} of a message that no route has taken up. */
    public interface MessageReader {

        /** Sets the exchange property {@link Checkout#PROPERTY}; never fails, whatever the message holds. */
        void take(Exchange exchange);
    }

    /** Whether a message may be acknowledged: its command has an outcome, or it has reached where it was to go. */
    public static boolean hasOutcome(Exchange exchange) {
        return exchange.getProperty(Checkout.PROPERTY) instanceof Checkout checkout
                ? checkout.settlement().isSettled()
                : Boolean.TRUE.equals(exchange.getProperty(DONE));
    }

    /**
     * Whether {@code exchange} may be a message that is only passed on. A sender's command, of which a copy may go anywhere, never
     * is; a parked one only where it is not due yet.
     */
    static boolean isPassedOn(Exchange exchange) {
        return exchange.getProperty(Checkout.PROPERTY) == null
                && exchange.getProperty(MESSAGE_SOURCE) instanceof String source
                && !source.startsWith(COMMANDS)
                && (!source.startsWith(PENDING_QUEUES)
                        || exchange.getProperty(DUE) != null
                        || exchange.getProperty(DELAYED_QUEUE) != null);
    }

    /** What a person needs to find the fault: where {@code exchange} came to last. */
    public static String lastStep(Exchange exchange) {
        return LastStep.of(exchange);
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        if (!(route instanceof RouteDefinition definition) || definition.getInput() == null) {
            return null;
        }
        String from = String.valueOf(definition.getInput().getEndpointUri());
        if (from.startsWith("kamelet:" + SOURCE)) {
            boolean letters = from.contains("queue=" + DEAD_LETTER_QUEUE);
            return RouteEnd.check(letters ? inner -> demand(inner, routeId) : inner -> settle(inner, routeId));
        }
        Map<String, Object> parameters = definition.getTemplateParameters();
        boolean source = parameters != null && SOURCE.equals(parameters.get("templateId"));
        // Kafka's goes on with copies of the exchange, and acknowledges none that has no outcome itself.
        return source && !from.startsWith("kafka:") ? RouteEnd.check(outer -> demand(outer, routeId)) : null;
    }

    private void settle(Exchange exchange, String route) {
        Exception failure = exchange.getException();
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        if (hasOutcome(exchange)) {
            if (failure != null) {
                LOG.error(
                        "A step failed after its command was {}, which stands: {}",
                        checkout == null ? "written" : checkout.settlement().outcome(),
                        LastStep.of(exchange),
                        failure);
                exchange.setException(null);
            }
            return;
        }
        if (checkout != null && keep(exchange, checkout, route, failure)) {
            exchange.setException(null);
            return;
        }
        boolean unwritten = !(failure instanceof NoOutcomeException)
                && (checkout != null ? checkout.settlement().isWriting() : exchange.getProperty(DELAYED_QUEUE) != null);
        if (failure != null && (unwritten || isOfTheStop(exchange, failure))) {
            // It stays on the broker.
            return;
        }
        deadLetter(exchange, route, failure);
    }

    /**
     * Whether the command is durable in one of the queues that are for it, and only its outcome was not told: told here, for a
     * dead letter as well would be one of a command that goes on. A copy that a route wrote elsewhere keeps nothing.
     */
    private boolean keep(Exchange exchange, Checkout checkout, String route, Exception failure) {
        String where = checkout.settlement().writtenTo();
        if (where == null || !where.contains(PENDING_QUEUES) && !where.contains(DEAD_LETTER_QUEUE)) {
            return false;
        }
        try {
            if (where.contains(PENDING_QUEUES)) {
                outcomes.accepted(exchange);
            } else {
                outcomes.deadLettered(
                        exchange,
                        exchange.getProperty(DeadLetterReason.NAME, DeadLetterReason.INTERNAL.name(), String.class));
            }
        } catch (NoOutcomeException e) {
            return false;
        }
        LOG.error(
                "Route {} {}; its command is kept, at {}. Fix its file under routes/. Last step: {}",
                route,
                failure == null ? "ended without an outcome" : "failed before it told the outcome",
                where,
                LastStep.of(exchange),
                failure);
        outcomes.routeFault("broker");
        return true;
    }

    private static boolean isOfTheStop(Exchange exchange, Exception failure) {
        return failure instanceof RollbackExchangeException
                || failure instanceof RejectedExecutionException
                || failure instanceof InterruptedException
                || exchange.getContext().isStopping();
    }

    private void deadLetter(Exchange exchange, String route, Exception failure) {
        String step = LastStep.of(exchange);
        Exception fault = failure != null
                ? failure
                : new NoOutcomeException("route " + route + " ended without an outcome; its last step: " + step);
        LOG.error(
                "Route {} {}; the message becomes a dead letter. Fix its file under routes/. Last step: {}",
                route,
                failure == null ? "ended without an outcome" : "failed before an outcome",
                step,
                failure);
        outcomes.routeFault("broker");
        if (exchange.getProperty(Checkout.PROPERTY) == null) {
            reader.getObject().take(exchange);
        }
        // A new one: this one may be stopped, or marked for a rollback.
        Exchange letter = new DefaultExchange(exchange.getContext());
        exchange.getProperties().forEach(letter::setProperty);
        letter.removeProperty(DUE);
        letter.removeProperty(DELAYED_QUEUE);
        letter.setProperty(DeadLetterReason.NAME, DeadLetterReason.INTERNAL.name());
        letter.setProperty(Exchange.EXCEPTION_CAUGHT, fault);
        letter.setProperty(Exchange.FAILURE_ROUTE_ID, route);
        producer().send(DEAD_LETTER_ROUTE, letter);
        if (letter.getException() != null || !hasOutcome(letter)) {
            exchange.setException(
                    letter.getException() != null
                            ? letter.getException()
                            : new NoOutcomeException("the dead-letter route ended without an outcome; its last step: "
                                    + LastStep.of(letter)));
            return;
        }
        exchange.setException(null);
        exchange.setRollbackOnly(false);
        exchange.setRollbackOnlyLast(false);
    }

    /** For a consumer and the route that it feeds, and for the desk's filing: what came nowhere stays on the broker. */
    private static void demand(Exchange exchange, String route) {
        if (exchange.getException() == null && !exchange.isRollbackOnly() && !hasOutcome(exchange)) {
            String fault =
                    "route " + route + " ended and its message came nowhere; its last step: " + LastStep.of(exchange);
            LOG.error("{}. The message stays on the broker. Fix that file under routes/.", fault);
            exchange.setException(new NoOutcomeException(fault));
        }
    }

    private ProducerTemplate producer() {
        if (producer == null) {
            producer = camel.getObject().createProducerTemplate();
        }
        return producer;
    }
}
