package com.acme.checkout.outside;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The RabbitMQ of this machine, in a virtual host of the tests' own where they may make one; reached by a wire that can be cut. */
final class RabbitMqBroker implements Broker {

    private static final int PORT = 5672;

    private final Wire wire;
    private final String host;
    private final Connection connection;

    RabbitMqBroker() throws Exception {
        if (!reachable()) {
            String line = "RabbitMQ is not on 127.0.0.1:" + PORT + ": what is said of it here is not tested";
            if (Boolean.parseBoolean(System.getenv("CHECKOUT_TESTS_REQUIRE_BROKERS"))) {
                throw new IllegalStateException(line + ", and CHECKOUT_TESTS_REQUIRE_BROKERS is true");
            }
            System.out.println(line);
            assumeTrue(false, line);
        }
        String own = "checkout-test-" + UUID.randomUUID();
        boolean mine = ctl("add_vhost", own) && ctl("set_permissions", "-p", own, "guest", ".*", ".*", ".*");
        host = mine ? own : "/";
        wire = new Wire(PORT);
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setVirtualHost(host);
        connection = factory.newConnection();
        if (!mine) {
            try (Channel channel = connection.createChannel()) {
                for (String queue : List.of("checkout.commands", "checkout.pending.standard", "checkout.pending.promotion", "checkout.dead-letters")) {
                    channel.queueDelete(queue);
                }
            }
        }
    }

    /** The address for one who may read and write here and create nothing; null where no such user can be made. */
    String addressOfAGuestWhoCreatesNothing() throws InterruptedException {
        String user = host;
        return host.equals("/") || !ctl("add_user", user, "poor") || !ctl("set_permissions", "-p", host, user, "", ".*", ".*") ? null
                : "amqp://" + user + ":poor@127.0.0.1:" + PORT + "/" + host;
    }

    private static boolean reachable() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), PORT)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean ctl(String... arguments) throws InterruptedException {
        List<String> command = new ArrayList<>(List.of("rabbitmqctl", "-q"));
        command.addAll(List.of(arguments));
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public String name() {
        return "rabbitmq";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("CHECKOUT_BROKER", name(), "RABBITMQ_URL", "amqp://guest:guest@127.0.0.1:" + wire.port + "/" + host.replace("/", "%2F"),
                "RABBITMQ_DELAYS", "100ms,1s");
    }

    @Override
    public void send(String queue, List<Message> messages) throws Exception {
        try (Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (Message message : messages) {
                Map<String, Object> headers = new LinkedHashMap<>(message.headers());
                AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder().deliveryMode(2)
                        .contentType((String) headers.remove("contentType")).replyTo((String) headers.remove("replyTo"));
                channel.basicPublish("", queue, true, properties.headers(headers).build(), message.body());
            }
            channel.waitForConfirmsOrDie(30_000);
        }
    }

    @Override
    public List<Letter> browse(String queue) throws Exception {
        List<Letter> letters = new ArrayList<>();
        // What is taken and not acknowledged goes back when the channel closes.
        try (Channel channel = connection.createChannel()) {
            for (GetResponse got = channel.basicGet(queue, false); got != null; got = channel.basicGet(queue, false)) {
                Map<String, String> headers = new LinkedHashMap<>();
                if (got.getProps().getHeaders() != null) {
                    got.getProps().getHeaders().forEach((name, value) -> headers.put(name, String.valueOf(value)));
                }
                letters.add(new Letter(got.getBody(), headers));
            }
        }
        return letters;
    }

    /** Not the broker, which is not ours, but all that the service has of it. */
    @Override
    public boolean kill() throws Exception {
        wire.cut();
        return true;
    }

    @Override
    public void restart() throws Exception {
        wire.join();
    }

    @Override
    public void close() {
        try {
            wire.close();
            connection.close();
            if (!host.equals("/")) {
                ctl("delete_vhost", host);
                ctl("delete_user", host);
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
