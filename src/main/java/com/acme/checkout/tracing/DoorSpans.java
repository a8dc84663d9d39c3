package com.acme.checkout.tracing;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CommandTracing;
import com.acme.checkout.command.TraceContext;
import com.acme.checkout.guard.OutcomeGuard;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanKind;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The first span of each exchange: from where its command was taken to where the exchange ends. Its parent is the span that the caller's
 * request or the message names. A replay begins a trace of its own, with a link to the original's: it may be days later.
 */
final class DoorSpans implements CommandTracing {

    private static final AttributeKey<Long> STATUS = AttributeKey.longKey("http.response.status_code");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("checkout.outcome");
    private static final AttributeKey<String> REPLAY = AttributeKey.stringKey("checkout.replay");
    private static final int SERVER_ERROR = 500;

    private final Spans spans;

    DoorSpans(Spans spans) {
        this.spans = spans;
    }

    @Override
    public void taken(Exchange exchange, Checkout checkout, Origin origin) {
        if (Spans.of(exchange) != null) {
            // It is taken once more, to become a dead letter.
            checkout.trace(
                    checkout.trace().with(Spans.traceparent(Spans.of(exchange).span())));
            return;
        }
        SpanBuilder builder = builder(exchange, checkout, origin);
        if (origin == Origin.REPLAY) {
            builder.setNoParent()
                    .addLink(Span.fromContext(Spans.context(checkout.trace())).getSpanContext());
            checkout.trace(new TraceContext(checkout.getTraceparent(), null, true));
        } else if (checkout.trace().given()) {
            builder.setParent(Spans.context(checkout.trace()));
        } else {
            builder.setNoParent();
        }
        ActiveSpan first = Spans.begin(exchange, checkout, builder, null);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public boolean allowHandover() {
                return false;
            }

            @Override
            public void onDone(Exchange done) {
                tell(done, checkout, first.span(), origin);
                Spans.end(done, checkout, first);
            }
        });
    }

    private SpanBuilder builder(Exchange exchange, Checkout checkout, Origin origin) {
        String source = checkout.received().source();
        return switch (origin) {
            case REQUEST ->
                spans.span("POST " + source, SpanKind.SERVER)
                        .setAttribute("http.request.method", "POST")
                        .setAttribute("http.route", source);
            case REPLAY ->
                spans.span("replay", SpanKind.INTERNAL)
                        .setAttribute(REPLAY, checkout.received().replay());
            case MESSAGE -> {
                String from = exchange.getProperty(OutcomeGuard.MESSAGE_SOURCE, source, String.class);
                // Partition and offset may follow.
                yield spans.message("process", String.valueOf(from).replaceFirst(" .*", ""), SpanKind.CONSUMER);
            }
        };
    }

    private static void tell(Exchange done, Checkout checkout, Span span, Origin origin) {
        span.setAttribute(Spans.CHECKOUT_ID, checkout.getCheckoutId());
        span.setAttribute(Spans.CART_ID, checkout.getCartId());
        if (checkout.settlement().isSettled()) {
            span.setAttribute(OUTCOME, checkout.settlement().outcome().label());
        }
        if (origin == Origin.REQUEST) {
            int status = done.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, SERVER_ERROR, Integer.class);
            span.setAttribute(STATUS, (long) status);
            if (done.getException() == null && status >= SERVER_ERROR) {
                Spans.failed(span, Integer.toString(status));
            }
        }
        if (done.getException() != null) {
            Spans.failed(span, done.getException());
        }
    }
}
