package com.acme.checkout.broker;

import io.netty.buffer.ByteBufUtil;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.jms.client.ActiveMQMessage;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.jms.provider.amqp.message.AmqpJmsMessageFacade;
import org.apache.qpid.proton.amqp.Binary;
import org.apache.qpid.proton.amqp.messaging.AmqpValue;
import org.apache.qpid.proton.amqp.messaging.Data;
import org.springframework.stereotype.Component;

/**
 * Takes a JMS message apart without ever deserializing an object out of it: the body's bytes, and the properties as
 * plain data. What was a header of the message is none of the exchange's.
 */
@Component("jmsEdge")
public class JmsEdge {

    /** Leaves the body's bytes and what {@link BrokerDoor} reads. */
    public void receive(Exchange exchange, String queue) throws JMSException {
        Message jms = exchange.getIn(org.apache.camel.component.jms.JmsMessage.class).getJmsMessage();
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
        if (jms instanceof JmsMessage qpid && qpid.getFacade() instanceof AmqpJmsMessageFacade amqp && amqp.getContentType() != null) {
            headers.put("contentType", amqp.getContentType().toString());
        }
        byte[] body = body(jms);
        exchange.setProperty(BrokerDoor.HEADERS, headers);
        // A client may send one id twice, or none.
        exchange.setProperty(BrokerDoor.MESSAGE_ID, jms.getJMSMessageID() + " " + UUID.nameUUIDFromBytes(body));
        exchange.setProperty(BrokerDoor.SOURCE, queue);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(body);
        exchange.setMessage(message);
    }

    private static byte[] body(Message jms) throws JMSException {
        if (jms instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) bytes.getBodyLength()];
            bytes.readBytes(body);
            return body;
        }
        if (jms instanceof JmsMessage qpid && qpid.getFacade() instanceof AmqpJmsMessageFacade amqp) {
            return section(amqp);
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

    /** Whatever the content type makes of an AMQP 1.0 body, the bytes that were sent; text as UTF-8. */
    private static byte[] section(AmqpJmsMessageFacade amqp) {
        byte[] encoded = ByteBufUtil.getBytes(amqp.encodeMessage());
        org.apache.qpid.proton.message.Message message = org.apache.qpid.proton.message.Message.Factory.create();
        message.decode(encoded, 0, encoded.length);
        if (message.getBody() instanceof Data data) {
            return bytes(data.getValue());
        }
        if (message.getBody() instanceof AmqpValue value && value.getValue() instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (message.getBody() == null || message.getBody() instanceof AmqpValue value && value.getValue() == null) {
            return new byte[0];
        }
        // A map, a list or a number: kept as it is encoded.
        message.setHeader(null);
        message.setProperties(null);
        message.setMessageAnnotations(null);
        message.setDeliveryAnnotations(null);
        message.setApplicationProperties(null);
        message.setFooter(null);
        byte[] body = new byte[encoded.length];
        return Arrays.copyOf(body, message.encode(body, 0, body.length));
    }

    private static byte[] bytes(Binary binary) {
        return Arrays.copyOfRange(binary.getArray(), binary.getArrayOffset(), binary.getArrayOffset() + binary.getLength());
    }
}
