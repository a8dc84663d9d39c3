package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** NATS with JetStream as a process of its own, from the machine's {@code nats-server}; spoken to by its text protocol. */
final class NatsBroker implements Broker {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final int port = Service.freePort();
    private final Path folder;
    private final String program;
    private Process process;

    NatsBroker(Path folder) throws Exception {
        this.folder = folder;
        Optional<Path> found = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .map(each -> Path.of(each, "nats-server"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty()) {
            String line = "There is no nats-server on this machine: docs/another-broker.md is not tested";
            if (Boolean.parseBoolean(System.getenv("CHECKOUT_TESTS_REQUIRE_BROKERS"))) {
                throw new IllegalStateException(line + ", and CHECKOUT_TESTS_REQUIRE_BROKERS is true");
            }
            System.out.println(line);
            assumeTrue(false, line);
        }
        program = found.get().toString();
        restart();
    }

    @Override
    public String name() {
        return "nats";
    }

    @Override
    public Map<String, String> settings() {
        return Map.of("CHECKOUT_BROKER", name(), "NATS_URL", "nats://127.0.0.1:" + port, "NATS_ACK_WAIT", "30");
    }

    /** A stream keeps the length of all headers in 16 bits. */
    @Override
    public int longestHeader() {
        return 60_000;
    }

    @Override
    public void send(String queue, List<Message> messages) throws Exception {
        try (Client client = new Client()) {
            for (Message message : messages) {
                client.publish(queue, message.body(), message.headers());
            }
            for (int i = 0; i < messages.size(); i++) {
                JsonNode answer = client.answer();
                if (!answer.has("seq")) {
                    throw new IllegalStateException("JetStream did not take it: " + answer);
                }
            }
        }
    }

    @Override
    public List<Letter> browse(String queue) throws Exception {
        List<Letter> letters = new ArrayList<>();
        try (Client client = new Client()) {
            for (long sequence = 1; ; sequence++) {
                client.publish(
                        "$JS.API.STREAM.MSG.GET.checkout",
                        JSON.writeValueAsBytes(Map.of("seq", sequence, "next_by_subj", queue)),
                        Map.of());
                JsonNode message = client.answer().path("message");
                if (message.isMissingNode()) {
                    return letters;
                }
                Map<String, String> headers = new LinkedHashMap<>();
                new String(message.path("hdrs").binaryValue(), UTF_8)
                        .lines()
                        .skip(1)
                        .filter(line -> line.contains(":"))
                        .forEach(line -> headers.put(
                                line.substring(0, line.indexOf(':')),
                                line.substring(line.indexOf(':') + 1).strip()));
                letters.add(new Letter(
                        Base64.getDecoder().decode(message.path("data").asText()), headers));
                sequence = message.path("seq").asLong();
            }
        }
    }

    @Override
    public boolean kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
        return true;
    }

    @Override
    public void restart() throws IOException {
        if (process != null && process.isAlive()) {
            return;
        }
        boolean again = process != null;
        process = new ProcessBuilder(
                        program,
                        "-a",
                        "127.0.0.1",
                        "-p",
                        "" + port,
                        "-js",
                        "-sd",
                        folder.resolve("store").toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        folder.resolve("nats.log").toFile()))
                .start();
        await("NATS answers; its log is in " + folder).ignoreExceptions().until(() -> {
            try (Client client = new Client()) {
                client.publish("$JS.API.INFO", new byte[0], Map.of());
                return client.answer().has("limits");
            }
        });
        if (again) {
            removeConsumers();
        }
    }

    /** As docs/another-broker.md has it for a NATS that was killed; the service creates them anew. */
    private void removeConsumers() throws IOException {
        try (Client client = new Client()) {
            client.publish("$JS.API.CONSUMER.NAMES.checkout", new byte[0], Map.of());
            for (JsonNode consumer : client.answer().path("consumers")) {
                client.publish("$JS.API.CONSUMER.DELETE.checkout." + consumer.asText(), new byte[0], Map.of());
                client.answer();
            }
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** As much of a client as this needs: requests, and their answers in the order of their coming. */
    private final class Client implements AutoCloseable {

        private final Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        private final OutputStream out = new BufferedOutputStream(socket.getOutputStream());
        private final DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        private final String inbox = "_INBOX." + UUID.randomUUID();

        Client() throws IOException {
            socket.setSoTimeout(30_000);
            line();
            out.write(("CONNECT {\"verbose\":false,\"headers\":true}\r\nSUB " + inbox + " 1\r\n").getBytes(UTF_8));
        }

        void publish(String subject, byte[] body, Map<String, String> headers) throws IOException {
            StringBuilder head = new StringBuilder("NATS/1.0\r\n");
            headers.forEach((name, value) ->
                    head.append(value == null ? "" : name + ": " + value.replaceAll("[\\p{Cntrl}]", "%01") + "\r\n"));
            byte[] bytes = head.append("\r\n").toString().getBytes(UTF_8);
            out.write(
                    ("HPUB " + subject + " " + inbox + " " + bytes.length + " " + (bytes.length + body.length) + "\r\n")
                            .getBytes(UTF_8));
            out.write(bytes);
            out.write(body);
            out.write("\r\n".getBytes(UTF_8));
        }

        JsonNode answer() throws IOException {
            out.flush();
            while (true) {
                String line = line();
                if (line.startsWith("PING")) {
                    out.write("PONG\r\n".getBytes(UTF_8));
                    out.flush();
                } else if (line.startsWith("MSG ")) {
                    byte[] body = new byte[Integer.parseInt(line.substring(line.lastIndexOf(' ') + 1))];
                    in.readFully(body);
                    line();
                    return JSON.readTree(body);
                } else {
                    throw new IOException("NATS says " + line);
                }
            }
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("NATS has closed the connection");
                }
                line.write(c);
            }
            return line.toString(UTF_8).strip();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
