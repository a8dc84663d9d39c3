package com.acme.checkout.broker.jms;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jms.connection.CachingConnectionFactory;

/**
 * The one connection to the embedded broker, its sessions kept. A connection that fails is given up without a word in
 * the log: what could not be written because of it says so itself, and once.
 */
final class EmbeddedConnectionFactory extends CachingConnectionFactory {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedConnectionFactory.class);

    private final BooleanSupplier takesConnections;

    EmbeddedConnectionFactory(ConnectionFactory artemis, BooleanSupplier takesConnections) {
        super(artemis);
        this.takesConnections = takesConnections;
        setSessionCacheSize(64);
        setCacheConsumers(false);
    }

    @Override
    protected Connection doCreateConnection() throws JMSException {
        // One after the other they would try to reach it, and wait in line for that.
        if (!takesConnections.getAsBoolean()) {
            throw new JMSException(EmbeddedServer.STOPPED);
        }
        return super.doCreateConnection();
    }

    @Override
    public void onException(JMSException e) {
        LOG.debug("The connection to the embedded broker failed", e);
        resetConnection();
    }

    /** Closed without the stop that comes first elsewhere: on a connection that failed, that call waits for nobody's answer. */
    @Override
    protected void closeConnection(Connection connection) {
        try {
            connection.close();
        } catch (JMSException | RuntimeException e) {
            LOG.debug("The connection to the embedded broker was not closed in order", e);
        }
    }
}
