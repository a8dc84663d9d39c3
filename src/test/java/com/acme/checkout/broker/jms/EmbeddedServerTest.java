package com.acme.checkout.broker.jms;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.broker.PendingDepth;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.activemq.artemis.api.core.client.ClientConsumer;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.client.ServerLocator;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.unit.DataSize;

class EmbeddedServerTest {

    private static final String QUEUE = "checkout.pending.standard";
    private static final long HOUR = 3_600_000;
    private static final Instant PARKED = Instant.parse("2026-11-30T10:00:00Z");

    private final AtomicLong setBack = new AtomicLong();

    @Test
    void whatIsHeldBackIsGivenOutWhenTheClockIsSetBack(@TempDir Path folder) throws Exception {
        DataDisk disk = new DataDisk(folder, DataSize.ofBytes(0));
        EmbeddedServer server = new EmbeddedServer(
                disk,
                new ConfigurationImpl()
                        .setPersistenceEnabled(false)
                        .setSecurityEnabled(false)
                        .setJMXManagementEnabled(false)
                        .addAcceptorConfiguration("in-vm", "vm://7"),
                () -> System.currentTimeMillis() - setBack.get());
        server.start();
        try (disk;
                ServerLocator locator = ActiveMQClient.createServerLocator("vm://7");
                ClientSession session = locator.createSessionFactory().createSession()) {
            session.createQueue(QueueConfiguration.of(QUEUE).setRoutingType(RoutingType.ANYCAST));
            session.start();
            ClientConsumer consumer = session.createConsumer(QUEUE);
            sendLater(session);
            server.running();
            assertThat(server.waiting(QUEUE))
                    .as("what is held back waits, too")
                    .isEqualTo(new PendingDepth.Count(1, false, PARKED));
            assertThat(consumer.receiveImmediate()).as("in an hour").isNull();
            setBack.set(2 * HOUR);
            server.running();
            assertThat(consumer.receive(30_000)).as("once it is set back").isNotNull();
            // A clock that is set forward holds nothing back, nor does one that stays as it is.
            sendLater(session);
            server.running();
            setBack.set(0);
            server.running();
            assertThat(consumer.receiveImmediate()).isNull();
        } finally {
            server.stop();
        }
    }

    private static void sendLater(ClientSession session) throws ActiveMQException {
        ClientMessage message = session.createMessage(true);
        message.putLongProperty(Message.HDR_SCHEDULED_DELIVERY_TIME, System.currentTimeMillis() + HOUR);
        message.putStringProperty("pendingParkedAt", PARKED.toString());
        session.createProducer(QUEUE).send(message);
    }
}
