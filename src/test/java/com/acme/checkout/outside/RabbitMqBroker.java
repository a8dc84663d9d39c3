package com.acme.checkout.outside;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A RabbitMQ node of the tests' own, from the machine's package: on ports of its own, to be killed and started again. */
public final class RabbitMqBroker implements Broker {

    private final Path folder;
    private final Path programs;
    private final int port = Service.freePort();
    private final int tlsPort = Service.freePort();
    private final int nodePort = Service.freePort();
    private Process process;

    /** {@code certificates}: of the port for TLS; none for none. */
    public RabbitMqBroker(Path folder, Certificates certificates) throws Exception {
        this.programs = programs().orElseGet(() -> {
            String line = "There is no rabbitmq-server on this machine: what is said of RabbitMQ here is not tested";
            if (Boolean.parseBoolean(System.getenv("CHECKOUT_TESTS_REQUIRE_BROKERS"))) {
                throw new IllegalStateException(line + ", and CHECKOUT_TESTS_REQUIRE_BROKERS is true");
            }
            System.out.println(line);
            assumeTrue(false, line);
            return null;
        });
        this.folder = Files.createDirectories(folder.resolve("rabbitmq"));
        List<String> conf = new ArrayList<>(List.of("listeners.tcp.1 = 127.0.0.1:" + port, "log.file.level = warning"));
        if (certificates != null) {
            conf.addAll(List.of(
                    "listeners.ssl.1 = 127.0.0.1:" + tlsPort,
                    "ssl_options.cacertfile = " + certificates.certificate,
                    "ssl_options.certfile = " + certificates.certificate,
                    "ssl_options.keyfile = " + certificates.key,
                    "ssl_options.verify = verify_none",
                    "ssl_options.fail_if_no_peer_cert = false"));
        }
        Files.write(this.folder.resolve("rabbitmq.conf"), conf);
        Files.createFile(this.folder.resolve("plugins"));
        restart();
    }

    /** The folder of the package's own scripts, or of those on the path: Debian's on the path run as their own user only. */
    private static Optional<Path> programs() {
        return Stream.concat(
                        Stream.of("/usr/lib/rabbitmq/bin"),
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)))
                .map(Path::of)
                .filter(each -> Files.isExecutable(each.resolve("rabbitmq-server")))
                .findFirst();
    }

    private ProcessBuilder program(String name, String... arguments) {
        List<String> command = new ArrayList<>(List.of(programs.resolve(name).toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("rabbitmq.log").toFile()));
        builder.environment().keySet().removeIf(each -> each.startsWith("RABBITMQ_"));
        builder.environment()
                .putAll(Map.of(
                        "HOME",
                        folder.toString(),
                        "RABBITMQ_NODENAME",
                        "checkout-test-" + nodePort + "@localhost",
                        "RABBITMQ_DIST_PORT",
                        "" + nodePort,
                        "RABBITMQ_CONF_ENV_FILE",
                        folder.resolve("none").toString(),
                        "RABBITMQ_CONFIG_FILE",
                        folder.resolve("rabbitmq.conf").toString(),
                        "RABBITMQ_ENABLED_PLUGINS_FILE",
                        folder.resolve("plugins").toString(),
                        "RABBITMQ_MNESIA_BASE",
                        folder.resolve("data").toString(),
                        "RABBITMQ_LOG_BASE",
                        folder.resolve("log").toString(),
                        "RABBITMQ_PID_FILE",
                        pidFile().toString()));
        builder.environment().put("ERL_EPMD_ADDRESS", "127.0.0.1");
        return builder;
    }

    private Path pidFile() {
        return folder.resolve("pid");
    }

    private boolean ctl(String... arguments) throws IOException, InterruptedException {
        return program("rabbitmqctl", arguments).start().waitFor() == 0;
    }

    /** Adds a user who may do in this broker what the three patterns allow: configure, write, read. */
    void user(String name, String password, String configure, String write, String read) throws Exception {
        if (!ctl("add_user", name, password) || !ctl("set_permissions", "-p", "/", name, configure, write, read)) {
            throw new IllegalStateException("no user could be added to RabbitMQ; its log is in " + folder);
        }
    }

    /** Where {@code user} finds it. */
    String address(String user, String password) {
        return "amqp://" + user + ":" + password + "@127.0.0.1:" + port;
    }

    /** The same by TLS. */
    String tlsAddress(String user, String password) {
        return "amqps://" + user + ":" + password + "@127.0.0.1:" + tlsPort;
    }

    @Override
    public String name() {
        return "rabbitmq";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of(
                "CHECKOUT_BROKER", name(), "RABBITMQ_URL", address("guest", "guest"), "RABBITMQ_DELAYS", "100ms,1s");
    }

    private Connection connect() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setHost("127.0.0.1");
        factory.setPort(port);
        return factory.newConnection();
    }

    @Override
    public void send(String queue, List<Message> messages) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            for (Message message : messages) {
                Map<String, Object> headers = new LinkedHashMap<>(message.headers());
                AMQP.BasicProperties.Builder properties = new AMQP.BasicProperties.Builder()
                        .deliveryMode(2)
                        .contentType((String) headers.remove("contentType"))
                        .replyTo((String) headers.remove("replyTo"));
                channel.basicPublish(
                        "", queue, true, properties.headers(headers).build(), message.body());
            }
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    /** Its headers have to fit one frame. */
    @Override
    public int longestHeader() {
        return 100_000;
    }

    /** One message as only a client of RabbitMQ sends it. */
    void send(String queue, AMQP.BasicProperties properties, byte[] body) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            channel.confirmSelect();
            channel.basicPublish("", queue, true, properties, body);
            channel.waitForConfirmsOrDie(60_000);
        }
    }

    /** How many messages are in the queue and given to nobody. */
    long waiting(String queue) throws Exception {
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
            return channel.messageCount(queue);
        }
    }

    /** How many messages are given to somebody who has not acknowledged them. */
    long unacknowledged(String queue) throws Exception {
        Process list = program(
                        "rabbitmqctl", "-q", "--no-table-headers", "list_queues", "name", "messages_unacknowledged")
                .redirectOutput(ProcessBuilder.Redirect.PIPE)
                .start();
        String lines = new String(list.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return lines.lines()
                .map(line -> line.split("\t"))
                .filter(line -> line[0].equals(queue))
                .mapToLong(line -> Long.parseLong(line[1]))
                .sum();
    }

    /** The memory alarm: it reads no more from those that send. */
    void alarm(boolean on) throws Exception {
        if (!ctl("set_vm_memory_high_watermark", on ? "0" : "0.4")) {
            throw new IllegalStateException("RabbitMQ takes no watermark; its log is in " + folder);
        }
    }

    @Override
    public List<Letter> browse(String queue) throws Exception {
        List<Letter> letters = new ArrayList<>();
        // What is taken and not acknowledged goes back when the channel closes.
        try (Connection connection = connect();
                Channel channel = connection.createChannel()) {
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

    @Override
    public boolean kill() throws Exception {
        if (Files.exists(pidFile())) {
            ProcessHandle.of(Long.parseLong(Files.readString(pidFile()).strip()))
                    .ifPresent(ProcessHandle::destroyForcibly);
        }
        process.waitFor(30, TimeUnit.SECONDS);
        return true;
    }

    @Override
    public void restart() throws Exception {
        process = program("rabbitmq-server").start();
        await("RabbitMQ answers; its log is in " + folder)
                .pollInterval(Duration.ofMillis(200))
                .until(this::listens);
    }

    private boolean listens() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
