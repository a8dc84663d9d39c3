package com.acme.checkout.broker.jms;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.qpid.jms.JmsConnectionFactory;
import org.junit.jupiter.api.Test;

class AmqpBrokerConfigurationTest {

    @Test
    void aWriteThatTheBrokerRefusesFailsBeforeTheOutcomeIsTold() {
        JmsConnectionFactory amqp = (JmsConnectionFactory) new AmqpBrokerConfiguration()
                .connectionFactory(new AmqpProperties("amqp://localhost:5672", "", ""))
                .getTargetConnectionFactory();
        assertThat(amqp.isForceSyncSend())
                .as("by default Qpid waits for no answer in a transaction")
                .isTrue();
    }
}
