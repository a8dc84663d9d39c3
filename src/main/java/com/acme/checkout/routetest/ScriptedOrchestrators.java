package com.acme.checkout.routetest;

import com.acme.checkout.delivery.CallScript;
import com.acme.checkout.routetest.RouteTest.Answer;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;

/** Answers what a test says, in turn, and keeps what was called. Thread-safe. */
final class ScriptedOrchestrators implements CallScript {

    /** Numbers stay as they are written. */
    static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .setNodeFactory(JsonNodeFactory.withExactBigDecimals(true));

    private static final Answer CREATED = new Answer(201, Map.of(), 0, null);
    private static final String LOOKUP = "GET";

    /** What was sent. {@code headers}: by their names in small letters. */
    record Call(String destination, String method, String path, Map<String, String> headers, JsonNode body) {}

    private final List<Call> calls = new ArrayList<>();
    private final Map<String, List<Answer>> starts = new HashMap<>();
    private final Map<String, List<Answer>> lookups = new HashMap<>();

    /** Forgets what was called; from now on the answers are these. */
    synchronized void reset(Map<String, List<Answer>> toStarts, Map<String, List<Answer>> toLookups) {
        calls.clear();
        take(toStarts, starts);
        take(toLookups, lookups);
    }

    private static void take(Map<String, List<Answer>> from, Map<String, List<Answer>> to) {
        to.clear();
        from.forEach((destination, each) -> to.put(destination, new ArrayList<>(each)));
    }

    /** All that was called, or all that was asked. */
    synchronized List<Call> calls(boolean asked) {
        return calls.stream()
                .filter(each -> each.method().equals(LOOKUP) == asked)
                .toList();
    }

    @Override
    public ClassicHttpResponse answer(ClassicHttpRequest request, Deadline deadline) throws IOException {
        Call call = call(request);
        Answer answer;
        synchronized (this) {
            calls.add(call);
            answer = next(call.method().equals(LOOKUP) ? lookups : starts, call.destination());
        }
        if (answer.delayMillis() > 0) {
            deadline.take(Duration.ofMillis(answer.delayMillis()));
        }
        if (answer.fails() != null) {
            switch (answer.fails()) {
                case REFUSED -> throw new ConnectException("refused, as the test says");
                case DROPPED -> throw new IOException("dropped, as the test says");
                case STOPPING -> throw new RejectedExecutionException("stopping, as the test says");
            }
        }
        ClassicHttpResponse response = new BasicClassicHttpResponse(answer.status());
        answer.headers().forEach(response::setHeader);
        return response;
    }

    /** The last one stands for all after it. */
    private static Answer next(Map<String, List<Answer>> script, String destination) {
        List<Answer> answers = script.getOrDefault(destination, script.get(RouteTest.ANY));
        return answers == null || answers.isEmpty()
                ? CREATED
                : answers.size() == 1 ? answers.get(0) : answers.remove(0);
    }

    private static Call call(ClassicHttpRequest request) throws IOException {
        Map<String, String> headers = new TreeMap<>();
        for (Header each : request.getHeaders()) {
            headers.merge(each.getName().toLowerCase(Locale.ROOT), each.getValue(), (one, other) -> one + ", " + other);
        }
        if (request.getEntity() != null && request.getEntity().getContentType() != null) {
            headers.putIfAbsent("content-type", request.getEntity().getContentType());
        }
        // By the URL that it has in a test: what a route says of the destination may be wrong.
        String[] path = request.getPath().split("/", 3);
        byte[] bytes = request.getEntity() == null ? new byte[0] : EntityUtils.toByteArray(request.getEntity());
        return new Call(
                path.length < 2 ? "" : path[1],
                request.getMethod(),
                path.length < 3 ? "/" : "/" + path[2],
                headers,
                body(new String(bytes, StandardCharsets.UTF_8)));
    }

    /** As JSON where it is JSON, else as text; null where it is empty. */
    static JsonNode body(String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            return TextNode.valueOf(text);
        }
    }
}
