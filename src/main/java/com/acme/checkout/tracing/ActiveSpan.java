package com.acme.checkout.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import org.slf4j.MDC;

/** A span that an exchange is in, the current one of the thread that began it until it is ended. */
final class ActiveSpan {

    /** As OpenTelemetry names them in logs. */
    static final String TRACE_ID = "trace_id";

    static final String SPAN_ID = "span_id";

    private final Span span;
    private final ActiveSpan parent;
    private final String of;
    private final int attempts;
    private final Thread thread = Thread.currentThread();
    private final Scope scope;

    /**
     * @param parent null for the first of its exchange
     * @param of the route that it is of; null where it is of no route
     * @param attempts calls to the Orchestrator when it began
     */
    // It is closed by end().
    @SuppressWarnings("MustBeClosedChecker")
    ActiveSpan(Span span, ActiveSpan parent, String of, int attempts) {
        this.span = span;
        this.parent = parent;
        this.of = of;
        this.attempts = attempts;
        this.scope = Context.current().with(span).makeCurrent();
        name();
    }

    Span span() {
        return span;
    }

    ActiveSpan parent() {
        return parent;
    }

    boolean isOf(String route) {
        return route.equals(of);
    }

    int attempts() {
        return attempts;
    }

    /** Ends it; the thread goes on in its parent where that is the thread's as well. */
    void end() {
        span.end();
        if (thread == Thread.currentThread()) {
            scope.close();
            if (parent != null && parent.thread == thread) {
                parent.name();
            } else {
                MDC.remove(TRACE_ID);
                MDC.remove(SPAN_ID);
            }
        }
    }

    private void name() {
        MDC.put(TRACE_ID, span.getSpanContext().getTraceId());
        MDC.put(SPAN_ID, span.getSpanContext().getSpanId());
    }
}
