package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.WebhookProperties;
import com.acme.checkout.desk.WebhookProperties.Webhook;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Sends one message to one webhook: signed, without following a redirect, and within five seconds whatever the other side does. */
@Component
class WebhookClient {

    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final int WHOLE_SECONDS = 5;

    private final String desk;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(CONNECT)
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();

    WebhookClient(WebhookProperties settings, @Value("http://${server.address}:${server.port}/ops") String own) {
        this.desk = (settings.url().isBlank() ? own : settings.url().trim()).replaceFirst("/+$", "");
    }

    /** What came of it; never fails otherwise, but for being interrupted. */
    Attempt send(Webhook webhook, Notice notice) throws InterruptedException {
        CompletableFuture<HttpResponse<Void>> answer = null;
        try {
            answer = http.sendAsync(request(webhook, notice), HttpResponse.BodyHandlers.discarding());
            HttpResponse<Void> response = answer.get(WHOLE_SECONDS, TimeUnit.SECONDS);
            return new Attempt(response.statusCode(), "answered " + response.statusCode(), retryAfter(response));
        } catch (TimeoutException e) {
            return new Attempt(0, "no answer within " + WHOLE_SECONDS + " s", 0);
        } catch (ExecutionException e) {
            // Its message may quote the URL.
            return new Attempt(0, "can't be reached (" + e.getCause().getClass().getSimpleName() + ")", 0);
        } catch (RuntimeException e) {
            return new Attempt(0, "can't be sent (" + e.getClass().getSimpleName() + ")", 0);
        } finally {
            if (answer != null) {
                answer.cancel(true);
            }
        }
    }

    private HttpRequest request(Webhook webhook, Notice notice) {
        Message message = Message.of(notice, webhook.writtenAs(), desk);
        Instant now = Instant.now();
        String id = notice.id().toString();
        return HttpRequest.newBuilder(URI.create(webhook.url()))
                .timeout(Duration.ofSeconds(WHOLE_SECONDS))
                .header("Content-Type", message.type())
                .header("User-Agent", "checkout-api")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                .header("webhook-signature", Signature.of(webhook.secret(), id, now, message.body()))
                .POST(HttpRequest.BodyPublishers.ofByteArray(message.body()))
                .build();
    }

    private static int retryAfter(HttpResponse<?> response) {
        return response.headers()
                .firstValue("Retry-After")
                .filter(value -> value.matches("\\d{1,6}"))
                .map(Integer::parseInt)
                .orElse(0);
    }
}
