package com.acme.checkout.broker;

import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.server.ServerSession;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.server.plugin.ActiveMQServerMessagePlugin;
import org.apache.activemq.artemis.core.transaction.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The broker in this process. A message that its disk has no room for is refused at once, whoever sends it: the broker's own
 * guard would let its sender wait without end. Where the journal fails all the same, the broker stops itself; it is
 * started anew once its disk can be written again, and holds what it had acknowledged.
 */
class EmbeddedServer extends EmbeddedActiveMQ implements ActiveMQServerMessagePlugin {

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

    private final DataDisk disk;
    private boolean stopping;

    EmbeddedServer(DataDisk disk, Configuration configuration) {
        this.disk = disk;
        setConfiguration(configuration.setMaxDiskUsage(-1).setMinDiskFree(-1));
        configuration.registerBrokerPlugin(this);
    }

    @Override
    public void beforeSend(ServerSession session, Transaction transaction, Message message, boolean direct, boolean noAutoCreate)
            throws ActiveMQIOErrorException {
        String trouble = disk.trouble();
        if (trouble != null) {
            throw new ActiveMQIOErrorException(trouble);
        }
    }

    /**
     * Returns where it runs and its disk can be written; starts it where it had stopped itself.
     *
     * @throws BrokerStatus.Blocked where the disk has to be seen to
     */
    synchronized void running() throws Exception {
        String trouble = disk.trouble();
        if (trouble != null) {
            throw new BrokerStatus.Blocked(trouble);
        }
        if (stopping || activeMQServer.isActive()) {
            return;
        }
        LOG.warn("The embedded broker has stopped itself, for its journal could not be written; it is started anew");
        // It notices a failing journal only once in its life.
        activeMQServer.stop();
        activeMQServer = null;
        start();
    }

    @Override
    public synchronized EmbeddedActiveMQ stop() throws Exception {
        stopping = true;
        return super.stop();
    }
}
