package com.acme.checkout.deadletter;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CheckoutId;
import com.acme.checkout.command.CommandReader;
import com.acme.checkout.delivery.Outcomes;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.component.bean.validator.BeanValidationException;
import org.apache.camel.support.DefaultMessage;
import org.springframework.stereotype.Component;

/** Writes the dead letter: the original message byte for byte, and beside it, in headers, what went wrong. */
@Component("deadLetters")
public class DeadLetters {

    private static final UUID NAMESPACE = CheckoutId.version5(new UUID(0, 0), "urn:acme:checkout:dead-letter");
    private static final int LONGEST_TEXT = 500;

    private final Outcomes outcomes;

    DeadLetters(Outcomes outcomes) {
        this.outcomes = outcomes;
    }

    /** Makes the exchange's message the dead letter of the failure that was caught. */
    public void letter(Exchange exchange, @ExchangeProperty(Checkout.PROPERTY) Checkout checkout,
                       @ExchangeProperty("deadLetterReason") String reason) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Instant now = Instant.now();
        Map<String, Object> headers = new LinkedHashMap<>();
        // Derived: the same failure of a message that is delivered again keeps its id.
        headers.put("deadLetterId", CheckoutId.version5(NAMESPACE, checkout.messageId() + "\n" + reason).toString());
        headers.put("deadLetterReason", reason);
        headers.put("deadLetterDetail", detail(exchange, checkout, reason, failure));
        headers.put("deadLetterException", exception(exchange, failure));
        headers.put("deadLetterAttempts", Integer.toString(checkout.attempts()));
        headers.put("deadLetterFirstAt", Objects.requireNonNullElse(checkout.firstAt(), now).toString());
        headers.put("deadLetterLastAt", Objects.requireNonNullElse(checkout.lastAt(), now).toString());
        headers.put("deadLetterSource", checkout.source());
        headers.put("deadLetterRoute", exchange.getProperty(Exchange.FAILURE_ROUTE_ID, exchange.getFromRouteId(), String.class));
        headers.put("deadLetterDestination", exchange.getProperty("destination", String.class));
        headers.put("deadLetterReplay", checkout.replay());
        headers.put("deadLetterStatus", checkout.lastStatus() == null ? null : checkout.lastStatus().toString());
        headers.put("checkoutId", checkout.getCheckoutId());
        headers.put("cartId", checkout.getCartId());
        headers.put("idempotencyKey", checkout.idempotencyKey());
        headers.put("traceparent", checkout.getTraceparent());
        headers.put("deadLetterHeaders", checkout.originalHeaders());
        headers.values().removeIf(Objects::isNull);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setHeaders(headers);
        message.setBody(checkout.original());
        exchange.setMessage(message);
    }

    /** To be called once the broker has confirmed the dead letter. */
    public void written(Exchange exchange, @ExchangeProperty("deadLetterReason") String reason) {
        outcomes.deadLettered(exchange, reason);
    }

    private static String detail(Exchange exchange, Checkout checkout, String reason, Throwable failure) {
        return oneLine(switch (reason) {
            case "UNREADABLE" -> Objects.requireNonNullElse(CommandReader.unreadable(failure), "the message could not be read");
            case "INVALID" -> violations(exchange, failure);
            case "UNROUTABLE" -> failure.getMessage();
            case "REJECTED" -> "the Orchestrator answered " + checkout.lastStatus()
                    + (checkout.lastStatus() == 404 ? ": no such cart" : ": the cart is empty or already checked out");
            case "REFUSED" -> "the Orchestrator answered " + checkout.lastStatus() + ": it does not take what this service sends";
            case "EXHAUSTED" -> "not started after " + checkout.attempts() + " attempts; last: "
                    + (checkout.lastStatus() == null ? failure.getMessage() : "HTTP " + checkout.lastStatus());
            default -> "an unexpected failure inside this service; see deadLetterException and the log";
        });
    }

    private static String violations(Exchange exchange, Throwable failure) {
        return CommandReader.violations(exchange, failure).stream().map(v -> v.field() + " " + v.message()).collect(Collectors.joining("; "));
    }

    private static String exception(Exchange exchange, Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        // A parser's own message quotes what it could not parse.
        String unreadable = CommandReader.unreadable(root);
        String message = unreadable != null ? unreadable
                : root instanceof BeanValidationException ? "constraints violated: " + violations(exchange, root) : root.getMessage();
        return oneLine(root.getClass().getName() + (message == null ? "" : ": " + message));
    }

    private static String oneLine(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    }
}
