package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.BrokerStatus;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQQueueExistsException;
import org.apache.activemq.artemis.api.core.ActiveMQSecurityException;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientRequestor;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.management.ManagementHelper;
import org.apache.activemq.artemis.api.core.management.ResourceNames;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.jms.client.ActiveMQSession;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jms.connection.CachingConnectionFactory;
import org.springframework.jms.connection.SessionProxy;

/** ActiveMQ Artemis as a broker of its own, by its own protocol. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ArtemisProperties.class)
@ConditionalOnProperty(name = "checkout.broker-kind", havingValue = "artemis")
class ArtemisBrokerConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(ArtemisBrokerConfiguration.class);
    private static final int PATIENCE_MILLIS = 3000;
    private static final String ADDRESSES = "checkout.#";
    /** No delay of the broker's: it would come on top of ours, which holds where these settings are not ours to make. */
    private static final String SETTINGS = "{\"maxDeliveryAttempts\":-1,\"redeliveryDelay\":0,\"noExpiry\":true,"
            + "\"addressFullMessagePolicy\":\"PAGE\",\"autoDeleteQueues\":false,\"autoDeleteAddresses\":false}";

    /** Does not reconnect by itself, so that a write fails while the broker is away; its users connect anew. */
    @Bean
    CachingConnectionFactory connectionFactory(ArtemisProperties settings) {
        ActiveMQConnectionFactory artemis = new ActiveMQConnectionFactory(
                settings.url(),
                settings.user().isBlank() ? null : settings.user(),
                settings.password().isBlank() ? null : settings.password());
        artemis.setReconnectAttempts(0);
        artemis.setInitialConnectAttempts(1);
        // It waits that long even where it does not try again.
        artemis.setRetryInterval(50);
        for (TransportConfiguration connector : artemis.getStaticConnectors()) {
            connector.getParams().putIfAbsent(TransportConstants.NETTY_CONNECT_TIMEOUT, PATIENCE_MILLIS);
        }
        artemis.setCallTimeout(PATIENCE_MILLIS);
        artemis.setConnectionTTL(4L * PATIENCE_MILLIS);
        artemis.setClientFailureCheckPeriod(PATIENCE_MILLIS);
        artemis.setBlockOnDurableSend(true);
        // What one consumer holds back, no other can work on.
        artemis.setConsumerWindowSize(0);
        artemis.setDeserializationDenyList("*");
        return caching(artemis);
    }

    /** Sessions are kept for the next write; consumers keep their own. */
    static CachingConnectionFactory caching(jakarta.jms.ConnectionFactory remote) {
        CachingConnectionFactory factory = new CachingConnectionFactory(remote);
        factory.setSessionCacheSize(64);
        factory.setCacheConsumers(false);
        factory.setReconnectOnException(true);
        return factory;
    }

    @Bean
    BrokerStatus brokerStatus(CachingConnectionFactory factory) {
        AtomicBoolean checked = new AtomicBoolean();
        return queues -> {
            Connection connection = connect(factory, "ARTEMIS_USER");
            try (Session session = connection.createSession()) {
                ClientSession core = ((ActiveMQSession) ((SessionProxy) session).getTargetSession()).getCoreSession();
                for (String queue : queues) {
                    create(core, queue);
                }
                if (!checked.getAndSet(true)) {
                    redeliverForEver(core, queues);
                }
            } catch (JMSException | ActiveMQException e) {
                checked.set(false);
                throw e;
            }
        };
    }

    static Connection connect(CachingConnectionFactory factory, String setting) throws JMSException {
        try {
            return factory.createConnection();
        } catch (JMSSecurityException e) {
            throw BrokerStatus.UnusableException.to(setting, e);
        }
    }

    private static void create(ClientSession core, String queue) throws ActiveMQException {
        if (core.queueQuery(SimpleString.of(queue)).isExists()) {
            return;
        }
        try {
            core.createQueue(QueueConfiguration.of(queue)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true)
                    .setAutoDelete(false));
        } catch (ActiveMQQueueExistsException e) {
            // Another instance was faster.
        } catch (ActiveMQSecurityException e) {
            throw BrokerStatus.UnusableException.without(
                    queue,
                    "ARTEMIS_URL",
                    e.getMessage(),
                    "create it: artemis queue create --name " + queue + " --address " + queue
                            + " --anycast --durable --preserve-on-no-consumers --auto-create-address");
        }
    }

    /** Unacknowledged is not failed: by default the broker gives up, and drops, after ten deliveries. */
    private static void redeliverForEver(ClientSession core, List<String> queues) throws ActiveMQException {
        core.start();
        try (ClientRequestor requestor = new ClientRequestor(core, "activemq.management")) {
            String now = invoke(core, requestor, "getAddressSettingsAsJSON", queues.get(0));
            if (!now.replace(" ", "").contains("\"maxDeliveryAttempts\":-1")) {
                invoke(core, requestor, "addAddressSettings", ADDRESSES, SETTINGS);
            }
        } catch (ActiveMQException e) {
            throw e;
        } catch (Exception e) {
            LOG.warn(
                    "ARTEMIS_URL: its address settings can't be seen or set from here ({}); see to it that those of {} hold "
                            + "max-delivery-attempts -1 and no-expiry true, or it drops what is not taken",
                    e.getMessage(),
                    ADDRESSES);
        }
    }

    private static String invoke(ClientSession core, ClientRequestor requestor, String operation, Object... arguments)
            throws Exception {
        ClientMessage request = core.createMessage(false);
        ManagementHelper.putOperationInvocation(request, ResourceNames.BROKER, operation, arguments);
        ClientMessage reply = requestor.request(request, PATIENCE_MILLIS);
        if (reply == null || !ManagementHelper.hasOperationSucceeded(reply)) {
            throw new IllegalStateException(
                    reply == null ? "no answer" : String.valueOf(ManagementHelper.getResult(reply)));
        }
        return String.valueOf(ManagementHelper.getResult(reply));
    }
}
