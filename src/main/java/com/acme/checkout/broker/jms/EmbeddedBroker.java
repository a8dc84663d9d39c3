package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.BrokerStatus;
import com.acme.checkout.broker.PendingDepth;
import com.acme.checkout.settings.CheckoutProperties;
import jakarta.jms.ConnectionFactory;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * The default broker: ActiveMQ Artemis in this process, its journal on disk under {@code CHECKOUT_DATA}. Reached by
 * nobody else, unless {@code checkout.embedded.acceptor} opens a port on loopback.
 */
@org.springframework.context.annotation.Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EmbeddedProperties.class)
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "embedded")
class EmbeddedBroker {

    static {
        // Chunks of 256 KiB for messages of at most 64: with Netty's 4 MiB a few connections take 5 % of a small heap.
        System.setProperty("io.netty.allocator.maxOrder", System.getProperty("io.netty.allocator.maxOrder", "5"));
    }

    private static final long CALL_MILLIS = 5000;

    /** The data folder belongs to another process. */
    static final class DataFolderInUseException extends IllegalStateException {
        DataFolderInUseException(Path folder) {
            super("CHECKOUT_DATA: the folder " + folder.toAbsolutePath().normalize()
                    + " is in use by another Checkout API; stop that one or choose another folder");
        }
    }

    /** Held for as long as the process lives; the operating system lets go of it when the process is killed. */
    @Bean
    FileLock dataFolderLock(CheckoutProperties checkout) throws IOException {
        Path data = checkout.data();
        Files.createDirectories(data);
        FileChannel channel =
                FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            // Another context of this very process: in use as well.
        }
        channel.close();
        throw new DataFolderInUseException(data);
    }

    @Bean
    DataDisk dataDisk(CheckoutProperties checkout, EmbeddedProperties embedded, FileLock dataFolderLock)
            throws IOException {
        return new DataDisk(
                Files.createDirectories(checkout.data().resolve("broker")).toAbsolutePath(), embedded.minFree());
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    EmbeddedServer embeddedActiveMq(CheckoutProperties checkout, EmbeddedProperties embedded, DataDisk dataDisk)
            throws Exception {
        String folder = checkout.data().resolve("broker").toAbsolutePath().toString();
        Configuration config = new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder + "/journal")
                .setBindingsDirectory(folder + "/bindings")
                .setLargeMessagesDirectory(folder + "/large")
                .setPagingDirectory(folder + "/paging")
                .setNodeManagerLockDirectory(folder + "/journal")
                .setJournalFileSize(4 * 1024 * 1024)
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setThreadPoolMaxSize(16)
                .setScheduledThreadPoolMaxSize(2)
                .setGlobalMaxSize(48L * 1024 * 1024)
                .addAcceptorConfiguration("in-vm", "vm://0")
                // Unacknowledged is not failed: a message is given out again for as long as it takes.
                .addAddressSetting(
                        "#",
                        new AddressSettings()
                                .setMaxDeliveryAttempts(-1)
                                // Not at once, and each time later: 1 s growing to a minute.
                                .setRedeliveryDelay(1000)
                                .setRedeliveryMultiplier(2)
                                .setMaxRedeliveryDelay(60_000)
                                .setAutoCreateQueues(true)
                                .setAutoCreateAddresses(true)
                                .setAutoDeleteQueues(false)
                                .setAutoDeleteAddresses(false)
                                .setDefaultConsumerWindowSize(0)
                                // Not even a sender's expiry may lose a checkout.
                                .setNoExpiry(true)
                                // Never reached; without them the broker warns of each queue.
                                .setExpiryAddress(SimpleString.of("undeliverable"))
                                .setDeadLetterAddress(SimpleString.of("undeliverable"))
                                .setMaxSizeBytes(16L * 1024 * 1024)
                                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE));
        if (embedded.acceptor() != null) {
            config.addAcceptorConfiguration("loopback", "tcp://127.0.0.1:" + embedded.acceptor() + "?protocols=CORE");
        }
        return new EmbeddedServer(dataDisk, config);
    }

    @Bean
    ConnectionFactory connectionFactory(EmbeddedServer started) {
        // A small window: what one consumer holds back, no other can work on. Nobody waits longer for a disk that
        // hangs; the journal may hold the message all the same, and that is a second delivery under the same key.
        ActiveMQConnectionFactory artemis = new ActiveMQConnectionFactory(
                "vm://0?consumerWindowSize=0&blockOnDurableSend=true&callTimeout=" + CALL_MILLIS);
        artemis.setDeserializationDenyList("*");
        return new EmbeddedConnectionFactory(artemis, started::takesConnections);
    }

    /** It makes a queue that is asked for. */
    @Bean
    BrokerStatus brokerStatus(EmbeddedServer started) {
        return queues -> started.running();
    }

    @Bean
    PendingDepth pendingDepth(EmbeddedServer started) {
        return queues -> new PendingDepth.Reading(
                queues.stream().collect(Collectors.toMap(queue -> queue, started::waiting)), true, 0);
    }
}
