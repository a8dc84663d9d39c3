package com.acme.checkout.broker.rabbitmq;

import com.acme.checkout.broker.PeriodicCheck;
import com.rabbitmq.client.BlockedListener;
import com.rabbitmq.client.ShutdownSignalException;
import com.rabbitmq.client.SocketConfigurators;
import com.rabbitmq.client.impl.NetworkConnection;
import java.io.IOException;
import java.net.Socket;
import java.util.Collections;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.amqp.rabbit.connection.CachingConnectionFactory;
import org.springframework.amqp.rabbit.connection.Connection;
import org.springframework.amqp.rabbit.connection.ConnectionFactory;
import org.springframework.amqp.rabbit.connection.ConnectionListener;

/**
 * Sees to it that no write to RabbitMQ waits without an end. While the broker takes no messages (its memory alarm, its disk
 * alarm) or can't be reached, a write fails at once; one that hangs in the socket is torn out of it.
 */
class RabbitBoundedWrites implements ConnectionListener, BlockedListener, AutoCloseable {

    /** How long a write may take, confirmation included. */
    static final long PATIENCE_MILLIS = 3000;

    private static final Logger LOG = LoggerFactory.getLogger(RabbitBoundedWrites.class);
    private static final long NOT_AGAIN_MILLIS = 1000;
    private static final long WATCH_MILLIS = 250;

    private final RabbitMessageMapper edge;
    private final Set<Socket> sockets = Collections.synchronizedSet(Collections.newSetFromMap(new WeakHashMap<>()));
    /** When each of those that are being written was begun. */
    private final Set<Writing> underWay = ConcurrentHashMap.newKeySet();

    private final ReentrantLock connecting = new ReentrantLock();
    private final PeriodicCheck watch = new PeriodicCheck("rabbitmq-writes");
    private ConnectionFactory factory;
    private volatile com.rabbitmq.client.Connection connection;
    private volatile String blocked;
    private volatile long failedNanos;
    private volatile boolean failed;

    private static final class Writing {
        private final long beganNanos = System.nanoTime();
    }

    RabbitBoundedWrites(RabbitMessageMapper edge) {
        this.edge = edge;
    }

    /** To be called before the client makes its first connection, and before TLS adds what it has to. */
    void of(com.rabbitmq.client.ConnectionFactory rabbit) {
        rabbit.setSocketConfigurator(SocketConfigurators.defaultConfigurator().andThen(sockets::add));
    }

    /** Watches over the connection that routes write on. */
    void over(CachingConnectionFactory rabbit) {
        factory = rabbit.getPublisherConnectionFactory();
        factory.addConnectionListener(this);
        watch.every(WATCH_MILLIS, this::look);
    }

    /** Why the broker takes no messages now; null while it takes them, as far as is known. */
    String blocked() {
        return blocked;
    }

    /**
     * Runs {@code send}, which writes one message.
     *
     * @throws IllegalStateException where the broker takes none now
     * @throws TimeoutException where it can't be reached
     */
    void write(Runnable send) throws TimeoutException, InterruptedException {
        connected();
        String why = blocked;
        if (why != null) {
            throw new IllegalStateException("RabbitMQ takes no messages now: " + why);
        }
        Writing writing = new Writing();
        underWay.add(writing);
        try {
            send.run();
        } finally {
            underWay.remove(writing);
        }
    }

    /** One of those that write connects; the others do not queue up behind it, to try the same one after the other. */
    private void connected() throws TimeoutException, InterruptedException {
        if (isConnected()) {
            return;
        }
        if (justFailed() || !connecting.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
            throw new TimeoutException("RabbitMQ can't be reached");
        }
        try {
            if (!isConnected()) {
                if (justFailed()) {
                    throw new TimeoutException("RabbitMQ can't be reached");
                }
                try {
                    factory.createConnection();
                    failed = false;
                } catch (RuntimeException e) {
                    failedNanos = System.nanoTime();
                    failed = true;
                    throw e;
                }
            }
        } finally {
            connecting.unlock();
        }
    }

    private boolean isConnected() {
        com.rabbitmq.client.Connection now = connection;
        return now != null && now.isOpen();
    }

    private boolean justFailed() {
        return failed && System.nanoTime() - failedNanos < TimeUnit.MILLISECONDS.toNanos(NOT_AGAIN_MILLIS);
    }

    /** A blocked broker reads no more, and the client would wait for room in the socket for as long as that lasts. */
    private void look() {
        long now = System.nanoTime();
        com.rabbitmq.client.Connection stuck = connection;
        if (stuck instanceof NetworkConnection network
                && underWay.stream()
                        .anyMatch(each -> now - each.beganNanos
                                > TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS - WATCH_MILLIS))) {
            int port = network.getLocalPort();
            synchronized (sockets) {
                sockets.stream()
                        .filter(socket -> socket.getLocalPort() == port)
                        .toList()
                        .forEach(socket -> RabbitBrokerConfiguration.DAEMONS.execute(() -> close(socket)));
            }
        }
    }

    /** At once: TLS would first wait to send its farewell, behind the very write that hangs. */
    static void close(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            LOG.debug("A socket that is closed already", e);
        }
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("A socket that nothing could be written to", e);
        }
    }

    @Override
    public void onCreate(Connection created) {
        com.rabbitmq.client.Connection rabbit = created.getDelegate();
        blocked = null;
        connection = rabbit;
        if (rabbit != null) {
            edge.frame(rabbit.getFrameMax());
            rabbit.addBlockedListener(this);
        }
    }

    @Override
    public void onShutDown(ShutdownSignalException signal) {
        blocked = null;
    }

    @Override
    public void handleBlocked(String reason) {
        blocked = reason == null || reason.isBlank() ? "no reason given" : reason;
    }

    @Override
    public void handleUnblocked() {
        blocked = null;
    }

    @Override
    public void close() {
        watch.close();
    }
}
