package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * A broker that a small YAML file describes: the programs that start it, send to it and show what is on its queues
 * (docs/another-broker.md). Words in braces are filled in: {@code ${port}}, {@code ${folder}}, {@code ${queue}}, {@code ${name}},
 * {@code ${value}}.
 */
final class DescribedBroker implements Broker {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final JsonNode description;
    private final Path folder;
    private final int port = Service.freePort();
    private final Map<String, String> words;
    private final ExecutorService senders = Executors.newFixedThreadPool(4);
    private Process process;
    private Process watch;

    DescribedBroker(Path file, Path folder) throws Exception {
        this.description = new YAMLMapper().readTree(Files.readString(file));
        this.folder = folder;
        this.words = Map.of("port", "" + port, "folder", folder.toString());
        for (JsonNode program : description.path("programs")) {
            need(program.asText(), file);
        }
        for (var each : description.path("files").properties()) {
            Files.writeString(
                    folder.resolve(each.getKey()), filled(each.getValue().asText(), words));
        }
        restart();
    }

    private static void need(String program, Path file) {
        boolean there = Stream.concat(
                        Stream.of(System.getenv("PATH").split(File.pathSeparator)), Stream.of("/usr/sbin"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
        if (!there) {
            String line = "There is no " + program + " on this machine: the broker of " + file + " is not tested";
            if (Boolean.parseBoolean(System.getenv("CHECKOUT_TESTS_REQUIRE_BROKERS"))) {
                throw new IllegalStateException(line + ", and CHECKOUT_TESTS_REQUIRE_BROKERS is true");
            }
            System.out.println(line);
            assumeTrue(false, line);
        }
    }

    @Override
    public String name() {
        return description.path("broker").asText();
    }

    @Override
    public Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>(Map.of("CHECKOUT_BROKER", name()));
        for (var each : description.path("settings").properties()) {
            settings.put(each.getKey(), filled(each.getValue().asText(), words));
        }
        return settings;
    }

    /** The setting in which two instances must differ; null where there is none. */
    String instanceSetting() {
        return description.path("instance").asText(null);
    }

    /** What each of two instances is told, where one that is alone is told something else; empty where there is none. */
    List<Map<String, String>> twoInstances() {
        List<Map<String, String>> two = new ArrayList<>();
        for (JsonNode each : description.path("instances")) {
            Map<String, String> settings = new LinkedHashMap<>();
            each.properties()
                    .forEach(one -> settings.put(one.getKey(), one.getValue().asText()));
            two.add(settings);
        }
        return two;
    }

    /** Whether what waits outlives a restart of the broker, as its description says. */
    boolean keepsOverARestart() {
        return description.path("keepsOverARestart").asBoolean(true);
    }

    @Override
    public int longestHeader() {
        return description.path("longestHeader").asInt(Broker.super.longestHeader());
    }

    @Override
    public void send(String queue, List<Message> messages) throws Exception {
        List<Future<?>> sent = new ArrayList<>();
        List<Message> lines = description.has("sendLines")
                ? messages.stream().filter(DescribedBroker::isALine).toList()
                : List.of();
        if (!lines.isEmpty()) {
            Map<String, String> all = new LinkedHashMap<>(words);
            all.put("queue", queue);
            ByteArrayOutputStream input = new ByteArrayOutputStream();
            for (Message each : lines) {
                input.writeBytes(each.body());
                input.write('\n');
            }
            run(command("sendLines", all), input.toByteArray());
        }
        for (Message each : messages) {
            if (lines.contains(each)) {
                continue;
            }
            sent.add(senders.submit(() -> {
                send(queue, each);
                return null;
            }));
        }
        for (Future<?> each : sent) {
            each.get();
        }
    }

    private void send(String queue, Message message) throws Exception {
        Map<String, String> all = new LinkedHashMap<>(words);
        all.put("queue", queue);
        all.put("key", message.key());
        List<String> command = command("send", all);
        message.headers().forEach((name, value) -> {
            if (value != null) {
                JsonNode own = description.path("headers").path(name);
                all.put("name", name);
                // No program takes it on its command line.
                all.put("value", value.replaceAll("\\p{Cntrl}", "%01"));
                (own.isMissingNode() ? description.path("header") : own)
                        .forEach(word -> command.add(filled(word.asText(), all)));
            }
        });
        run(command, message.body());
    }

    private static boolean isALine(Message message) {
        return message.headers().isEmpty() && new String(message.body(), ISO_8859_1).indexOf('\n') < 0;
    }

    private static void run(List<String> command, byte[] input) throws Exception {
        Process program = new ProcessBuilder(command).redirectErrorStream(true).start();
        try (OutputStream in = program.getOutputStream()) {
            in.write(input);
        }
        String said = new String(program.getInputStream().readAllBytes(), UTF_8);
        if (program.waitFor() != 0) {
            throw new IllegalStateException(command + " has failed: " + said);
        }
    }

    /** All that its queues have held: what {@code watch} has printed, a JSON object a line. */
    @Override
    public List<Letter> browse(String queue) throws Exception {
        JsonNode where = description.path("letter");
        List<Letter> letters = new ArrayList<>();
        for (String line : Files.readString(log(), ISO_8859_1).lines().toList()) {
            JsonNode message = line.startsWith("{") && line.endsWith("}") ? JSON.readTree(line) : JSON.nullNode();
            if (message.at(where.path("queue").asText()).asText().equals(queue)) {
                Map<String, String> headers = new LinkedHashMap<>();
                for (var each : where.path("headers")) {
                    message.at(each.asText())
                            .properties()
                            .forEach(header -> headers.put(
                                    header.getKey(), header.getValue().asText()));
                }
                for (var each : where.path("header").properties()) {
                    if (message.at(each.getValue().asText()).isValueNode()) {
                        headers.put(
                                each.getKey(),
                                message.at(each.getValue().asText()).asText());
                    }
                }
                letters.add(new Letter(
                        HexFormat.of()
                                .parseHex(
                                        message.at(where.path("body").asText()).asText()),
                        headers));
            }
        }
        return letters;
    }

    private Path log() {
        return folder.resolve("watched");
    }

    @Override
    public boolean kill() throws InterruptedException {
        if (description.path("stop").asText().equals("TERM")) {
            process.destroy();
        } else {
            process.destroyForcibly();
        }
        process.waitFor();
        return true;
    }

    @Override
    public void restart() throws IOException {
        if (process != null && process.isAlive()) {
            return;
        }
        process = started("start", folder.resolve("broker.log"));
        await("the broker answers; its log is in " + folder).until(() -> {
            Process ready = started("ready", folder.resolve("ready.log"));
            return ready.waitFor() == 0;
        });
        if (watch == null || !watch.isAlive()) {
            watch = started("watch", log());
        }
    }

    private Process started(String name, Path log) throws IOException {
        return new ProcessBuilder(command(name, words))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
    }

    private List<String> command(String name, Map<String, String> values) {
        List<String> command = new ArrayList<>();
        description.path(name).forEach(word -> command.add(filled(word.asText(), values)));
        return command;
    }

    private static String filled(String text, Map<String, String> values) {
        String filled = text;
        for (Map.Entry<String, String> each : values.entrySet()) {
            filled = filled.replace("${" + each.getKey() + "}", each.getValue());
        }
        return filled;
    }

    @Override
    public void close() {
        senders.shutdownNow();
        watch.destroyForcibly();
        process.destroyForcibly();
    }
}
