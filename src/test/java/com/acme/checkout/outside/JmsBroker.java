package com.acme.checkout.outside;

import jakarta.jms.BytesMessage;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.qpid.jms.JmsConnectionFactory;
import org.apache.qpid.jms.message.JmsMessage;
import org.apache.qpid.jms.provider.amqp.message.AmqpJmsMessageFacade;
import org.apache.qpid.proton.amqp.Symbol;

/** A broker that a JMS client reaches: the embedded one through its acceptor, or a process of the tests' own. */
public final class JmsBroker implements Broker {

    private final String name;
    private final Map<String, String> settings;
    private final ConnectionFactory factory;
    private final ArtemisProcess process;

    private JmsBroker(String name, ConnectionFactory factory, ArtemisProcess process, Map<String, String> settings) {
        this.name = name;
        this.factory = factory;
        this.process = process;
        this.settings = settings;
    }

    public static JmsBroker embedded() {
        int port = Service.freePort();
        return new JmsBroker(
                "embedded",
                new ActiveMQConnectionFactory("tcp://127.0.0.1:" + port),
                null,
                Map.of("CHECKOUT_BROKER", "embedded", "CHECKOUT_EMBEDDED_ACCEPTOR", "" + port));
    }

    public static JmsBroker artemis(Path folder) throws IOException {
        ArtemisProcess process = new ArtemisProcess(folder);
        String url = "tcp://127.0.0.1:" + process.core;
        return new JmsBroker(
                "artemis",
                new ActiveMQConnectionFactory(url),
                process,
                Map.of("CHECKOUT_BROKER", "artemis", "ARTEMIS_URL", url));
    }

    public static JmsBroker amqp(Path folder) throws IOException {
        ArtemisProcess process = new ArtemisProcess(folder);
        String url = "amqp://127.0.0.1:" + process.amqp;
        return new JmsBroker(
                "amqp", new JmsConnectionFactory(url), process, Map.of("CHECKOUT_BROKER", "amqp", "AMQP_URL", url));
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Map<String, String> settings() {
        return settings;
    }

    @Override
    public void send(String queue, List<Message> messages) throws JMSException {
        try (JMSContext jms = factory.createContext(JMSContext.SESSION_TRANSACTED)) {
            for (Message each : messages) {
                BytesMessage message = jms.createBytesMessage();
                message.writeBytes(each.body());
                for (var header : each.headers().entrySet()) {
                    if (header.getKey().equals("replyTo")) {
                        message.setJMSReplyTo(jms.createQueue(header.getValue()));
                    } else if (header.getKey().equals("contentType") && message instanceof JmsMessage amqp) {
                        ((AmqpJmsMessageFacade) amqp.getFacade()).setContentType(Symbol.valueOf(header.getValue()));
                    } else {
                        message.setStringProperty(header.getKey(), header.getValue());
                    }
                }
                jms.createProducer().send(jms.createQueue(queue), message);
            }
            jms.commit();
        }
    }

    /** A serialized object, as only a JMS client sends one. */
    void sendObject(String queue, java.io.Serializable object) {
        try (JMSContext jms = factory.createContext()) {
            jms.createProducer().send(jms.createQueue(queue), object);
        }
    }

    @Override
    public List<Letter> browse(String queue) throws JMSException {
        List<Letter> letters = new ArrayList<>();
        try (JMSContext jms = factory.createContext();
                var browser = jms.createBrowser(jms.createQueue(queue))) {
            for (Object each : Collections.list(browser.getEnumeration())) {
                jakarta.jms.Message message = (jakarta.jms.Message) each;
                Map<String, String> headers = new LinkedHashMap<>();
                for (Object header : Collections.list(message.getPropertyNames())) {
                    headers.put(header.toString(), message.getStringProperty(header.toString()));
                }
                letters.add(new Letter(
                        message.getBody(byte[].class) == null ? new byte[0] : message.getBody(byte[].class), headers));
            }
        }
        return letters;
    }

    @Override
    public boolean kill() throws InterruptedException {
        if (process == null) {
            return false;
        }
        process.kill();
        return true;
    }

    @Override
    public void restart() throws IOException {
        process.start();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
