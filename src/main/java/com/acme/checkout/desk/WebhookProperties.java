package com.acme.checkout.desk;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The webhooks that the desk tells of what happens, as {@code application.yaml} explains them. They were checked before anything
 * started.
 *
 * @param url where a browser finds the desk, as in {@code https://checkout.example/ops}; blank: at the service's own address
 * @param webhookRate notices a minute to each webhook, at most; more are told in one sum
 * @param webhooks by name
 */
@ConfigurationProperties("checkout.desk")
public record WebhookProperties(
        @DefaultValue("") String url,
        @NotNull @Min(1) @Max(1000) @DefaultValue("20") Integer webhookRate,
        @DefaultValue Map<String, @Valid Webhook> webhooks) {

    /** What a message is written as. */
    public enum Format {
        /** A CloudEvent 1.0 in structured mode. */
        JSON,
        /** What Slack's incoming webhooks take. */
        SLACK,
        /** An Adaptive Card, which the webhooks of Workflows in Microsoft Teams take. */
        TEAMS;

        /** As settings write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One of them. Its URL may hold a token: pages and log name its host alone.
     *
     * @param url where messages are sent
     * @param format the word of a {@link Format}
     * @param secret {@code whsec_} and 24 to 64 bytes in Base64 (Standard Webhooks), which each message is signed with
     * @param events the words of {@link NoticeEvent}s; none: all
     */
    public record Webhook(
            @DefaultValue("") String url,
            @DefaultValue("json") String format,
            @DefaultValue("") String secret,
            @DefaultValue List<String> events) {

        public Webhook {
            url = url.trim();
            secret = secret.trim();
            format = format.trim();
        }

        /** What its messages are written as. */
        public Format writtenAs() {
            return Stream.of(Format.values())
                    .filter(each -> each.word().equals(format))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no such format"));
        }

        /** Whether it is told of {@code event}. */
        public boolean hears(NoticeEvent event) {
            return event.word() == null || events.isEmpty() || events.contains(event.word());
        }

        /** Its words of events, sorted; all where none is chosen. */
        public Set<String> heard() {
            return events.isEmpty()
                    ? NoticeEvent.words()
                    : events.stream().collect(Collectors.toCollection(java.util.TreeSet::new));
        }

        /** Scheme, host and port of its URL, without the path: that may be a secret. */
        public String host() {
            URI uri = URI.create(url);
            return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
        }

        /** Without the secret, and without the URL's path. */
        @Override
        public String toString() {
            return "Webhook[" + format + "]";
        }
    }
}
