package com.acme.checkout.broker;

/**
 * The headers that this service writes for itself, and the queues on which it obeys them: the one place that says which
 * they are. Whoever may write to a public queue writes data there and no orders (contract, section 3).
 */
public final class InternalHeaders {

    /** Until when a message is held back, in milliseconds since 1970, as text or number. Also an exchange property of the routes. */
    public static final String DUE = "due";

    /** Kafka: until when a record of a delay topic is held back, in milliseconds since 1970, as text. */
    public static final String DELAYED_UNTIL = "delayedUntil";

    /** Kafka: when a record of a delay topic is due in the end, in milliseconds since 1970, as text. */
    public static final String DELAYED_DUE = "delayedDue";

    /** Kafka: the queue that a record of a delay topic goes to in the end. */
    public static final String DELAYED_QUEUE = "delayedQueue";

    /** How every header begins that tells {@link PendingHeaders} where a command was left. */
    public static final String PENDING = "pending";

    private static final String PENDING_QUEUES = "checkout.pending.";
    private static final String DELAY_QUEUES = "checkout.delay.";

    private InternalHeaders() {}

    /** Whether {@code queue} is one that only this service writes to, so that these headers are its own there. */
    public static boolean areObeyedOn(String queue) {
        return queue != null && (queue.startsWith(PENDING_QUEUES) || queue.startsWith(DELAY_QUEUES));
    }
}
