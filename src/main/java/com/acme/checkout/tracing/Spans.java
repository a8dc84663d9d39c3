package com.acme.checkout.tracing;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.TraceContext;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/**
 * Begins and ends the spans of exchanges. The one that an exchange is in is its property {@value #PROPERTY}; the {@code traceparent} of
 * that one is what the checkout and the exchange property {@code traceparent} say meanwhile, so that it is sent and written. An
 * exchange that no door has begun a span for has none. Thread-safe: without state.
 */
final class Spans {

    /** Exchange property: the innermost {@link ActiveSpan}. */
    static final String PROPERTY = "span";

    static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
    static final AttributeKey<String> QUEUE = AttributeKey.stringKey("messaging.destination.name");
    static final AttributeKey<String> OPERATION = AttributeKey.stringKey("messaging.operation.type");
    static final AttributeKey<String> CHECKOUT_ID = AttributeKey.stringKey("checkout.id");
    static final AttributeKey<String> CART_ID = AttributeKey.stringKey("checkout.cart.id");

    private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();
    private static final TextMapGetter<TraceContext> GETTER = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(TraceContext trace) {
            return List.of("traceparent", "tracestate");
        }

        @Override
        public String get(TraceContext trace, String key) {
            return trace == null ? null : key.equals("traceparent") ? trace.traceparent() : trace.tracestate();
        }
    };

    private final Tracer tracer;
    private final String broker;

    /** {@code broker}: what the spans of messages say of their system. */
    Spans(Tracer tracer, String broker) {
        this.tracer = tracer;
        this.broker = broker;
    }

    /** One that is begun by {@link #begin}. */
    SpanBuilder span(String name, SpanKind kind) {
        return tracer.spanBuilder(name).setSpanKind(kind);
    }

    /** One of a message that is sent to, or taken from, {@code queue}. */
    SpanBuilder message(String operation, String queue, SpanKind kind) {
        return span(operation + ' ' + queue, kind)
                .setAttribute(SYSTEM, broker)
                .setAttribute(OPERATION, operation)
                .setAttribute(QUEUE, queue);
    }

    /** A parent, or the other end of a link: the span that {@code trace} names, of whatever process. */
    static Context context(TraceContext trace) {
        return W3C.extract(Context.root(), trace, GETTER);
    }

    /** The span that the exchange is in; null where it is in none. */
    static ActiveSpan of(Exchange exchange) {
        return exchange.getProperty(PROPERTY) instanceof ActiveSpan active ? active : null;
    }

    /** Begins the span below the one that the exchange is in, where it is in one; otherwise as {@code builder} says. */
    static ActiveSpan begin(Exchange exchange, Checkout checkout, SpanBuilder builder, String route) {
        ActiveSpan parent = of(exchange);
        if (parent != null) {
            builder.setParent(Context.root().with(parent.span()));
        }
        ActiveSpan active = new ActiveSpan(
                builder.startSpan(), parent, route, checkout.attempts().count());
        enter(exchange, checkout, active);
        return active;
    }

    /** Ends the innermost span, and those inside it that were left open; the exchange is in the one around it again. */
    static void end(Exchange exchange, Checkout checkout, ActiveSpan last) {
        for (ActiveSpan each = of(exchange); each != null; each = each.parent()) {
            each.end();
            if (each == last) {
                break;
            }
        }
        if (last.parent() == null) {
            exchange.setProperty(PROPERTY, null);
        } else {
            enter(exchange, checkout, last.parent());
        }
    }

    private static void enter(Exchange exchange, Checkout checkout, ActiveSpan active) {
        exchange.setProperty(PROPERTY, active);
        checkout.trace(checkout.trace().with(traceparent(active.span())));
        exchange.setProperty("traceparent", checkout.getTraceparent());
    }

    /** The header by which the span is another's parent. */
    static String traceparent(Span span) {
        Map<String, String> headers = new HashMap<>();
        W3C.inject(Context.root().with(span), headers, Map::put);
        return headers.get("traceparent");
    }

    /** Notes that the span failed, by the class of {@code failure} alone: its message may quote what nobody is to read. */
    static void failed(Span span, Throwable failure) {
        failed(span, failure.getClass().getName());
    }

    static void failed(Span span, String type) {
        span.setAttribute(ERROR, type).setStatus(StatusCode.ERROR);
    }
}
