package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.BrokerStatus;
import com.acme.checkout.broker.PendingDepth;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQIOErrorException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.postoffice.Binding;
import org.apache.activemq.artemis.core.postoffice.impl.LocalQueueBinding;
import org.apache.activemq.artemis.core.server.ActiveMQServer;
import org.apache.activemq.artemis.core.server.Queue;
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

    /** Why it takes nothing, and the cure. */
    static final String STOPPED =
            "CHECKOUT_DATA: the embedded broker has stopped itself, for its journal could not be written; "
                    + "see to the disk, it starts by itself";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);

    /** Between two starts of a broker that had stopped itself, and before the first: it may still be stopping. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** A clock that is only corrected goes back by less; what this leaves late is late by no more. */
    private static final long SET_BACK_MILLIS = 5000;

    private final DataDisk disk;
    private final LongSupplier wallMillis;
    private long aheadMillis;
    private boolean stopping;
    private Long stoppedNanos;

    EmbeddedServer(DataDisk disk, Configuration configuration) {
        this(disk, configuration, System::currentTimeMillis);
    }

    /** {@code wallMillis}: the clock that people set. */
    EmbeddedServer(DataDisk disk, Configuration configuration, LongSupplier wallMillis) {
        this.disk = disk;
        this.wallMillis = wallMillis;
        this.aheadMillis = aheadMillis();
        setConfiguration(configuration.setMaxDiskUsage(-1).setMinDiskFree(-1));
        configuration.registerBrokerPlugin(this);
    }

    @Override
    public void beforeSend(
            ServerSession session, Transaction transaction, Message message, boolean direct, boolean noAutoCreate)
            throws ActiveMQIOErrorException {
        String trouble = disk.trouble();
        if (trouble != null) {
            throw new ActiveMQIOErrorException(trouble);
        }
    }

    /** Whether it takes connections. Never waits. */
    boolean takesConnections() {
        ActiveMQServer server = activeMQServer;
        return server != null && server.isActive();
    }

    /**
     * Returns where it runs and its disk can be written; starts it anew where it had stopped itself.
     *
     * @throws BrokerStatus.BlockedException where the disk has to be seen to, or it does not run yet
     */
    synchronized void running() throws Exception {
        String trouble = disk.trouble();
        if (trouble != null) {
            throw new BrokerStatus.BlockedException(trouble);
        }
        if (stopping || takesConnections()) {
            stoppedNanos = null;
            unlessSetBack();
            return;
        }
        long now = System.nanoTime();
        if (stoppedNanos == null) {
            stoppedNanos = now;
        }
        if (now - stoppedNanos >= AGAIN_NANOS) {
            LOG.warn(
                    "The embedded broker is started anew: it had stopped itself, for its journal could not be written");
            stoppedNanos = now;
            activeMQServer.stop();
            // Another one: it notices a failing journal only once in its life.
            activeMQServer = null;
            start();
        }
        if (!takesConnections()) {
            throw new BrokerStatus.BlockedException(STOPPED);
        }
    }

    /**
     * What {@code queue} holds: what is given out and what is held back until later, too.
     *
     * @throws IllegalStateException where it does not run
     */
    PendingDepth.Count waiting(String queue) {
        ActiveMQServer server = activeMQServer;
        Queue found = takesConnections() ? server.locateQueue(SimpleString.of(queue)) : null;
        if (found == null) {
            throw new IllegalStateException(queue + " is not there now");
        }
        Instant oldest = Stream.of(found.peekFirstMessage(), found.peekFirstScheduledMessage())
                .filter(Objects::nonNull)
                .map(each -> PendingDepth.parkedAt(each.getMessage().getObjectProperty(PendingDepth.PARKED_AT)))
                .filter(Objects::nonNull)
                .min(Instant::compareTo)
                .orElse(null);
        return new PendingDepth.Count(found.getMessageCount(), false, oldest);
    }

    /**
     * What is held back until a time by the wall clock would wait as much longer as that clock was set back, or for days: given out
     * at once then, rather too early.
     */
    private void unlessSetBack() throws ActiveMQException {
        long before = aheadMillis;
        aheadMillis = aheadMillis();
        if (stopping || before - aheadMillis < SET_BACK_MILLIS) {
            return;
        }
        LOG.warn(
                "The clock was set back by {} s: what was held back until later is tried again now",
                (before - aheadMillis) / 1000);
        for (Binding binding : activeMQServer.getPostOffice().getAllBindings().toList()) {
            if (binding instanceof LocalQueueBinding queue) {
                queue.getQueue().deliverScheduledMessages();
            }
        }
    }

    /** By how much the wall clock is ahead of the one that nobody sets. */
    private long aheadMillis() {
        return wallMillis.getAsLong() - TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    @Override
    public synchronized EmbeddedActiveMQ stop() throws Exception {
        stopping = true;
        return super.stop();
    }
}
