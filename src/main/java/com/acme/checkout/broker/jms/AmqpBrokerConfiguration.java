package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.BrokerStatus;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.apache.camel.component.amqp.AMQPComponent;
import org.apache.camel.component.amqp.AMQPConfiguration;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.policy.JmsDefaultDeserializationPolicy;
import org.apache.qpid.jms.policy.JmsDefaultPrefetchPolicy;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.connection.CachingConnectionFactory;

/** Any broker that speaks AMQP 1.0. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AmqpProperties.class)
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "amqp")
class AmqpBrokerConfiguration {

    /** Header of a message that is to be delivered later, in milliseconds since 1970. */
    private static final String DUE = "due";

    private static final long PATIENCE_MILLIS = 3000;

    @Bean
    CachingConnectionFactory connectionFactory(AmqpProperties settings) {
        JmsConnectionFactory amqp = new JmsConnectionFactory(
                settings.user().isBlank() ? null : settings.user(),
                settings.password().isBlank() ? null : settings.password(),
                settings.url());
        amqp.setConnectTimeout(PATIENCE_MILLIS);
        amqp.setRequestTimeout(PATIENCE_MILLIS);
        amqp.setSendTimeout(PATIENCE_MILLIS);
        amqp.setCloseTimeout(PATIENCE_MILLIS);
        // In a transaction too: what the broker refuses fails its write, and not only the commit, after the outcome was
        // told.
        amqp.setForceSyncSend(true);
        // What one consumer holds back, no other can work on.
        JmsDefaultPrefetchPolicy none = new JmsDefaultPrefetchPolicy();
        none.setAll(0);
        // A browser holds nothing back.
        none.setQueueBrowserPrefetch(50);
        amqp.setPrefetchPolicy(none);
        JmsDefaultDeserializationPolicy nothing = new JmsDefaultDeserializationPolicy();
        nothing.setDenyList("*");
        amqp.setDeserializationPolicy(nothing);
        return ArtemisBrokerConfiguration.caching(amqp);
    }

    /** The component, with the one thing that it does not offer: a delivery delay of each message's own. */
    @Bean("amqp-component")
    AMQPComponent amqpComponent(ConnectionFactory factory) {
        return new AMQPComponent(new AMQPConfiguration(factory) {
            @Override
            protected CamelJmsTemplate createCamelJmsTemplate(ConnectionFactory connections) {
                return new CamelJmsTemplate(this, connections) {
                    @Override
                    protected void doSend(MessageProducer producer, Message message) throws JMSException {
                        producer.setDeliveryDelay(
                                !message.propertyExists(DUE)
                                        ? 0
                                        : Math.max(0, message.getLongProperty(DUE) - System.currentTimeMillis()));
                        super.doSend(producer, message);
                    }
                };
            }
        });
    }

    /** AMQP 1.0 knows no way to create a queue; many brokers create one that is asked for. */
    @Bean
    BrokerStatus brokerStatus(CachingConnectionFactory factory) {
        return queues -> {
            Connection connection = ArtemisBrokerConfiguration.connect(factory, "AMQP_USER");
            try (Session session = connection.createSession()) {
                for (String queue : queues) {
                    try {
                        session.createProducer(session.createQueue(queue)).close();
                    } catch (InvalidDestinationException | JMSSecurityException e) {
                        throw BrokerStatus.UnusableException.without(
                                queue,
                                "AMQP_URL",
                                e.getMessage(),
                                "create it with the broker's own tools: durable, without expiry and without a limit of deliveries");
                    }
                }
            }
        };
    }
}
