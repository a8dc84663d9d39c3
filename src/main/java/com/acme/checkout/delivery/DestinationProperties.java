package com.acme.checkout.delivery;

import com.acme.checkout.settings.Derived;
import com.acme.checkout.settings.HttpUrl;
import com.acme.checkout.settings.InvalidSettingException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The destinations that {@code application.yaml} lists.
 *
 * @param destinations where commands go: each name that routes/destinations.camel.yaml uses, with where its sagas
 *     are started and how many commands may be under way to it at once
 */
@ConfigurationProperties("checkout")
public record DestinationProperties(Map<String, @Valid Destination> destinations) {

    /**
     * One of them. What is left out of retries and circuit breaker is as {@link DeliveryProperties} says for all.
     *
     * @param url base URL of its Orchestrator; once the service runs, without user and password
     * @param queue of the broker that starts are written to, where the sink is {@value #QUEUE_SINK}
     * @param sink name of the Kamelet that starts a saga there; {@value #HTTP_SINK} where it is left out
     * @param concurrency how many commands may be under way to it at once
     * @param immediateRetries how often a command is tried again in place
     * @param delayedRetries after how long a command is tried again through the broker, once each; then it is a dead letter
     * @param breakerWindow calls that its circuit breaker looks at, retries included
     * @param breakerLeast calls from which on the circuit breaker may open
     * @param breakerWait how long an open circuit breaker waits before it lets a few calls through
     * @param authorization header that the user and the password of its URL make; empty where there are none
     */
    public record Destination(
            String url,
            String queue,
            String sink,
            @NotNull @Min(0) Integer concurrency,
            @Min(0) @Max(1_000) Integer immediateRetries,
            @Size(min = 1) List<@NotNull @DurationMin(millis = 1) Duration> delayedRetries,
            @Min(1) @Max(1_000_000) Integer breakerWindow,
            @Min(1) @Max(1_000_000) Integer breakerLeast,
            @DurationMin(millis = 1) Duration breakerWait,
            @Derived String authorization) {

        public Destination {
            sink = sink == null || sink.isBlank() ? HTTP_SINK : sink.trim();
            queue = queue == null || queue.isBlank() ? null : queue.trim();
            url = url == null || url.isBlank() ? null : url;
        }

        /** One that is reached by HTTP, with the retries and the circuit breaker of all. */
        public static Destination of(String url, Integer concurrency) {
            return of(url, concurrency, null);
        }

        /** As {@link #of(String, Integer)}, with the header that its user and password make. */
        public static Destination of(String url, Integer concurrency, String authorization) {
            return new Destination(url, null, null, concurrency, null, null, null, null, null, authorization);
        }

        /** Whether it is an Orchestrator that is reached by HTTP, and so can be asked what it knows. */
        public boolean isHttp() {
            return sink.equals(HTTP_SINK);
        }

        /** The URL without user and password, which the log, an error or a page may show; null where there is none. */
        public String plainUrl() {
            return url == null
                    ? null
                    : OrchestratorCredentials.without(url.trim().replaceFirst("/+$", ""));
        }

        /** The value of the header that user and password make; empty where there are none. */
        public String credentials() {
            return authorization != null
                    ? authorization
                    : url == null ? "" : OrchestratorCredentials.authorization(url.trim());
        }

        /** Where its starts go, for a person. */
        public String target() {
            return url != null ? plainUrl() : queue != null ? "queue " + queue : "Kamelet " + sink;
        }
    }

    /** The sink that starts sagas by HTTP. */
    public static final String HTTP_SINK = "orchestrator-sink";

    /** The sink that writes starts to a queue of the broker. */
    public static final String QUEUE_SINK = "broker-queue";

    private static final Pattern QUEUE_NAME = Pattern.compile("[A-Za-z0-9._-]{1,200}");
    private static final Pattern OUR_QUEUE = Pattern.compile("checkout\\.(commands|dead-letters|pending|delay)\\b.*");

    /** @throws InvalidSettingException for a destination that nothing can be delivered to, or two that contradict each other */
    public DestinationProperties {
        destinations = destinations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(destinations));
        Map<String, String> byUrl = new HashMap<>();
        destinations.forEach((name, destination) -> {
            String key = "checkout.destinations." + name;
            check(key, destination);
            if (destination.url() != null
                    && !byUrl.computeIfAbsent(destination.plainUrl(), url -> destination.credentials())
                            .equals(destination.credentials())) {
                throw new InvalidSettingException(
                        key + ".url",
                        "another destination has this URL with another user or password",
                        "give both the same");
            }
            if (destination.concurrency() != null && destination.concurrency() == 0) {
                throw new InvalidSettingException(
                        key + ".concurrency", "is 0, so nothing would be delivered", "set it to 1 or more");
            }
        });
    }

    private static void check(String key, Destination destination) {
        boolean toQueue = destination.sink().equals(QUEUE_SINK);
        if (destination.isHttp()) {
            HttpUrl.orchestrator(destination.url(), key + ".url");
        }
        if (toQueue && destination.url() != null) {
            throw new InvalidSettingException(
                    key + ".url", "is not for the sink " + QUEUE_SINK, "leave it out: queue says where starts go");
        }
        if (!toQueue && destination.queue() != null) {
            throw new InvalidSettingException(
                    key + ".queue", "is for the sink " + QUEUE_SINK + " alone", "set " + key + ".sink to it");
        }
        if (toQueue && destination.queue() == null) {
            throw new InvalidSettingException(
                    key + ".queue", "is missing", "name the queue that starts are written to");
        }
        if (toQueue && !QUEUE_NAME.matcher(destination.queue()).matches()) {
            throw new InvalidSettingException(
                    key + ".queue",
                    "is no name that a queue has on every broker",
                    "take letters, digits, dots, hyphens and underscores");
        }
        if (toQueue && OUR_QUEUE.matcher(destination.queue()).matches()) {
            throw new InvalidSettingException(
                    key + ".queue", "is a queue of this service's own", "name one that the Orchestrator reads");
        }
    }

    /** @throws InvalidSettingException where the circuit breaker of a destination could never open */
    public void check(DeliveryProperties delivery) {
        destinations.forEach((name, destination) -> {
            int window = destination.breakerWindow() == null ? delivery.breakerWindow() : destination.breakerWindow();
            int least = destination.breakerLeast() == null ? delivery.breakerLeast() : destination.breakerLeast();
            if (least > window) {
                throw new InvalidSettingException(
                        "checkout.destinations." + name
                                + (destination.breakerLeast() == null ? ".breaker-window" : ".breaker-least"),
                        "the least number of calls, " + least + ", is more than the window, " + window
                                + ", so the breaker would never open",
                        "set both so that the least is not more than the window");
            }
        });
    }

    /** After how long commands are tried again through the broker, where a destination says so itself; of all of them. */
    public List<Duration> delayedRetries() {
        return destinations.values().stream()
                .filter(each -> each.delayedRetries() != null)
                .flatMap(each -> each.delayedRetries().stream())
                .toList();
    }

    /** The name of each destination's sink. */
    public Map<String, String> sinks() {
        Map<String, String> sinks = new LinkedHashMap<>();
        destinations.forEach((name, destination) -> sinks.put(name, destination.sink()));
        return sinks;
    }

    /** The broker's queues that starts are written to. */
    public List<String> queues() {
        return destinations.values().stream()
                .map(Destination::queue)
                .filter(Objects::nonNull)
                .toList();
    }

    /** In the order of {@code application.yaml}. */
    public Set<String> names() {
        return destinations.keySet();
    }
}
