package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.PendingDepth;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Instant;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.stereotype.Component;

/**
 * AMQP 1.0 knows no way to ask how many messages a queue holds: this browses it, and counts no further than {@value #MOST}.
 * What is given out, or due later, a browser does not see.
 */
@Component
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "amqp")
class AmqpPendingDepth implements PendingDepth {

    /** Each message comes as a whole. */
    private static final int MOST = 200;

    private final CachingConnectionFactory factory;

    AmqpPendingDepth(CachingConnectionFactory factory) {
        this.factory = factory;
    }

    @Override
    public Reading read(List<String> queues) throws Exception {
        Connection connection = factory.createConnection();
        connection.start();
        try (Session session = connection.createSession()) {
            Map<String, Count> counts = new LinkedHashMap<>();
            for (String queue : queues) {
                counts.put(queue, count(session, queue));
            }
            return new Reading(counts, false, NOT_KNOWN);
        }
    }

    private static Count count(Session session, String queue) throws JMSException {
        try (QueueBrowser browser = session.createBrowser(session.createQueue(queue))) {
            Enumeration<?> messages = browser.getEnumeration();
            Instant oldest = null;
            int count = 0;
            while (count < MOST && messages.hasMoreElements()) {
                Instant since = PendingDepth.parkedAt(((Message) messages.nextElement()).getObjectProperty(PARKED_AT));
                oldest = oldest == null || since != null && since.isBefore(oldest) ? since : oldest;
                count++;
            }
            return new Count(count, count == MOST && messages.hasMoreElements(), oldest);
        }
    }
}
