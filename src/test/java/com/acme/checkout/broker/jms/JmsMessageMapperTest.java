package com.acme.checkout.broker.jms;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.LargeMessages;
import jakarta.jms.BytesMessage;
import jakarta.jms.Message;
import jakarta.jms.Session;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnection;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.Exchange;
import org.apache.camel.component.jms.JmsMessage;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.apache.camel.support.UnitOfWorkHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages as a real broker gives them out. */
class JmsMessageMapperTest {

    private static final String QUEUE = "checkout.commands";

    @TempDir
    private static java.nio.file.Path folder;

    private final DefaultCamelContext camel = new DefaultCamelContext();
    private final LargeMessages large = new LargeMessages(20 * 1024 * 1024);
    private final JmsMessageMapper edge = new JmsMessageMapper(large);
    private EmbeddedActiveMQ broker;
    private ActiveMQConnection connection;
    private Session session;

    @BeforeEach
    void start() throws Exception {
        broker = new EmbeddedActiveMQ()
                .setConfiguration(new ConfigurationImpl()
                        // Without a journal a large message is kept in the heap.
                        .setJournalType(JournalType.NIO)
                        .setJournalDirectory(folder.resolve("journal").toString())
                        .setBindingsDirectory(folder.resolve("bindings").toString())
                        .setPagingDirectory(folder.resolve("paging").toString())
                        .setSecurityEnabled(false)
                        .setJMXManagementEnabled(false)
                        .setLargeMessagesDirectory(folder.resolve("large").toString())
                        .addAcceptorConfiguration("in-vm", "vm://7"));
        broker.start();
        connection =
                (ActiveMQConnection) new ActiveMQConnectionFactory("vm://7?consumerWindowSize=0").createConnection();
        connection.start();
        session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    }

    @AfterEach
    void stop() throws Exception {
        connection.close();
        broker.stop();
    }

    @Test
    void aPropertyThatIsNullIsNoText() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes("x".getBytes(UTF_8));
        message.setStringProperty("contentType", null);
        message.setObjectProperty("idempotencyKey", null);
        message.setStringProperty("quotes", "\"".repeat(200_000));
        Exchange exchange = received(message);
        assertThat(headers(exchange))
                .containsEntry("contentType", null)
                .containsEntry("idempotencyKey", null)
                .containsEntry("quotes", "\"".repeat(200_000));
    }

    @Test
    void oneClientsIdIsNotAnothersMessage() throws Exception {
        BytesMessage message = session.createBytesMessage();
        message.setStringProperty("idempotencyKey", "1");
        String id = received(message).getProperty(BrokerDoor.MESSAGE_ID, String.class);
        assertThat(id).matches("\\p{XDigit}{64}").isNotEqualTo(received(message).getProperty(BrokerDoor.MESSAGE_ID));
    }

    @Test
    void ofABodyThatIsTooLongTheBeginningIsKept() throws Exception {
        long length = 4L * LargeMessages.LONGEST;
        BytesMessage message = session.createBytesMessage();
        message.setObjectProperty("JMS_AMQ_InputStream", new InputStream() {
            private long left = length;

            @Override
            public int read() {
                return left-- > 0 ? 'a' : -1;
            }
        });
        Exchange exchange = received(message);
        byte[] beginning = new byte[LargeMessages.LONGEST];
        Arrays.fill(beginning, (byte) 'a');
        assertThat(Arrays.equals(exchange.getMessage().getBody(byte[].class), beginning))
                .isTrue();
        assertThat(exchange.getProperty(BrokerDoor.BODY_BYTES)).isEqualTo((int) length);
        assertThat(large.left()).as("counted before it was copied").isEqualTo(4 * 1024 * 1024);
        UnitOfWorkHelper.doneSynchronizations(
                exchange, exchange.getExchangeExtension().handoverCompletions());
        assertThat(large.left()).isEqualTo(20 * 1024 * 1024);
    }

    @Test
    void anyKindOfMessageIsBytes() throws Exception {
        assertThat(received(session.createTextMessage("Zoë".repeat(100_000)))
                        .getMessage()
                        .getBody(byte[].class))
                .isEqualTo("Zoë".repeat(100_000).getBytes(UTF_8));
        assertThat(received(session.createTextMessage(null)).getMessage().getBody(byte[].class))
                .isEmpty();
        assertThat(received(session.createMessage()).getMessage().getBody(byte[].class))
                .isNotNull();
        var map = session.createMapMessage();
        map.setString("name", "map-marker");
        assertThat(received(map).getMessage().getBody(byte[].class)).isNotEmpty();
        assertThat(new String(
                        received(session.createObjectMessage("object-marker"))
                                .getMessage()
                                .getBody(byte[].class),
                        UTF_8))
                .contains("object-marker");
        var stream = session.createStreamMessage();
        stream.writeInt(1);
        assertThat(received(stream).getMessage().getBody(byte[].class)).isNotEmpty();
    }

    private Exchange received(Message message) throws Exception {
        try (var producer = session.createProducer(session.createQueue(QUEUE));
                var consumer = session.createConsumer(session.createQueue(QUEUE))) {
            producer.send(message);
            Exchange exchange = new DefaultExchange(camel);
            exchange.setIn(new JmsMessage(exchange, consumer.receive(60_000), session, null));
            edge.receive(exchange, QUEUE);
            return exchange;
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> headers(Exchange exchange) {
        return exchange.getProperty(BrokerDoor.HEADERS, Map.class);
    }
}
