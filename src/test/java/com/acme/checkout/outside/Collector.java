package com.acme.checkout.outside;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
import io.opentelemetry.proto.common.v1.AnyValue;
import io.opentelemetry.proto.trace.v1.Span;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A collector of the tests' own, which takes spans by OTLP over HTTP. */
final class Collector implements AutoCloseable {

    /** A span as an operator sees it; {@code parent} is empty where it has none. */
    record Seen(
            String name,
            String kind,
            String trace,
            String id,
            String parent,
            Map<String, String> attributes,
            List<String> links,
            boolean failed) {}

    final List<Seen> spans = new CopyOnWriteArrayList<>();
    final List<String> bytes = new CopyOnWriteArrayList<>();
    final AtomicInteger requests = new AtomicInteger();
    private final CountDownLatch never = new CountDownLatch(1);
    private volatile boolean hanging;
    private final HttpServer server;

    Collector() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/v1/traces", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it takes connections and answers nobody. */
    Collector hangs() {
        hanging = true;
        return this;
    }

    /** Those of {@code trace}, in the order in which they came. */
    List<Seen> of(String trace) {
        return spans.stream().filter(each -> each.trace().equals(trace)).toList();
    }

    /** The names from the outermost span of {@code trace} down to {@code span}, joined by {@code " > "}. */
    String path(Seen span) {
        Seen parent = spans.stream()
                .filter(each -> each.id().equals(span.parent()))
                .findFirst()
                .orElse(null);
        return parent == null ? span.name() : path(parent) + " > " + span.name();
    }

    private void take(HttpExchange http) throws IOException {
        byte[] body = http.getRequestBody().readAllBytes();
        requests.incrementAndGet();
        if (hanging) {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        bytes.add(new String(body, java.nio.charset.StandardCharsets.ISO_8859_1));
        ExportTraceServiceRequest.parseFrom(body)
                .getResourceSpansList()
                .forEach(resource -> resource.getScopeSpansList()
                        .forEach(scope -> scope.getSpansList().forEach(span -> spans.add(seen(span)))));
        http.sendResponseHeaders(200, -1);
        http.close();
    }

    private static Seen seen(Span span) {
        Map<String, String> attributes = new TreeMap<>();
        span.getAttributesList().forEach(each -> attributes.put(each.getKey(), text(each.getValue())));
        List<String> links = new ArrayList<>();
        span.getLinksList().forEach(link -> links.add(hex(link.getTraceId().toByteArray())));
        return new Seen(
                span.getName(),
                span.getKind().name().replace("SPAN_KIND_", ""),
                hex(span.getTraceId().toByteArray()),
                hex(span.getSpanId().toByteArray()),
                hex(span.getParentSpanId().toByteArray()),
                attributes,
                links,
                span.getStatus().getCode().name().endsWith("ERROR"));
    }

    private static String text(AnyValue value) {
        return value.hasIntValue() ? Long.toString(value.getIntValue()) : value.getStringValue();
    }

    private static String hex(byte[] id) {
        return HexFormat.of().formatHex(id);
    }

    @Override
    public void close() {
        never.countDown();
        server.stop(0);
    }
}
