package com.acme.checkout.command;

import org.apache.camel.Exchange;

/** Is told where commands are taken up, so that a trace can begin there. Without one, nothing is traced. */
public interface CommandTracing {

    /** Where a command is taken from. */
    enum Origin {
        /** An HTTP request. */
        REQUEST,
        /** A message of the broker: a sender's, or one that this service has put away itself. */
        MESSAGE,
        /** The dead-letter desk. */
        REPLAY
    }

    /** No trace. */
    CommandTracing NONE = (exchange, checkout, origin) -> {};

    /**
     * The exchange works on {@code checkout} from now on, whose trace is known. May make another span of it the parent of what comes
     * next ({@link Checkout#trace(TraceContext)}). Never throws.
     */
    void taken(Exchange exchange, Checkout checkout, Origin origin);
}
