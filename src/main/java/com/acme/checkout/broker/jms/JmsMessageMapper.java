package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.HeaderData;
import com.acme.checkout.broker.LargeMessages;
import com.acme.checkout.broker.MessageIdentity;
import io.netty.buffer.ByteBufUtil;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Enumeration;
import org.apache.activemq.artemis.api.core.ActiveMQBuffer;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.core.client.impl.ClientLargeMessageImpl;
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
@Component("jmsMessageMapper")
public class JmsMessageMapper {

    private final LargeMessages large;

    JmsMessageMapper(LargeMessages large) {
        this.large = large;
    }

    /** Leaves the body's bytes and what {@link BrokerDoor} reads. Fails where the broker is lost, whatever the message. */
    public void receive(Exchange exchange, String queue) throws JMSException, InterruptedException {
        Message jms =
                exchange.getIn(org.apache.camel.component.jms.JmsMessage.class).getJmsMessage();
        HeaderData data = new HeaderData();
        for (Enumeration<?> names = jms.getPropertyNames(); names.hasMoreElements(); ) {
            String name = names.nextElement().toString();
            data.put(name, () -> jms.getObjectProperty(name));
        }
        data.putIfSet("JMSType", jms::getJMSType).putIfSet("JMSCorrelationID", jms::getJMSCorrelationID);
        if (jms instanceof JmsMessage qpid
                && qpid.getFacade() instanceof AmqpJmsMessageFacade amqp
                && amqp.getContentType() != null) {
            // The message's own, whatever a property of that name says.
            data.headers().put("contentType", amqp.getContentType().toString());
        }
        large.take(exchange, length(jms));
        Body body = body(jms);
        if (body.length() > body.kept().length) {
            exchange.setProperty(BrokerDoor.BODY_BYTES, (int) Math.min(body.length(), Integer.MAX_VALUE));
        }
        exchange.setProperty(BrokerDoor.HEADERS, data.headers());
        exchange.setProperty(
                BrokerDoor.MESSAGE_ID,
                MessageIdentity.of(
                        jms.getJMSMessageID(),
                        body.kept(),
                        MessageIdentity.sent(data.headers(), MessageIdentity::isOfJms)));
        exchange.setProperty(BrokerDoor.SOURCE, queue);
        DefaultMessage message = new DefaultMessage(exchange);
        message.setBody(body.kept());
        exchange.setMessage(message);
    }

    /** @param length of the whole body, in bytes */
    private record Body(byte[] kept, long length) {

        static Body of(byte[] all) {
            return new Body(
                    all.length <= LargeMessages.LONGEST ? all : Arrays.copyOf(all, LargeMessages.LONGEST), all.length);
        }
    }

    /** How much memory the body will take here, as far as that is known before it is copied. */
    private static long length(Message jms) throws JMSException {
        long length;
        if (jms instanceof ActiveMQMessage artemis) {
            length = artemis.getCoreMessage() instanceof ClientLargeMessageImpl streamed
                    ? streamed.getLargeMessageSize()
                    : artemis.getCoreMessage().getBodyBufferSize();
        } else {
            // Of any other kind Qpid can't tell without opening it.
            length = jms instanceof BytesMessage bytes ? bytes.getBodyLength() : 0;
        }
        return Math.min(length, LargeMessages.LONGEST);
    }

    private static Body body(Message jms) throws JMSException {
        if (jms instanceof BytesMessage
                && jms instanceof ActiveMQMessage artemis
                && artemis.getCoreMessage().isLargeMessage()) {
            // Read as it comes, for its client would take all of it into memory.
            Beginning beginning = new Beginning();
            try {
                artemis.getCoreMessage().saveToOutputStream(beginning);
            } catch (ActiveMQException e) {
                throw (JMSException) new JMSException(e.getMessage()).initCause(e);
            }
            return new Body(beginning.toByteArray(), beginning.length);
        }
        if (jms instanceof BytesMessage bytes) {
            byte[] body = new byte[(int) Math.min(bytes.getBodyLength(), LargeMessages.LONGEST)];
            bytes.readBytes(body);
            return new Body(body, bytes.getBodyLength());
        }
        if (jms instanceof JmsMessage qpid && qpid.getFacade() instanceof AmqpJmsMessageFacade amqp) {
            return Body.of(section(amqp));
        }
        if (jms instanceof TextMessage text) {
            return Body.of(text.getText() == null ? new byte[0] : text.getText().getBytes(StandardCharsets.UTF_8));
        }
        if (jms instanceof ActiveMQMessage artemis) {
            // A serialized object, a map or a stream: kept as its bytes for the dead letter, never opened.
            ActiveMQBuffer buffer = artemis.getCoreMessage().getDataBuffer();
            byte[] body = new byte[buffer.readableBytes()];
            buffer.readBytes(body);
            return Body.of(body);
        }
        return new Body(new byte[0], 0);
    }

    /** Keeps the first {@link LargeMessages#LONGEST} bytes, and counts the rest. */
    private static final class Beginning extends ByteArrayOutputStream {

        private long length;

        @Override
        public synchronized void write(int b) {
            if (length++ < LargeMessages.LONGEST) {
                super.write(b);
            }
        }

        @Override
        public synchronized void write(byte[] bytes, int from, int count) {
            super.write(bytes, from, (int) Math.min(count, Math.max(0, LargeMessages.LONGEST - length)));
            length += count;
        }
    }

    /** Whatever the content type makes of an AMQP 1.0 body, the bytes that were sent; text as UTF-8. */
    private static byte[] section(AmqpJmsMessageFacade amqp) {
        byte[] encoded = ByteBufUtil.getBytes(amqp.encodeMessage());
        try {
            return section(encoded);
        } catch (RuntimeException e) {
            // Nothing that its library knows: kept as it came.
            return encoded;
        }
    }

    private static byte[] section(byte[] encoded) {
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
        return Arrays.copyOfRange(
                binary.getArray(), binary.getArrayOffset(), binary.getArrayOffset() + binary.getLength());
    }
}
