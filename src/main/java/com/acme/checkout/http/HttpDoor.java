package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CommandTracing;
import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.command.IdempotencyKey;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.delivery.RejectedException;
import com.acme.checkout.guard.OutcomeGuard;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.support.DefaultMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** The HTTP door's two ends: takes the command from a request, and turns what became of it into an answer. */
@Component("httpDoor")
public class HttpDoor {

    static final MediaType CLOUD_EVENT = MediaType.parseMediaType("application/cloudevents+json");

    /** Exchange property: the caller wants no more than that the command is durable. */
    static final String RESPOND_ASYNC = "respondAsync";

    private static final Logger LOG = LoggerFactory.getLogger(HttpDoor.class);
    private static final Duration DEFAULT_WAIT = Duration.ofSeconds(2);
    private static final int LONGEST_WAIT_SECONDS = 30;
    private static final String APPLIED = "preferenceApplied";

    private final ObjectMapper json = new ObjectMapper();
    private final OutcomeRecorder outcomes;
    private final CommandTypes commands;
    private final CommandTracing tracing;

    HttpDoor(OutcomeRecorder outcomes, CommandTypes commands, ObjectProvider<CommandTracing> tracing) {
        this.tracing = tracing.getIfAvailable(() -> CommandTracing.NONE);
        this.outcomes = outcomes;
        this.commands = commands;
    }

    /** From here on the exchange holds a {@link Checkout} and a message without headers. */
    public void receive(Exchange exchange) throws Exception {
        HttpServletRequest request = exchange.getProperty(HttpEngine.REQUEST, HttpServletRequest.class);
        byte[] body = exchange.getIn().getBody(byte[].class);
        Object cartId = exchange.getIn().getHeader("cartId");
        Message message = new DefaultMessage(exchange);
        exchange.setMessage(message);

        Checkout checkout = new Checkout(Checkout.Door.HTTP);
        exchange.setProperty(Checkout.PROPERTY, checkout);
        checkout.received().original(body);
        checkout.received().source(cartId != null ? "/carts/{cartId}/checkout" : door(exchange));
        if (cartId != null) {
            checkout.received().pathCartId(cartId.toString());
        } else if (request.getContentType().toLowerCase(Locale.ROOT).startsWith("application/cloudevents")) {
            checkout.received().structuredEvent(true);
        } else if (request.getHeader("ce-specversion") != null || request.getHeader("ce-type") != null) {
            checkout.received().eventAttributes(RequestHeaders.eventAttributes(request, checkout));
        }
        IdempotencyKey.take(checkout, "Idempotency-Key", RequestHeaders.lines(request, "Idempotency-Key"));
        RequestHeaders.trace(request, checkout);
        checkout.received().originalHeaders(() -> RequestHeaders.original(request));
        tracing.taken(exchange, checkout, CommandTracing.Origin.REQUEST);
        prefer(exchange, checkout, request);
    }

    /** The path of the command's own door. */
    private String door(Exchange exchange) {
        return exchange.getFromEndpoint() instanceof PlatformHttpEndpoint endpoint
                        && commands.isDoor(endpoint.getPath())
                ? endpoint.getPath()
                : CommandTypes.PATHS + "checkout-cart";
    }

    private static void prefer(Exchange exchange, Checkout checkout, HttpServletRequest request) {
        Duration wait = DEFAULT_WAIT;
        if (request.getHeader("Prefer") != null) {
            PreferHeader preferences = PreferHeader.of(RequestHeaders.lines(request, "Prefer"));
            if (preferences.respondAsync()) {
                exchange.setProperty(RESPOND_ASYNC, true);
                exchange.setProperty(APPLIED, "respond-async");
            } else if (preferences.waitSeconds() != null) {
                int seconds = Math.min(LONGEST_WAIT_SECONDS, preferences.waitSeconds());
                wait = Duration.ofSeconds(seconds);
                exchange.setProperty(APPLIED, "wait=" + seconds);
                if (seconds == 0) {
                    exchange.setProperty(RESPOND_ASYNC, true);
                }
            }
        }
        checkout.waitAtMost(wait);
    }

    /** 200: the Orchestrator confirmed the saga. */
    public void started(Exchange exchange) throws NoOutcomeException {
        outcomes.started(exchange);
        answer(exchange, 200, "STARTED");
    }

    /** 202: the command is durable on the broker. */
    public void accepted(Exchange exchange) throws NoOutcomeException {
        outcomes.accepted(exchange);
        answer(exchange, 202, "ACCEPTED");
    }

    private static void answer(Exchange exchange, int status, String standing) {
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        // Both ids are UUIDs by now: nothing to escape.
        byte[] body = ("{\"checkoutId\":\"" + checkout.getCheckoutId() + "\",\"cartId\":\"" + checkout.getCartId()
                        + "\",\"status\":\"" + standing + "\"}")
                .getBytes(StandardCharsets.US_ASCII);
        Message message = message(exchange, status, MediaType.APPLICATION_JSON_VALUE, body);
        message.setHeader("Location", "/checkouts/" + checkout.getCheckoutId());
        String applied = exchange.getProperty(APPLIED, String.class);
        if (applied != null) {
            message.setHeader("Preference-Applied", applied);
        }
    }

    /** Where a checkout stands, by what this node knows and what the Orchestrators that were asked know. */
    public void standing(Exchange exchange) throws Exception {
        String checkoutId = exchange.getProperty("checkoutId", String.class);
        SagaLookup.Answer asked =
                exchange.getProperty(SagaLookup.ANSWER, SagaLookup.Answer.UNSURE, SagaLookup.Answer.class);
        OutcomeRecorder.Standing known = outcomes.standing(checkoutId);
        String standing = asked == SagaLookup.Answer.STARTED
                ? "STARTED"
                : known == null ? null : known.status().name();
        if (standing == null) {
            String instance = "/checkouts/" + checkoutId;
            problem(
                    exchange,
                    switch (asked) {
                        case NOT_FOUND ->
                            new Problem(
                                    "checkout-not-found",
                                    "No such checkout",
                                    404,
                                    "Neither this service nor the Orchestrator knows this checkoutId.",
                                    instance);
                        case TOO_MANY ->
                            new Problem(
                                    "rate-limited",
                                    "Too many requests",
                                    429,
                                    "This is more than your rate of checkouts to be looked up. Ask again later.",
                                    instance);
                        default ->
                            new Problem(
                                    "unavailable",
                                    "Not available now",
                                    503,
                                    "Not every Orchestrator can be asked now. Ask again later.",
                                    instance);
                    });
            return;
        }
        Map<String, String> body = new LinkedHashMap<>();
        body.put("checkoutId", checkoutId);
        if (known != null) {
            body.put("cartId", known.cartId().toString());
        }
        body.put("status", standing);
        message(exchange, 200, MediaType.APPLICATION_JSON_VALUE, json.writeValueAsBytes(body));
    }

    /** Whether the Orchestrator has to be asked too: what is started or rejected here is known for good. */
    public boolean unknown(Exchange exchange) {
        OutcomeRecorder.Standing known = outcomes.standing(exchange.getProperty("checkoutId", String.class));
        return known == null
                || known.status() != OutcomeRecorder.Status.STARTED
                        && known.status() != OutcomeRecorder.Status.REJECTED;
    }

    /** The problem that {@code failure} is to the caller. Anything unexpected is ours, not the caller's: 503. */
    public void problem(Exchange exchange) {
        Throwable failure = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        String instance = exchange.getProperty(HttpEngine.REQUEST, HttpServletRequest.class)
                .getRequestURI();
        Problem problem = ProblemMapper.problem(exchange, failure, checkout, instance);
        if (checkout != null && checkout.getCheckoutId() != null) {
            problem = problem.with(checkout.getCheckoutId());
        }
        if (failure instanceof NotDurableException) {
            sayNotDurable(failure);
        } else if (problem.status() == 503) {
            LOG.error(
                    "An unexpected failure at the HTTP door{}",
                    checkout == null ? "" : ": the caller still holds the checkout",
                    failure);
        }
        if (problem.status() == 502) {
            LOG.error("The Orchestrator refuses what we send: {}. Its contract and ours differ.", failure.getMessage());
        }
        if (failure instanceof NoOutcomeException) {
            LOG.error(
                    "A checkout has no outcome, and its caller still holds it: {}. Last step: {}",
                    failure.getMessage(),
                    OutcomeGuard.lastStep(exchange));
            outcomes.noOutcome(exchange);
        } else if (failure instanceof RejectedException) {
            outcomes.rejected(exchange);
        } else if (problem.status() == 503) {
            outcomes.unavailable(exchange);
        } else {
            outcomes.declined(exchange, problem.name());
        }
        problem(exchange, problem);
    }

    /** One line, for there is one for every caller while the broker is away. */
    static void sayNotDurable(Throwable failure) {
        LOG.error(
                "A checkout could be neither started nor made durable: the caller still holds it ({})",
                failure.getMessage());
        LOG.debug("Not durable", failure);
    }

    private static void problem(Exchange exchange, Problem problem) {
        Message message = message(exchange, problem.status(), Problem.MEDIA_TYPE, problem.bytes());
        if (problem.status() == 503) {
            message.setHeader("Retry-After", "2");
        } else if (problem.status() == 429) {
            message.setHeader("Retry-After", "1");
        }
    }

    private static Message message(Exchange exchange, int status, String mediaType, byte[] body) {
        Message message = new DefaultMessage(exchange);
        message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
        message.setHeader(Exchange.CONTENT_TYPE, mediaType);
        message.setBody(body);
        exchange.setMessage(message);
        return message;
    }
}
