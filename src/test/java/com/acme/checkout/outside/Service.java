package com.acme.checkout.outside;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** The packaged service as a process of its own, so that it can be looked at from outside, and killed. */
public final class Service implements AutoCloseable {

    static {
        // Patience, not a promise: a machine that is busy with something else makes no test fail.
        Awaitility.setDefaultTimeout(Duration.ofMinutes(5));
        // Many a look takes a connection of its own.
        Awaitility.setDefaultPollInterval(Duration.ofMillis(250));
    }

    /** Options that every Java process of the tests is started with. */
    static final List<String> JVM =
            List.of(System.getProperty("tests.jvm", "-XX:TieredStopAtLevel=1").split(" "));

    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    public final int port = freePort();
    final int managementPort = freePort();
    final int brokerPort = freePort();
    public final Path data;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private List<String> program = Unpacked.program();
    private Path project = Path.of("");
    private Process process;
    private String probed;
    private Path log;

    public Service(Path folder, Map<String, String> settings) {
        this.data = folder.resolve("data");
        this.settings.put("SERVER_PORT", "" + port);
        this.settings.put("MANAGEMENT_SERVER_PORT", "" + managementPort);
        this.settings.put("CHECKOUT_DATA", data.toString());
        this.settings.put("CHECKOUT_EMBEDDED_ACCEPTOR", "" + brokerPort);
        // The tests that look at the dead-letter queue itself have it to themselves.
        this.settings.put("CHECKOUT_DESK", "false");
        // A machine that is busy with something else refuses no command.
        this.settings.put("CHECKOUT_HTTP_PARK_GRACE", "30s");
        this.settings.putAll(settings);
        this.log = folder.resolve("service.log");
    }

    /** Where {@code project} has its routes and settings. */
    public Service in(Path project) {
        this.project = project;
        return this;
    }

    /** The same, and not from the jar but from {@code classPath}. */
    public Service in(Path project, String classPath) {
        this.project = project;
        this.program = List.of("-cp", classPath, "com.acme.checkout.CheckoutApplication");
        return this;
    }

    /** With these words behind {@code java} and its options. */
    Service by(String... program) {
        this.program = List.of(program);
        return this;
    }

    public Service launch() throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx512m"));
        command.addAll(JVM);
        command.addAll(program);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(project.toAbsolutePath().toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CHECKOUT_") || name.startsWith("RABBITMQ_"));
        builder.environment().putAll(settings);
        process = builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return this;
    }

    public Service start() throws IOException {
        launch();
        try {
            await("the service is ready").pollInterval(Duration.ofMillis(100)).until(() -> {
                if (!process.isAlive()) {
                    throw new IllegalStateException("the service has ended:\n" + log());
                }
                return ready();
            });
        } catch (ConditionTimeoutException e) {
            throw new IllegalStateException(
                    "not ready in time: " + probed + "; its threads and its log:\n" + threads() + log(), e);
        }
        return this;
    }

    private boolean ready() {
        try {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(
                                    URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                            .timeout(Duration.ofSeconds(10))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            probed = answer.statusCode() + " " + answer.body();
            return answer.statusCode() == 200;
        } catch (IOException e) {
            probed = e.toString();
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What each thread is at, as {@code jcmd} says it. */
    private String threads() throws IOException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), "" + pid(), "Thread.print")
                .redirectErrorStream(true)
                .start();
        return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    /** What the readiness probe says, whatever its status. */
    public String readiness() throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/health/readiness"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    public long pid() {
        return process.pid();
    }

    /** The exit status of a process that ends by itself. */
    int ended() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the service still runs:\n" + log());
        }
        return process.exitValue();
    }

    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            return "(no log: " + e + ")";
        }
    }

    public HttpResponse<String> post(String path, String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(5))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        List<String> all = new ArrayList<>(List.of(headers));
        if (all.stream().noneMatch("Content-Type"::equalsIgnoreCase)) {
            all.addAll(List.of("Content-Type", "application/json"));
        }
        return HTTP.send(request.headers(all.toArray(String[]::new)).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** {@code headers}: names and values in turn. */
    HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofMinutes(5));
        return HTTP.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    public String metrics() throws Exception {
        return HTTP.send(
                        HttpRequest.newBuilder(
                                        URI.create("http://127.0.0.1:" + managementPort + "/actuator/prometheus"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
    }

    /** How many sagas this process has started for commands from the broker. */
    double sagasStarted() throws Exception {
        return metrics()
                .lines()
                .filter(line -> line.startsWith("checkout_outcomes_total{")
                        && line.contains("door=\"broker\"")
                        && line.contains("outcome=\"started\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /**
     * Below the ports that clients are given: one that reconnects all the time would sooner or later sit on it itself. What
     * tests beside these, in another process, are given is never the same, and none is given twice.
     */
    public static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(5000, 8000) * 4 + Integer.getInteger("tests.fork", 0) % 4;
            if (!GIVEN.add(port)) {
                continue;
            }
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken.
            }
        }
    }

    @Override
    public void close() {
        if (process != null) {
            process.destroy();
            try {
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            } catch (InterruptedException e) {
                process.destroyForcibly();
            }
        }
    }
}
