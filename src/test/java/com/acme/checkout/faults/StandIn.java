package com.acme.checkout.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import com.acme.checkout.outside.Service;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An Orchestrator as a process of its own: idempotent by key, told how to behave by {@link #mode}, to be killed and stopped.
 * What it was asked, and what it answered, it writes to a file before it answers; what it started, it knows again after a kill.
 * Some carts steer it whatever its mode, by how they begin.
 */
final class StandIn implements AutoCloseable {

    /** How a cart begins that it answers with this status, always. */
    static final Map<Integer, String> CARTS =
            Map.of(404, "00000404", 409, "00000409", 422, "00000422", 503, "00000503");

    /** How a cart begins that it answers with 503 as often as {@link #FLAKY_CALLS} and then starts. */
    static final String FLAKY_CART = "0000f503";

    /** How a cart begins that it answers with 404 until it is {@code healed}. */
    static final String HEALING_CART = "0000f404";

    /** More than one try and its immediate retries: the first delayed retry has its turn. */
    static final int FLAKY_CALLS = 5;

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    private final int port = Service.freePort();
    private final Path history;
    private Process process;

    StandIn(Path folder) throws IOException {
        history = Files.createFile(folder.resolve("orchestrator"));
        start();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void start() throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx192m",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "-Dsun.net.httpserver.maxIdleConnections=2000",
                        "-Dsun.net.httpserver.idleInterval=300",
                        StandIn.class.getName(),
                        "" + port,
                        history.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        history.resolveSibling("orchestrator.log").toFile()))
                .start();
        await("the Orchestrator answers").pollInterval(Duration.ofMillis(50)).until(() -> {
            try {
                mode("ok");
                return true;
            } catch (IOException e) {
                return false;
            }
        });
    }

    /**
     * How it behaves from here on: {@code ok}; {@code healed}; {@code slow <ms> [<code>]}, which answers as always, or with that
     * status, but late; {@code status <code> [<Retry-After>]}; {@code cut}, which starts the
     * saga and drops the connection; {@code drop}, which drops it unread.
     */
    void mode(String mode) throws IOException {
        try {
            HTTP.send(
                    HttpRequest.newBuilder(URI.create(url() + "/mode"))
                            .timeout(Duration.ofSeconds(20))
                            .PUT(HttpRequest.BodyPublishers.ofString(mode))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** {@code SIGSTOP}: it takes connections, since the kernel does, and answers nothing. */
    void stop() throws Exception {
        Signals.send("STOP", process.pid());
    }

    void goOn() throws Exception {
        Signals.send("CONT", process.pid());
    }

    /** All that it was ever asked for. */
    List<Checker.Call> calls() throws IOException {
        return calls(history);
    }

    private static List<Checker.Call> calls(Path history) throws IOException {
        String text = Files.readString(history);
        List<Checker.Call> calls = new ArrayList<>();
        // A last line without its end was being written when it was killed: nobody was answered.
        text.substring(0, text.lastIndexOf('\n') + 1)
                .lines()
                .map(line -> line.split("\t"))
                .forEach(each -> calls.add(
                        new Checker.Call(each[0], each[1], Integer.parseInt(each[2]), Boolean.parseBoolean(each[3]))));
        return calls;
    }

    @Override
    public void close() throws Exception {
        kill();
    }

    /** The process. */
    public static void main(String[] args) throws Exception {
        Server server = new Server(Path.of(args[1]));
        HttpServer http = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0])), 4096);
        http.setExecutor(Executors.newCachedThreadPool());
        http.createContext("/", server::handle);
        http.start();
    }

    private static final class Server {

        private final ObjectMapper json = new ObjectMapper();
        private final FileChannel history;
        private final Set<String> sagas = ConcurrentHashMap.newKeySet();
        private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        private volatile String[] mode = {"ok"};

        Server(Path file) throws IOException {
            for (Checker.Call call : calls(file)) {
                asked.computeIfAbsent(call.cart(), cart -> new AtomicInteger()).incrementAndGet();
                if (call.saga()) {
                    sagas.add(call.key());
                }
            }
            history = FileChannel.open(file, StandardOpenOption.APPEND);
        }

        void handle(HttpExchange http) throws IOException {
            byte[] body = http.getRequestBody().readAllBytes();
            if (http.getRequestMethod().equals("PUT")) {
                mode = new String(body, UTF_8).split(" ");
                http.sendResponseHeaders(204, -1);
            } else if (http.getRequestMethod().equals("GET")) {
                http.sendResponseHeaders(
                        sagas.contains(http.getRequestURI().getPath().replaceFirst(".*/", "")) ? 200 : 404, -1);
            } else {
                saga(http, json.readTree(body));
            }
            http.close();
        }

        private void saga(HttpExchange http, JsonNode command) throws IOException {
            String[] now = mode;
            String key = http.getRequestHeaders().getFirst("Idempotency-Key");
            String cart = command.path("cartId").asText();
            int before =
                    asked.computeIfAbsent(cart, each -> new AtomicInteger()).getAndIncrement();
            int status = switch (now[0]) {
                case "status" -> Integer.parseInt(now[1]);
                case "drop" -> 0;
                case "slow" -> now.length > 2 ? Integer.parseInt(now[2]) : always(cart, before, now);
                default -> always(cart, before, now);
            };
            if (status == 201) {
                sagas.add(key);
            }
            write(key + "\t" + cart + "\t" + status + "\t" + (status == 201) + "\n");
            if (now[0].equals("slow")) {
                try {
                    TimeUnit.MILLISECONDS.sleep(Long.parseLong(now[1]));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            if (status == 0 || now[0].equals("cut")) {
                // Closed before there is an answer: the connection goes with it.
                return;
            }
            if (now[0].equals("status") && now.length > 2) {
                http.getResponseHeaders().set("Retry-After", now[2]);
            }
            http.sendResponseHeaders(status, -1);
        }

        private static int always(String cart, int before, String[] mode) {
            return CARTS.entrySet().stream()
                    .filter(each -> cart.startsWith(each.getValue()))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse(
                            cart.startsWith(FLAKY_CART) && before < FLAKY_CALLS
                                    ? 503
                                    : cart.startsWith(HEALING_CART) && !mode[0].equals("healed") ? 404 : 201);
        }

        private synchronized void write(String line) throws IOException {
            history.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
        }
    }
}
