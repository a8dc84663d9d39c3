package com.acme.checkout.outside;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;

/** The embedded broker's queues, seen through the acceptor that a setting opens. */
final class Queues implements AutoCloseable {

    record Letter(byte[] body, Map<String, String> headers) {}

    private final ActiveMQConnectionFactory factory;
    private final JMSContext jms;

    Queues(int port) {
        factory = new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port);
        jms = factory.createContext();
    }

    void send(String queue, byte[] body, Map<String, ?> headers) throws JMSException {
        BytesMessage message = jms.createBytesMessage();
        message.writeBytes(body);
        for (var header : headers.entrySet()) {
            message.setObjectProperty(header.getKey(), header.getValue());
        }
        jms.createProducer().send(jms.createQueue(queue), message);
    }

    /** Sends them all, and returns once the broker has them: much faster than one by one. */
    void sendAll(String queue, List<byte[]> bodies) throws JMSException {
        try (JMSContext together = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            for (byte[] body : bodies) {
                BytesMessage message = together.createBytesMessage();
                message.writeBytes(body);
                together.createProducer().send(together.createQueue(queue), message);
            }
            together.commit();
        }
    }

    void sendObject(String queue, java.io.Serializable object) {
        jms.createProducer().send(jms.createQueue(queue), object);
    }

    /** What waits in {@code queue}, left there. */
    List<Letter> browse(String queue) throws JMSException {
        List<Letter> letters = new ArrayList<>();
        Queue target = jms.createQueue(queue);
        try (var browser = jms.createBrowser(target)) {
            for (Object each : Collections.list(browser.getEnumeration())) {
                Message message = (Message) each;
                Map<String, String> headers = new LinkedHashMap<>();
                for (Object name : Collections.list(message.getPropertyNames())) {
                    headers.put(name.toString(), message.getStringProperty(name.toString()));
                }
                byte[] body = new byte[0];
                if (message instanceof BytesMessage bytes) {
                    body = new byte[(int) bytes.getBodyLength()];
                    bytes.readBytes(body);
                }
                letters.add(new Letter(body, headers));
            }
        }
        return letters;
    }

    @Override
    public void close() {
        jms.close();
        factory.close();
    }
}
