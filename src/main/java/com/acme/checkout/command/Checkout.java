package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/**
 * One command on its way through: what came in, what has become of it so far. Travels with the exchange as its
 * property {@value #PROPERTY}, so that no message header has to be trusted. One thread at a time holds it.
 */
public final class Checkout {

    /** The exchange property's name. */
    public static final String PROPERTY = "checkout";

    /** Where a command came in. */
    public enum Door {
        HTTP,
        BROKER
    }

    private final Door door;
    private final long startedNanos = System.nanoTime();
    private final ReceivedMessage received = new ReceivedMessage();
    private final Attempts attempts = new Attempts();
    private final Settlement settlement = new Settlement();

    private CommandType type = CheckoutCart.TYPE;
    private String idempotencyKey;
    private TraceContext trace;
    private String checkoutId;
    private JsonNode cartId;
    private long deadlineNanos = Long.MAX_VALUE;

    public Checkout(Door door) {
        this.door = door;
    }

    public Door door() {
        return door;
    }

    /** The message that it came in. */
    public ReceivedMessage received() {
        return received;
    }

    /** The calls made to the Orchestrator. */
    public Attempts attempts() {
        return attempts;
    }

    /** What proves its outcome. */
    public Settlement settlement() {
        return settlement;
    }

    /** Which command it is; CheckoutCart until it is read. */
    public CommandType type() {
        return type;
    }

    void type(CommandType known) {
        this.type = known;
    }

    /** Since this command was taken up here, in nanoseconds. */
    public long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** The caller's, or an event's {@code source} and {@code id}; null where none was sent. */
    public String idempotencyKey() {
        return idempotencyKey;
    }

    public void idempotencyKey(String key) {
        this.idempotencyKey = key;
    }

    /** The valid {@code traceparent} of {@link #trace}; null before that is known. */
    public String getTraceparent() {
        return trace == null ? null : trace.traceparent();
    }

    /** The valid {@code tracestate} of {@link #trace}; null where there is none. */
    public String getTracestate() {
        return trace == null ? null : trace.tracestate();
    }

    /**
     * Keeps a valid W3C {@code traceparent}, with the {@code tracestate} that came with it, and starts a new trace in the place of any
     * other.
     */
    public void trace(String traceparent, String tracestate) {
        trace = TraceContext.of(traceparent, tracestate);
    }

    /** The trace that it belongs to; null before that is known. */
    public TraceContext trace() {
        return trace;
    }

    /** What is sent or written from now on belongs to {@code current}. */
    public void trace(TraceContext current) {
        trace = current;
    }

    /** Empty before the trace is known. */
    public String traceId() {
        return trace == null ? "" : trace.traceId();
    }

    /** Null until the command is identified. */
    public String getCheckoutId() {
        return checkoutId;
    }

    public void checkoutId(String id) {
        this.checkoutId = id;
    }

    /** As the sender wrote it; null where it is not known or not a UUID. */
    public String getCartId() {
        return cartId == null ? null : cartId.textValue();
    }

    public void cartId(JsonNode id) {
        this.cartId = id;
    }

    /** When the caller stops waiting, on {@link System#nanoTime}'s clock; {@link Long#MAX_VALUE} where nobody waits. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    public void waitAtMost(Duration wait) {
        deadlineNanos = startedNanos + wait.toNanos();
    }
}
