package com.acme.checkout.deadletter;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.UnreadableHeaderException;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CheckoutId;
import com.acme.checkout.command.CommandReader;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.command.FailedStep;
import com.acme.checkout.delivery.ExtensionFailedException;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.delivery.RejectedByRuleException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.Message;
import org.apache.camel.component.bean.validator.BeanValidationException;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Writes the dead letter: the original message byte for byte, and beside it, in headers, what went wrong. */
@Component("deadLetters")
public class DeadLetters {

    private static final UUID NAMESPACE = CheckoutId.version5(new UUID(0, 0), "urn:acme:checkout:dead-letter");
    private static final int LONGEST_TEXT = 500;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    /** Of a body that the broker refuses. */
    private static final int KEPT_BYTES = 64 * 1024;

    /** Exchange property: the dead letter as it was made, before a broker's edge made it its own. */
    private static final String LETTER = "deadLetter";

    private final OutcomeRecorder outcomes;

    DeadLetters(OutcomeRecorder outcomes) {
        this.outcomes = outcomes;
    }

    /** Makes the exchange's message the dead letter of the failure that was caught. */
    public void letter(
            Exchange exchange,
            @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
            @ExchangeProperty(DeadLetterReason.NAME) String reason) {
        if (checkout.settlement().isSettled()) {
            throw new IllegalStateException(
                    "this command is " + checkout.settlement().outcome() + " already: it is no dead letter");
        }
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Instant now = Instant.now();
        Map<String, Object> headers = new LinkedHashMap<>();
        // Derived: the same failure of a message that is delivered again keeps its id.
        headers.put(
                "deadLetterId",
                CheckoutId.version5(NAMESPACE, checkout.received().messageId() + "\n" + reason)
                        .toString());
        headers.put(DeadLetterReason.NAME, reason);
        headers.put("deadLetterDetail", detail(exchange, checkout, reason, failure));
        headers.put("deadLetterException", exception(exchange, failure));
        headers.put("deadLetterAttempts", Integer.toString(checkout.attempts().count()));
        headers.put(
                "deadLetterFirstAt",
                Objects.requireNonNullElse(checkout.attempts().firstAt(), now).toString());
        headers.put(
                "deadLetterLastAt",
                Objects.requireNonNullElse(checkout.attempts().lastAt(), now).toString());
        headers.put("deadLetterAttemptLog", checkout.attempts().log().json());
        headers.put("deadLetterSource", checkout.received().source());
        headers.put(
                "deadLetterRoute",
                exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class));
        headers.put("deadLetterStep", step(exchange, reason, failure));
        headers.put("deadLetterDestination", exchange.getProperty("destination", String.class));
        headers.put("deadLetterReplay", checkout.received().replay());
        headers.put(
                "deadLetterStatus",
                checkout.attempts().lastStatus() == null
                        ? null
                        : checkout.attempts().lastStatus().toString());
        headers.put("checkoutId", checkout.getCheckoutId());
        headers.put("cartId", checkout.getCartId());
        headers.put("idempotencyKey", checkout.idempotencyKey());
        headers.put("traceparent", checkout.getTraceparent());
        headers.put("tracestate", checkout.getTracestate());
        headers.put("deadLetterHeaders", checkout.received().originalHeaders().json());
        headers.put(
                "deadLetterHeadersCut", checkout.received().originalHeaders().cut() ? "true" : null);
        headers.put(
                "deadLetterBodyBytes",
                checkout.received().originalBytes() > checkout.received().original().length
                        ? Integer.toString(checkout.received().originalBytes())
                        : null);
        headers.values().removeIf(Objects::isNull);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setHeaders(headers);
        message.setBody(checkout.received().original());
        exchange.setMessage(message);
        exchange.setProperty(LETTER, message);
        checkout.settlement().beginWrite();
    }

    /**
     * The dead letter once more, with the beginning of its body and how long that was (contract, section 5), where the broker
     * refused it for its size.
     *
     * @throws Exception the write's failure, where it was another or there is nothing to leave out
     */
    public void cut(Exchange exchange, @ExchangeProperty(Checkout.PROPERTY) Checkout checkout) throws Exception {
        Exception failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Exception.class);
        if (checkout.received().original().length <= KEPT_BYTES || !SizeRefusal.is(failure)) {
            throw failure;
        }
        Message letter = exchange.getProperty(LETTER, Message.class).copy();
        letter.setHeader(
                "deadLetterBodyBytes", Integer.toString(checkout.received().originalBytes()));
        letter.setBody(Arrays.copyOf(checkout.received().original(), KEPT_BYTES));
        exchange.setMessage(letter);
        LOG.warn(
                "The broker refuses a dead letter of {} bytes from {}: it is kept with the first {} of them",
                checkout.received().originalBytes(),
                checkout.received().source(),
                KEPT_BYTES);
        checkout.settlement().beginWrite();
    }

    /**
     * To be called once the broker has confirmed the dead letter.
     *
     * @throws NoOutcomeException nothing was written
     */
    public void written(Exchange exchange, @ExchangeProperty(DeadLetterReason.NAME) String reason)
            throws NoOutcomeException {
        outcomes.deadLettered(exchange, reason);
    }

    private static String detail(Exchange exchange, Checkout checkout, String reason, Throwable failure) {
        return oneLine(
                switch (DeadLetterReason.of(reason)) {
                    case UNREADABLE ->
                        Objects.requireNonNullElse(CommandReader.unreadable(failure), "the message could not be read");
                    case INVALID -> violations(exchange, failure);
                    case UNROUTABLE -> failure.getMessage();
                    case REJECTED ->
                        failure instanceof RejectedByRuleException
                                ? failure.getMessage()
                                : "the Orchestrator answered "
                                        + checkout.attempts().lastStatus()
                                        + (Objects.equals(checkout.attempts().lastStatus(), 404)
                                                ? ": no such cart"
                                                : ": the cart is empty or already checked out");
                    case REFUSED ->
                        "the Orchestrator answered " + checkout.attempts().lastStatus()
                                + ": it does not take what this service sends";
                    case EXHAUSTED ->
                        "not started after " + checkout.attempts().count() + " attempts; last: "
                                + (checkout.attempts().lastStatus() == null
                                        ? failure.getMessage()
                                        : "HTTP " + checkout.attempts().lastStatus());
                    case INTERNAL ->
                        failure instanceof NoOutcomeException
                                        || failure instanceof BrokerDoor.ExpiredException
                                        || failure instanceof UnreadableHeaderException
                                ? failure.getMessage()
                                : "an unexpected failure inside this service; see deadLetterException and the log";
                });
    }

    /** Of a failure that nobody foresaw, the step that it came from; null where that is not known. */
    private static String step(Exchange exchange, String reason, Throwable failure) {
        FailedStep failed = exchange.getProperty(FailedStep.PROPERTY, FailedStep.class);
        return DeadLetterReason.of(reason) == DeadLetterReason.INTERNAL && failed != null && failed.isOf(failure)
                ? oneLine(failed.step())
                : null;
    }

    private static String violations(Exchange exchange, Throwable failure) {
        return CommandReader.violations(exchange, failure).stream()
                .map(v -> v.field() + " " + v.message())
                .collect(Collectors.joining("; "));
    }

    private static String exception(Exchange exchange, Throwable failure) {
        if (failure == null) {
            return null;
        }
        Throwable root = failure;
        // That a step of somebody's own has failed is what there is to know; its message names the root.
        while (root.getCause() != null && root.getCause() != root && !(root instanceof ExtensionFailedException)) {
            root = root.getCause();
        }
        // A parser's own message quotes what it could not parse.
        String unreadable = CommandReader.unreadable(root);
        String message = unreadable != null
                ? unreadable
                : root instanceof BeanValidationException
                        ? "constraints violated: " + violations(exchange, root)
                        : root.getMessage();
        return oneLine(root.getClass().getName() + (message == null ? "" : ": " + message));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    }
}
