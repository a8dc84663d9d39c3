package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.WebhookProperties;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What Prometheus is told of each webhook; each meter is there from the start. */
@Component
class NoticeMetrics {

    static final String SENT = "sent";
    static final String FAILED = "failed";
    static final String GIVEN_UP = "given_up";

    private final MeterRegistry meters;
    private final Map<String, Integer> waiting = new ConcurrentHashMap<>();
    private final Map<String, Instant> failing = new ConcurrentHashMap<>();

    NoticeMetrics(MeterRegistry meters, WebhookProperties settings) {
        this.meters = meters;
        settings.webhooks().keySet().forEach(webhook -> {
            List.of(SENT, FAILED, GIVEN_UP).forEach(outcome -> count(webhook, outcome, 0));
            Gauge.builder("checkout.desk.notices.waiting", waiting, all -> all.getOrDefault(webhook, 0))
                    .description("Notices that wait to be sent to a webhook")
                    .tag("webhook", webhook)
                    .register(meters);
            Gauge.builder("checkout.desk.webhook.failing", failing, all -> seconds(all.get(webhook)))
                    .description("For how long a webhook has taken no notice; 0 where it took the last one")
                    .baseUnit("seconds")
                    .tag("webhook", webhook)
                    .register(meters);
        });
    }

    /** Counts attempts that were {@link #SENT} or {@link #FAILED}, and notices that were {@link #GIVEN_UP}. */
    void count(String webhook, String outcome, int count) {
        Counter.builder("checkout.desk.notices")
                .description("Attempts to send notices by what came of them, and notices that were given up")
                .tag("webhook", webhook)
                .tag("outcome", outcome)
                .register(meters)
                .increment(count);
    }

    /** How it is now: how many wait, by webhook, and how it is with each. */
    void show(Map<String, Integer> waits, Map<String, Webhooks.Status> all) {
        waiting.keySet().retainAll(waits.keySet());
        waiting.putAll(waits);
        all.forEach((webhook, status) -> {
            if (status.failing() == null) {
                failing.remove(webhook);
            } else {
                failing.put(webhook, status.failing());
            }
        });
    }

    private static double seconds(Instant since) {
        return since == null
                ? 0
                : Math.max(0, Duration.between(since, Instant.now()).toMillis() / 1000.0);
    }
}
