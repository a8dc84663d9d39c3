package com.acme.checkout.broker;

/**
 * A header that only this service writes, on an internal queue, can't be read. The text names it and holds no personal data,
 * so that a dead letter may show it; what other exceptions say may quote the message.
 */
public final class UnreadableHeaderException extends IllegalArgumentException {

    public UnreadableHeaderException(String message) {
        super(message);
    }

    public UnreadableHeaderException(String message, Throwable cause) {
        super(message, cause);
    }
}
