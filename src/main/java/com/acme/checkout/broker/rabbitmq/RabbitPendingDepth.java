package com.acme.checkout.broker.rabbitmq;

import com.acme.checkout.broker.PendingDepth;
import com.rabbitmq.client.Channel;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * What RabbitMQ says of a queue to whoever declares it passively: how many messages are ready. What is given out is not among
 * it, and what is due later is in the delay queues, whichever queue it goes to.
 */
@Component
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "rabbitmq")
class RabbitPendingDepth implements PendingDepth {

    private final CachingConnectionFactory connections;
    private final RabbitDelayQueues delays;

    RabbitPendingDepth(CachingConnectionFactory connections, RabbitDelayQueues delays) {
        this.connections = connections;
        this.delays = delays;
    }

    @Override
    public Reading read(List<String> queues) throws Exception {
        Map<String, Count> counts = new LinkedHashMap<>();
        long later = 0;
        try (Channel channel = connections.createConnection().createChannel(false)) {
            for (String queue : queues) {
                counts.put(queue, Count.of(channel.messageCount(queue)));
            }
            for (long step : delays.steps()) {
                later += channel.messageCount(RabbitDelayQueues.name(step));
            }
        }
        return new Reading(counts, false, later);
    }
}
