package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.PendingDepth;
import jakarta.jms.Connection;
import jakarta.jms.Session;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.connection.SessionProxy;
import org.springframework.stereotype.Component;

/** What Artemis says of a queue to whoever asks for it, which needs no right to manage it: all of its messages, whatever they wait for. */
@Component
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "artemis")
class ArtemisPendingDepth implements PendingDepth {

    private final CachingConnectionFactory factory;

    ArtemisPendingDepth(CachingConnectionFactory factory) {
        this.factory = factory;
    }

    @Override
    public Reading read(List<String> queues) throws Exception {
        Connection connection = factory.createConnection();
        try (Session session = connection.createSession()) {
            ClientSession core = ((ActiveMQSession) ((SessionProxy) session).getTargetSession()).getCoreSession();
            Map<String, Count> counts = new LinkedHashMap<>();
            for (String queue : queues) {
                counts.put(
                        queue, Count.of(core.queueQuery(SimpleString.of(queue)).getMessageCount()));
            }
            return new Reading(counts, true, 0);
        }
    }
}
