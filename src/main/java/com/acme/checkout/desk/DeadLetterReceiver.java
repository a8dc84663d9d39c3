package com.acme.checkout.desk;

import java.util.Map;
import org.apache.camel.Exchange;

/** What the route {@code file-dead-letters} gives dead letters to: the bean {@code desk}. */
public interface DeadLetterReceiver {

    /**
     * Files one dead letter: returns once that is committed, or fails and leaves it to the broker.
     *
     * @param exchange the message, as its original bytes
     * @param headers of the message
     * @param messageId the same for every delivery of this message
     * @param source the queue
     */
    void file(Exchange exchange, Map<String, Object> headers, String messageId, String source);
}
