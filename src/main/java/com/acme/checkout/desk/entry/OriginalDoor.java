package com.acme.checkout.desk.entry;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CommandReader;
import com.acme.checkout.command.TraceContext;
import com.acme.checkout.command.Violation;
import com.acme.checkout.guard.OutcomeGuard;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.annotation.PreDestroy;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.web.util.UriUtils;

/**
 * The way back to the door that an entry came from, in this process: the routes {@code replay} and {@code replay-check}.
 * What it is given is the original message as the door saw it; nothing that the failure added goes along.
 */
@Component
public class OriginalDoor {

    private static final Logger LOG = LoggerFactory.getLogger(OriginalDoor.class);

    private final ObjectProvider<CamelContext> camel;
    private ProducerTemplate producer;
    private final ObjectMapper json = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    public OriginalDoor(ObjectProvider<CamelContext> camel) {
        this.camel = camel;
    }

    /** Made when it is first needed: the routes start after the beans are there. */
    private synchronized ProducerTemplate producer() {
        if (producer == null) {
            producer = camel.getObject().createProducerTemplate();
        }
        return producer;
    }

    /** What the door makes of {@code body}: what is wrong with it, and where nothing is, which checkout it is. */
    public record Reading(List<Violation> violations, String checkoutId, String cartId) {}

    public Reading read(Entry entry, String headers, byte[] body) {
        Exchange exchange = send("direct:replay-check", entry, headers, body, "");
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        Exception failure = exchange.getException();
        List<Violation> violations = failure == null ? List.of() : CommandReader.violations(exchange, failure);
        if (failure != null && violations.isEmpty()) {
            String unreadable = CommandReader.unreadable(failure);
            violations =
                    List.of(new Violation("$", unreadable != null ? unreadable : String.valueOf(failure.getMessage())));
        }
        return new Reading(
                violations,
                checkout == null ? null : checkout.getCheckoutId(),
                checkout == null ? null : checkout.getCartId());
    }

    /** Sends; returns once it is started, durable on the broker, or a dead letter again, and says how its attempts went. Empty where it is none of them. */
    public Optional<AttemptLog> replay(Entry entry, String headers, byte[] body, Claim claim) {
        Exchange exchange = send("direct:replay", entry, headers, body, claim.toString());
        if (exchange.getException() == null && !OutcomeGuard.hasOutcome(exchange)) {
            LOG.error(
                    "Route replay ended without an outcome; the entry is not sent. Fix that file under routes/. Last step: {}",
                    OutcomeGuard.lastStep(exchange));
            return Optional.empty();
        }
        if (exchange.getException() != null) {
            return Optional.empty();
        }
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        return Optional.of(
                checkout == null ? AttemptLog.NONE : checkout.attempts().log());
    }

    private Exchange send(String route, Entry entry, String headers, byte[] body, String claim) {
        return producer().send(route, exchange -> {
            exchange.setProperty(BrokerDoor.HEADERS, headers(entry, headers));
            exchange.setProperty(BrokerDoor.SOURCE, entry.source());
            exchange.setProperty(BrokerDoor.CLAIM, claim);
            exchange.getMessage().setBody(body);
        });
    }

    /**
     * As the broker door reads them: numbers, nested values and null as they came, bytes as their base64. Those that the HTTP
     * door noted have other names in HTTP.
     */
    Map<String, Object> headers(Entry entry, String kept) throws JsonProcessingException {
        boolean http = entry.source().startsWith("/");
        Map<String, Object> headers = new LinkedHashMap<>();
        JsonNode original = json.readTree(kept);
        original.fields().forEachRemaining(header -> {
            String name = header.getKey();
            Object value = json.convertValue(header.getValue(), Object.class);
            if (http && name.startsWith("ce-") && value instanceof String text) {
                headers.put("ce_" + name.substring(3), decoded(text));
            } else {
                headers.put(http && name.equals("Idempotency-Key") ? "idempotencyKey" : name, value);
            }
        });
        if (entry.idempotencyKey() != null && headers.containsKey("idempotencyKey")) {
            // The text there may be a part of it, or the base64 of bytes; another key would be another checkout.
            headers.put("idempotencyKey", entry.idempotencyKey());
        }
        if (http && headers.containsKey("ce_type") && headers.containsKey("Content-Type")) {
            headers.put("ce_datacontenttype", headers.get("Content-Type"));
        }
        if (entry.traceparent() != null) {
            Object sent = headers.put("traceparent", entry.traceparent());
            if (sent == null || !traceId(sent.toString()).equals(traceId(entry.traceparent()))) {
                // It came with a traceparent that has been replaced.
                headers.remove("tracestate");
            }
        }
        return headers;
    }

    private static String traceId(String traceparent) {
        return TraceContext.of(traceparent).traceId();
    }

    /** CloudEvents HTTP binding, section 3.1.3.2. */
    private static String decoded(String value) {
        try {
            return UriUtils.decode(value, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return value;
        }
    }

    public boolean closing() {
        CamelContext context = camel.getObject();
        return context.isStopping() || !context.isRunAllowed();
    }

    @PreDestroy
    synchronized void close() {
        if (producer != null) {
            producer.stop();
        }
    }
}
