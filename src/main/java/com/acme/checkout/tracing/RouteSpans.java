package com.acme.checkout.tracing;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.DeadLetterReason;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.delivery.DestinationProperties.Destination;
import com.acme.checkout.delivery.Retries;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import java.net.URI;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;

/**
 * A span for each run of the routes that say something by themselves: reading, routing, delivering, each attempt (the Kamelet of a
 * destination's sink), parking and writing a dead letter. All other routes are parts of those. An exchange that is in no span, such
 * as a check of a replay, gets none.
 */
final class RouteSpans implements RoutePolicyFactory {

    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<Long> RESENT = AttributeKey.longKey("http.request.resend_count");
    private static final AttributeKey<Long> ATTEMPT = AttributeKey.longKey("checkout.attempt");
    private static final AttributeKey<Long> DUE = AttributeKey.longKey("checkout.retry.due");
    private static final AttributeKey<String> REASON = AttributeKey.stringKey("checkout.dead_letter.reason");
    private static final AttributeKey<String> DESTINATION = AttributeKey.stringKey("checkout.destination");
    private static final int CLIENT_ERROR = 400;

    private final Spans spans;
    private final DestinationProperties destinations;

    RouteSpans(Spans spans, DestinationProperties destinations) {
        this.spans = spans;
        this.destinations = destinations;
    }

    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String id, NamedNode route) {
        Supplier<SpanBuilder> span = span(id);
        return span == null ? null : new Policy(id, span, id.startsWith("saga-"));
    }

    /** Null for a route that has none. */
    private Supplier<SpanBuilder> span(String id) {
        if (id.equals("read") || id.equals("route")) {
            return () -> spans.span(id, SpanKind.INTERNAL);
        }
        if (id.equals("dead-letter")) {
            return () -> spans.message("send", "checkout.dead-letters", SpanKind.PRODUCER);
        }
        int end = id.indexOf('-');
        String destination = id.substring(end + 1);
        if (end < 0 || !destinations.destinations().containsKey(destination)) {
            return null;
        }
        return switch (id.substring(0, end)) {
            case "deliver" ->
                () -> spans.span("deliver " + destination, SpanKind.INTERNAL).setAttribute(DESTINATION, destination);
            case "park" ->
                () -> spans.message("send", "checkout.pending." + destination, SpanKind.PRODUCER)
                        .setAttribute(DESTINATION, destination);
            case "saga" ->
                () -> attempt(destinations.destinations().get(destination)).setAttribute(DESTINATION, destination);
            default -> null;
        };
    }

    private SpanBuilder attempt(Destination to) {
        if (!to.isHttp() || to.plainUrl() == null) {
            return spans.message("send", String.valueOf(to.queue()), SpanKind.PRODUCER);
        }
        URI url = URI.create(to.plainUrl());
        return spans.span("POST /sagas", SpanKind.CLIENT)
                .setAttribute("http.request.method", "POST")
                .setAttribute("url.template", "/sagas")
                .setAttribute("server.address", url.getHost())
                .setAttribute(
                        "server.port",
                        url.getPort() > 0 ? url.getPort() : "https".equals(url.getScheme()) ? 443L : 80L);
    }

    private static final class Policy extends RoutePolicySupport {

        private final String id;
        private final Supplier<SpanBuilder> span;
        private final boolean attempt;

        Policy(String id, Supplier<SpanBuilder> span, boolean attempt) {
            this.id = id;
            this.span = span;
            this.attempt = attempt;
        }

        @Override
        public void onExchangeBegin(Route route, Exchange exchange) {
            if (Spans.of(exchange) != null && exchange.getProperty(Checkout.PROPERTY) instanceof Checkout checkout) {
                Spans.begin(exchange, checkout, span.get(), id);
            }
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            ActiveSpan active = Spans.of(exchange);
            while (active != null && !active.isOf(id)) {
                active = active.parent();
            }
            if (active != null && exchange.getProperty(Checkout.PROPERTY) instanceof Checkout checkout) {
                tell(exchange, checkout, active);
                Spans.end(exchange, checkout, active);
            }
        }

        private void tell(Exchange exchange, Checkout checkout, ActiveSpan active) {
            Span told = active.span();
            told.setAttribute(Spans.CHECKOUT_ID, checkout.getCheckoutId());
            if (attempt) {
                tellAttempt(checkout, active);
            } else if (id.startsWith("park-")) {
                told.setAttribute(DUE, exchange.getProperty(Retries.DUE, Long.class));
            } else if (id.equals("dead-letter")) {
                told.setAttribute(REASON, exchange.getProperty(DeadLetterReason.NAME, String.class));
            }
            // One with a status is told by that.
            if (exchange.getException() != null
                    && !(attempt && checkout.attempts().lastStatus() != null)) {
                Spans.failed(told, exchange.getException());
            }
        }

        private static void tellAttempt(Checkout checkout, ActiveSpan active) {
            int count = checkout.attempts().count();
            if (count == active.attempts()) {
                // It was not even made: its caller would not have waited for the answer.
                return;
            }
            active.span().setAttribute(ATTEMPT, (long) count);
            if (checkout.attempts().countHere() > 1) {
                active.span().setAttribute(RESENT, checkout.attempts().countHere() - 1L);
            }
            Integer status = checkout.attempts().lastStatus();
            if (status != null) {
                active.span().setAttribute(STATUS, (long) status);
                if (status >= CLIENT_ERROR) {
                    Spans.failed(active.span(), Integer.toString(status));
                }
            }
        }
    }
}
