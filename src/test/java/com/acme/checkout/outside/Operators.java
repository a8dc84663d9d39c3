package com.acme.checkout.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** An operator at the dead-letter desk, by its API; each answer is held against the OpenAPI document. */
public final class Operators {

    static final String PASSWORD = "not-a-secret-here";

    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Service service;

    public Operators(Service service) {
        this.service = service;
    }

    /** Settings of a service whose desk is open to {@code operator}. */
    public static Map<String, String> settings(Map<String, String> others) {
        Map<String, String> settings = new LinkedHashMap<>(others);
        settings.put("CHECKOUT_DESK", "true");
        settings.put("CHECKOUT_DESK_PASSWORD", PASSWORD);
        return settings;
    }

    /** Waits for the desk: it opens after the doors. */
    public Operators awaitOpen() {
        await("the desk is open")
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptions()
                .until(() -> get("").statusCode() == 200);
        return this;
    }

    HttpResponse<String> get(String path) throws Exception {
        return send("GET", path, null);
    }

    public HttpResponse<String> post(String path, String body) throws Exception {
        return send("POST", path, body);
    }

    HttpResponse<String> send(String method, String path, String body) throws Exception {
        HttpResponse<String> answer = HTTP.send(request(method, path, body), HttpResponse.BodyHandlers.ofString());
        OpenApi.conforms(answer, body);
        return answer;
    }

    HttpResponse<byte[]> bytes(String path) throws Exception {
        HttpResponse<byte[]> answer = HTTP.send(request("GET", path, null), HttpResponse.BodyHandlers.ofByteArray());
        OpenApi.conforms(answer);
        return answer;
    }

    private HttpRequest request(String method, String path, String body) {
        String user = Base64.getEncoder().encodeToString(("operator:" + PASSWORD).getBytes(StandardCharsets.UTF_8));
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port + "/ops/dead-letters" + path))
                .timeout(Duration.ofMinutes(5))
                .header("Authorization", "Basic " + user)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    public JsonNode json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    public JsonNode entries(String query) throws Exception {
        return json(query).path("entries");
    }

    long count(String state) throws Exception {
        return json("/counts").path("byState").path(state).asLong();
    }

    void awaitCount(String state, long count) {
        await(count + " entries " + state)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> count(state) == count);
    }

    /** Begins a replay; its id. */
    public String replay(String body) throws Exception {
        HttpResponse<String> response = post("/replays", body);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        return JSON.readTree(response.body()).path("id").asText();
    }

    JsonNode dryRun(String body) throws Exception {
        HttpResponse<String> response = post("/replays", body.replaceFirst("\\{", "{\"dryRun\": true, "));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return JSON.readTree(response.body());
    }

    public JsonNode awaitState(String replay, String state) throws Exception {
        await("replay is " + state)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> json("/replays/" + replay).path("state").asText().equals(state));
        return json("/replays/" + replay);
    }
}
