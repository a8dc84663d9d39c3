package com.acme.checkout.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** The desk's API, {@code /ops/dead-letters}, as whom and where the variables say. */
final class Desk {

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final URI url;
    private final String authorization;

    private Desk(URI url, String authorization) {
        this.url = url;
        this.authorization = authorization;
    }

    /** @throws Failure (wrong use) where the variables do not say where and as whom */
    static Desk of(Terminal terminal) {
        URI url = ServiceUrl.of(terminal.variable("DEAD_LETTERS_URL", ServiceUrl.STANDARD), "DEAD_LETTERS_URL");
        ServiceUrl.warnWithoutTls(url, terminal, "dead-letters");
        String token = terminal.variable("DEAD_LETTERS_TOKEN", null);
        String password = terminal.variable("DEAD_LETTERS_PASSWORD", null);
        String user = terminal.variable("DEAD_LETTERS_USER", "operator");
        if (token == null && password == null) {
            password = terminal.password(user);
        }
        if (token == null && password == null) {
            throw Failure.wrongUse("as whom? Set DEAD_LETTERS_PASSWORD (and DEAD_LETTERS_USER), or DEAD_LETTERS_TOKEN");
        }
        return new Desk(url, token != null ? "Bearer " + token.strip() : ServiceUrl.basic(user, password));
    }

    /** What came back, and that it was a 2xx. */
    record Answer(byte[] bytes) {

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** @throws Failure (not reachable) where it is not JSON, and so not from the desk */
        Object json() {
            return bytes.length == 0
                    ? Map.of()
                    : Json.read(text())
                            .orElseThrow(() -> new Failure(
                                    DeskCommand.NOT_REACHABLE,
                                    "the answer is not JSON: is DEAD_LETTERS_URL the Checkout API?"));
        }
    }

    /** @throws Failure for an answer that is not 2xx, with the exit code for it */
    Answer get(String path) throws IOException {
        return call("GET", path);
    }

    /** As {@link #get}, with another method and without a body. */
    Answer call(String method, String path) throws IOException {
        return whole(send(method, path, HttpRequest.BodyPublishers.noBody(), null));
    }

    /** As {@link #get}, with {@code body} as JSON. */
    Answer post(String path, Map<String, ?> body) throws IOException {
        return whole(send("POST", path, HttpRequest.BodyPublishers.ofString(Json.write(body)), "application/json"));
    }

    /** As {@link #get}, with bytes as they are. */
    Answer send(String method, String path, byte[] body) throws IOException {
        return whole(send(method, path, HttpRequest.BodyPublishers.ofByteArray(body), "application/octet-stream"));
    }

    /** As {@link #get}, for an answer of any length. The caller closes it. */
    InputStream stream(String path) throws IOException {
        HttpResponse<InputStream> response = send("GET", path, HttpRequest.BodyPublishers.noBody(), null);
        if (response.statusCode() / 100 != 2) {
            whole(response);
        }
        return response.body();
    }

    private static Answer whole(HttpResponse<InputStream> response) throws IOException {
        try (InputStream body = response.body()) {
            Answer answer = new Answer(body.readAllBytes());
            if (response.statusCode() / 100 != 2) {
                throw refused(response, answer);
            }
            return answer;
        }
    }

    private HttpResponse<InputStream> send(String method, String path, HttpRequest.BodyPublisher body, String type) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + "/ops/dead-letters" + path))
                .timeout(Duration.ofSeconds(60))
                .header("Accept", "application/json, application/x-ndjson, application/octet-stream, */*")
                .method(method, body);
        try {
            request.header("Authorization", authorization);
            if (type != null) {
                request.header("Content-Type", type);
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IllegalArgumentException e) {
            throw Failure.wrongUse("the credentials hold characters that no header takes");
        } catch (IOException e) {
            throw new Failure(
                    DeskCommand.NOT_REACHABLE,
                    url + " does not answer" + (e.getMessage() == null ? "" : ": " + e.getMessage())
                            + ". Is the service running, and is DEAD_LETTERS_URL its address?");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(DeskCommand.NOT_REACHABLE, "interrupted");
        }
    }

    private static Failure refused(HttpResponse<?> response, Answer answer) {
        // What is no JSON object is not from the desk itself.
        Map<String, Object> problem = Json.object(Json.read(answer.text()).orElse(null));
        boolean ours = problem.containsKey("detail") || problem.containsKey("title");
        String detail = !ours
                ? ""
                : Json.text(problem, problem.containsKey("detail") ? "detail" : "title")
                        + Json.list(problem, "violations").stream()
                                .map(Json::object)
                                .map(each -> " " + Json.text(each, "field") + " " + Json.text(each, "message") + ".")
                                .collect(Collectors.joining());
        String wait = response.headers()
                .firstValue("Retry-After")
                .map(seconds -> " Try again in " + seconds + " s.")
                .orElse("");
        Refusal refusal = Refusal.of(response.statusCode(), ours);
        return new Failure(
                refusal.code(),
                response.statusCode() + (detail.isEmpty() ? "" : ": " + detail) + wait + " " + refusal.next());
    }
}
