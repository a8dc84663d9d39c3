package com.acme.checkout.broker.rabbitmq;

import com.acme.checkout.broker.BrokerStatus;
import com.acme.checkout.broker.LargeMessages;
import com.acme.checkout.broker.Redelivery;
import com.acme.checkout.delivery.DeliveryProperties;
import com.acme.checkout.delivery.DestinationProperties;
import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.impl.FrameHandlerFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.springframework.amqp.AmqpAuthenticationException;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.task.SimpleAsyncTaskExecutor;

/** RabbitMQ, by AMQP 0-9-1: quorum queues, and writes that are confirmed. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RabbitProperties.class)
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "rabbitmq")
class RabbitBrokerConfiguration {

    /** The client's own threads, which would outlive a start that fails. */
    static final ExecutorService DAEMONS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "rabbitmq");
        thread.setDaemon(true);
        return thread;
    });

    private static final int PATIENCE_MILLIS = 2000;

    @Bean(destroyMethod = "destroy")
    CachingConnectionFactory rabbitConnectionFactory(RabbitProperties settings, RabbitBoundedWrites writes)
            throws Exception {
        com.rabbitmq.client.ConnectionFactory rabbit = new com.rabbitmq.client.ConnectionFactory() {
            @Override
            protected FrameHandlerFactory createFrameHandlerFactory() throws IOException {
                FrameHandlerFactory network = super.createFrameHandlerFactory();
                return (address, name) -> new RabbitFrameReader(network.create(address, name));
            }
        };
        rabbit.setUri(settings.url());
        writes.of(rabbit);
        if (settings.url().startsWith("amqps:")) {
            // The client's own choice trusts everyone.
            rabbit.useSslProtocol(
                    settings.ca().isBlank()
                            ? SSLContext.getDefault()
                            : SslBundle.of(new PemSslStoreBundle(
                                            null,
                                            PemSslStoreDetails.forCertificate(Path.of(settings.ca())
                                                    .toUri()
                                                    .toString())))
                                    .createSslContext());
            rabbit.enableHostnameVerification();
        }
        rabbit.setConnectionTimeout(PATIENCE_MILLIS);
        rabbit.setHandshakeTimeout(PATIENCE_MILLIS);
        rabbit.setChannelRpcTimeout((int) RabbitBoundedWrites.PATIENCE_MILLIS);
        rabbit.setRequestedHeartbeat(10);
        // As much as a broker before version 4 takes: at one message that is longer the client would give up for good.
        rabbit.setMaxInboundMessageBodySize(128 * 1024 * 1024 + 1);
        // Spring's factory connects anew itself.
        rabbit.setAutomaticRecoveryEnabled(false);
        CachingConnectionFactory factory = new CachingConnectionFactory(rabbit);
        factory.setExecutor(DAEMONS);
        factory.setPublisherConfirmType(CachingConnectionFactory.ConfirmType.CORRELATED);
        factory.setPublisherReturns(true);
        factory.setChannelCacheSize(64);
        writes.over(factory);
        return factory;
    }

    @Bean
    RabbitDelayQueues rabbitDelays(
            RabbitProperties settings, DeliveryProperties delivery, DestinationProperties destinations) {
        return new RabbitDelayQueues(
                settings.delays(),
                Stream.of(delivery.delayedRetries(), destinations.delayedRetries())
                        .flatMap(List::stream)
                        .toList());
    }

    @Bean
    RabbitMessageMapper rabbitMessageMapper(RabbitDelayQueues delays) {
        return new RabbitMessageMapper(delays);
    }

    @Bean
    RabbitBoundedWrites rabbitWrites(RabbitMessageMapper edge) {
        return new RabbitBoundedWrites(edge);
    }

    @Bean("spring-rabbitmq-component")
    RabbitComponent rabbitComponent(
            CachingConnectionFactory factory,
            RabbitMessageMapper edge,
            RabbitBoundedWrites writes,
            @Qualifier("consumerThreads") SimpleAsyncTaskExecutor threads,
            Redelivery redelivery,
            LargeMessages large) {
        RabbitComponent component = new RabbitComponent(threads, redelivery, writes, large);
        component.setConnectionFactory(factory);
        component.setMessageConverter(edge);
        component.setMessagePropertiesConverter(edge);
        return component;
    }

    @Bean
    BrokerStatus brokerStatus(CachingConnectionFactory factory, RabbitDelayQueues delays, RabbitBoundedWrites writes) {
        return queues -> {
            if (writes.blocked() != null) {
                throw new BrokerStatus.BlockedException("takes no messages now (" + writes.blocked() + ")");
            }
            // Deliberately not the connection that routes write on: that one is not to wait for us.
            Connection connection;
            try {
                connection = factory.createConnection();
            } catch (AmqpAuthenticationException e) {
                throw BrokerStatus.UnusableException.to("RABBITMQ_URL", e);
            }
            boolean limited = connection.getDelegate() != null
                    && !String.valueOf(connection
                                    .getDelegate()
                                    .getServerProperties()
                                    .get("version"))
                            .matches("[0-3]\\..*");
            for (String queue : queues) {
                declare(connection, queue, ours(queue, limited));
            }
            declare(connection, RabbitMessageMapper.EXPIRED, ours(RabbitMessageMapper.EXPIRED, limited));
            for (long step : delays.steps()) {
                delay(connection, RabbitDelayQueues.name(step), step);
            }
        };
    }

    private static Map<String, Object> ours(String queue, boolean limited) {
        Map<String, Object> arguments = new LinkedHashMap<>(Map.of("x-queue-type", "quorum"));
        if (limited) {
            // From version 4 on a message is dropped after 20 deliveries, if nobody says otherwise.
            arguments.put("x-delivery-limit", -1);
        }
        if (queue.equals("checkout.commands")) {
            // A sender may let its message expire: it becomes a dead letter.
            arguments.putAll(dyingInto(RabbitMessageMapper.EXPIRED));
        }
        return arguments;
    }

    private static Map<String, Object> dyingInto(String queue) {
        Map<String, Object> arguments = new LinkedHashMap<>(Map.of(
                "x-dead-letter-exchange",
                "",
                // Out of one queue once it is in the other, and not before.
                "x-dead-letter-strategy",
                "at-least-once",
                "x-overflow",
                "reject-publish"));
        if (queue != null) {
            arguments.put("x-dead-letter-routing-key", queue);
        }
        return arguments;
    }

    private static void delay(Connection connection, String name, long step) throws Exception {
        Map<String, Object> arguments = dyingInto(null);
        arguments.put("x-queue-type", "quorum");
        arguments.put("x-message-ttl", step);
        declare(connection, name, arguments);
        try (Channel channel = connection.createChannel(false)) {
            channel.exchangeDeclare(name, "fanout", true);
            channel.queueBind(name, name, "");
        } catch (IOException e) {
            throw refused(e) == null
                    ? e
                    : BrokerStatus.UnusableException.without(
                            name,
                            "RABBITMQ_URL",
                            refused(e).getReplyText(),
                            "create it with a durable fanout exchange of the same name bound to it");
        }
    }

    /**
     * Creates the queue where there is none; one that is there stays, with whatever arguments: it is the operator's, or an
     * earlier version's. Asked for first, since a declaration that the broker refuses costs a channel and a line in its log.
     */
    static void declare(Connection connection, String queue, Map<String, Object> arguments) throws Exception {
        try (Channel channel = connection.createChannel(false)) {
            channel.queueDeclarePassive(queue);
            return;
        } catch (IOException e) {
            if (refused(e) == null) {
                throw e;
            }
        }
        try (Channel channel = connection.createChannel(false)) {
            channel.queueDeclare(queue, true, false, false, arguments);
        } catch (IOException e) {
            AMQP.Channel.Close refusal = refused(e);
            if (refusal == null) {
                throw e;
            }
            if (refusal.getReplyCode() == AMQP.PRECONDITION_FAILED) {
                // Another instance, of another version, was faster.
                return;
            }
            throw BrokerStatus.UnusableException.without(
                    queue,
                    "RABBITMQ_URL",
                    refusal.getReplyText(),
                    "create it as a durable queue with the arguments " + arguments
                            + ", or let this user configure checkout.*");
        }
    }

    /** What the broker said, where it was asked and said no; null where it was not reached. */
    private static AMQP.Channel.Close refused(IOException e) {
        return e.getCause() instanceof ShutdownSignalException shutdown
                        && shutdown.getReason() instanceof AMQP.Channel.Close close
                        && (close.getReplyCode() == AMQP.ACCESS_REFUSED
                                || close.getReplyCode() == AMQP.PRECONDITION_FAILED
                                || close.getReplyCode() == AMQP.NOT_FOUND)
                ? close
                : null;
    }
}
