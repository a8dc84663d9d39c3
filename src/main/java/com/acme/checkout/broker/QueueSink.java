package com.acme.checkout.broker;

import com.acme.checkout.command.Checkout;
import java.util.regex.Pattern;
import org.apache.camel.ExchangeProperty;
import org.springframework.stereotype.Component;

/**
 * Starts a saga by a message on a queue of the broker, which the Orchestrator reads: started is what the broker has
 * confirmed to hold. For {@code routes/orchestrators/queue}; no broker is named here. Thread-safe: without state.
 */
@Component("queueSink")
public class QueueSink {

    /** What the broker answers by, in the place of an HTTP status: 202 Accepted (RFC 9110, section 15.3.3). */
    private static final int CONFIRMED = 202;

    QueueSink() {}

    /** Notes that the start is about to be written. */
    public void begin(@ExchangeProperty(Checkout.PROPERTY) Checkout checkout) {
        checkout.settlement().beginWrite();
    }

    /**
     * Notes that the broker has confirmed the start on {@code queue}.
     *
     * @return the status that stands for it
     * @throws IllegalStateException nothing was written there: a fault of the route, never a success
     */
    public int confirmed(Checkout checkout, String queue) {
        String where = checkout.settlement().writtenTo();
        if (where == null || !isOf(queue, where)) {
            throw new IllegalStateException("no start was written to the queue " + queue
                    + "; see routes/orchestrators/queue/broker-queue.kamelet.yaml");
        }
        checkout.settlement().confirm();
        return CONFIRMED;
    }

    /** The whole name: a pending queue's ends with its destination's. */
    private static boolean isOf(String queue, String where) {
        return Pattern.compile("(?<![\\w.-])" + Pattern.quote(queue) + "(?![\\w.-])")
                .matcher(where)
                .find();
    }
}
