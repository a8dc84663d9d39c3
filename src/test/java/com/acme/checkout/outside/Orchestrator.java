package com.acme.checkout.outside;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Spliterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** An Orchestrator of the tests' own: remembers every call, answers as it is told, can be gone and come back. */
final class Orchestrator implements AutoCloseable {

    record Call(String key, Map<String, List<String>> headers, String path, JsonNode body, String text) {}

    record Answer(int status, Map<String, String> headers, long delayMillis) {
        static Answer of(int status) {
            return new Answer(status, Map.of(), 0);
        }
    }

    static {
        // By default it would close all idle connections but 200, and the service meet one closed connection after the
        // other.
        System.setProperty("sun.net.httpserver.maxIdleConnections", "2000");
        System.setProperty("sun.net.httpserver.idleInterval", "300");
    }

    final Calls calls = new Calls();
    final Map<String, JsonNode> sagas = new ConcurrentHashMap<>();
    volatile Function<Call, Answer> answers = call -> Answer.of(201);

    private final ObjectMapper json = new ObjectMapper();
    private final int port;
    private HttpServer server;

    Orchestrator() throws IOException {
        start(0);
        port = server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Whoever goes through them sees those that there were, however many come meanwhile. */
    static final class Calls extends AbstractList<Call> {

        private final List<Call> calls = new ArrayList<>();
        private final Map<String, List<Call>> byCart = new HashMap<>();

        @Override
        public synchronized boolean add(Call call) {
            byCart.computeIfAbsent(call.body().path("cartId").asText(), cart -> new ArrayList<>())
                    .add(call);
            return calls.add(call);
        }

        @Override
        public synchronized Call get(int index) {
            return calls.get(index);
        }

        @Override
        public synchronized int size() {
            return calls.size();
        }

        @Override
        public Iterator<Call> iterator() {
            return snapshot().iterator();
        }

        @Override
        public Spliterator<Call> spliterator() {
            return snapshot().spliterator();
        }

        @Override
        public synchronized void clear() {
            calls.clear();
            byCart.clear();
        }

        private synchronized List<Call> of(String cartId) {
            return List.copyOf(byCart.getOrDefault(cartId, List.of()));
        }

        private synchronized List<Call> snapshot() {
            return List.copyOf(calls);
        }
    }

    /** Closes the port: nobody can connect. */
    void gone() {
        server.stop(0);
    }

    void back() throws IOException {
        start(port);
    }

    List<Call> callsFor(String cartId) {
        return calls.of(cartId);
    }

    private void start(int port) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    private void handle(HttpExchange http) throws IOException {
        byte[] bytes = http.getRequestBody().readAllBytes();
        if (http.getRequestMethod().equals("GET")) {
            String id = http.getRequestURI().getPath().replaceFirst(".*/", "");
            http.sendResponseHeaders(sagas.containsKey(id) ? 200 : 404, -1);
            http.close();
            return;
        }
        Call call = new Call(
                http.getRequestHeaders().getFirst("Idempotency-Key"),
                Map.copyOf(http.getRequestHeaders()),
                http.getRequestURI().toString(),
                json.readTree(bytes),
                new String(bytes, java.nio.charset.StandardCharsets.UTF_8));
        calls.add(call);
        Answer answer = answers.apply(call);
        if (answer.status() < 300) {
            sagas.putIfAbsent(call.key(), call.body());
        }
        if (answer.delayMillis() > 0) {
            try {
                // A slow Orchestrator, not a proof of anything.
                java.util.concurrent.TimeUnit.MILLISECONDS.sleep(answer.delayMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        answer.headers().forEach(http.getResponseHeaders()::set);
        http.sendResponseHeaders(answer.status(), -1);
        http.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
