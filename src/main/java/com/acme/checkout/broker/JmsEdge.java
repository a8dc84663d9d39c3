package com.acme.checkout.broker;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.support.DefaultMessage;
import org.springframework.stereotype.Component;

/**
 * Takes a JMS message apart without ever deserializing an object out of it: the body's bytes, and the properties as
 * plain data. What was a header of the message is none of the exchange's.
 */
@Component("jmsEdge")
public class JmsEdge {

    /** Leaves the body's bytes and what {@link BrokerDoor} reads. */
    public void receive(Exchange exchange, String queue) throws JMSException {
        Message jms = exchange.getIn(JmsMessage.class).getJmsMessage();
        Map<String, Object> headers = new LinkedHashMap<>();
        for (Enumeration<?> names = jms.getPropertyNames(); names.hasMoreElements();) {
            String name = names.nextElement().toString();
            headers.put(name, jms.getObjectProperty(name));
        }
        if (jms.getJMSType() != null) {
            headers.put("JMSType", jms.getJMSType());
        }
        if (jms.getJMSCorrelationID() != null) {
            headers.put("JMSCorrelationID", jms.getJMSCorrelationID());
        }
        exchange.setProperty(BrokerDoor.HEADERS, headers);
        exchange.setProperty(BrokerDoor.MESSAGE_ID, jms.getJMSMessageID());
        exchange.setProperty(BrokerDoor.SOURCE, queue);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(body(jms));
        exchange.setMessage(message);
    }

    private static byte[] body(Message jms) throws JMSException {
        if (jms instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return body;
        }
        if (jms instanceof TextMessage text) {
            return text.getText() == null ? new byte[0] : text.getText().getBytes(StandardCharsets.UTF_8);
        }
        if (jms instanceof ActiveMQMessage artemis) {
            // A serialized object, a map or a stream: kept as its bytes for the dead letter, never opened.
            ActiveMQBuffer buffer = artemis.getCoreMessage().getDataBuffer();
            byte[] body = new byte[buffer.readableBytes()];
            buffer.readBytes(body);
            return body;
        }
        return new byte[0];
    }
}
