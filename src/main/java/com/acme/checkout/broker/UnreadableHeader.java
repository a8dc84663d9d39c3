package com.acme.checkout.broker;

/**
 * A header that only this service writes, on an internal queue, can't be read. The text names it and holds no personal data,
 * so that a dead letter may show it; what other exceptions say may quote the message.
 */
public final class UnreadableHeader extends IllegalArgumentException {

    UnreadableHeader(String message) {
        super(message);
    }

    UnreadableHeader(String message, Throwable cause) {
        super(message, cause);
    }
}
