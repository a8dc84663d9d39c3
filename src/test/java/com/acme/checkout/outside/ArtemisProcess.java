package com.acme.checkout.outside;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.security.Role;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** ActiveMQ Artemis as a process of its own, with the address settings that it has by default. */
final class ArtemisProcess {

    final int core = Service.freePort();
    final int amqp = Service.freePort();
    private final Path folder;
    private final String keyStore;
    private final String password;
    private Process process;

    ArtemisProcess(Path folder) throws IOException {
        this(folder, null, "");
    }

    /** By TLS only, for the user shopping with this password only; for everybody without certificates. */
    ArtemisProcess(Path folder, Certificates certificates, String password) throws IOException {
        this.folder = folder;
        this.keyStore = certificates == null ? "" : certificates.keyStore.toString();
        this.password = password;
        start();
    }

    void start() throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                ArtemisProcess.class.getName(),
                folder.toString(),
                "" + core,
                "" + amqp,
                keyStore,
                password));
        command.addAll(1, Service.JVM);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("broker.log").toFile()))
                .start();
        await("Artemis listens; its log is in " + folder)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> open(core) && open(amqp));
    }

    private boolean open(int port) {
        if (!process.isAlive()) {
            throw new IllegalStateException("Artemis has ended; its log is in " + folder);
        }
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** The broker's own process. */
    public static void main(String[] args) throws Exception {
        String data = Path.of(args[0]).toAbsolutePath().toString();
        String tls = args[3].isEmpty()
                ? ""
                : ";sslEnabled=true;keyStorePath=" + args[3] + ";keyStorePassword=" + Certificates.PASSWORD;
        EmbeddedActiveMQ server = new EmbeddedActiveMQ();
        server.setConfiguration(new ConfigurationImpl()
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(data + "/journal")
                .setBindingsDirectory(data + "/bindings")
                .setLargeMessagesDirectory(data + "/large")
                .setPagingDirectory(data + "/paging")
                .setNodeManagerLockDirectory(data + "/journal")
                .setSecurityEnabled(!tls.isEmpty())
                .putSecurityRoles(
                        "#",
                        Set.of(new Role(
                                "checkout", true, true, true, true, true, true, true, true, true, true, true, true)))
                .addAddressSetting("#", new AddressSettings())
                .addAcceptorConfiguration("core", "tcp://127.0.0.1:" + args[1] + "?protocols=CORE" + tls)
                .addAcceptorConfiguration("amqp", "tcp://127.0.0.1:" + args[2] + "?protocols=AMQP" + tls));
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser("shopping", args[4]);
        users.addRole("shopping", "checkout");
        server.setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users));
        server.start();
    }
}
