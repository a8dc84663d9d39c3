package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.Desk;
import com.acme.checkout.desk.DeskOpening;
import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.NoticeEvent;
import com.acme.checkout.desk.WebhookProperties;
import com.acme.checkout.desk.WebhookProperties.Webhook;
import jakarta.annotation.PreDestroy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * Sends what waits in the {@link Outbox}, to each webhook on a thread of its own: one that hangs holds up no other. Of several instances
 * one at a time sends to a webhook; where its process dies, another one goes on, and the notice that was under way is sent once more.
 */
@Component
class NoticeJob {

    private static final Logger LOG = LoggerFactory.getLogger(NoticeJob.class);
    private static final int LOOK_SECONDS = 1;

    private final Desk desk;
    private final Outbox outbox;
    private final Webhooks webhooks;
    private final WebhookClient client;
    private final NoticeMetrics metrics;
    private final WebhookProperties settings;
    private final boolean alone;
    private final String node = UUID.randomUUID().toString();
    private final Set<String> busy = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "desk-webhook");
        thread.setDaemon(true);
        return thread;
    });

    NoticeJob(
            Desk desk,
            Outbox outbox,
            Webhooks webhooks,
            WebhookClient client,
            NoticeMetrics metrics,
            WebhookProperties settings,
            DeskProperties deskSettings) {
        this.desk = desk;
        this.outbox = outbox;
        this.webhooks = webhooks;
        this.client = client;
        this.metrics = metrics;
        this.settings = settings;
        this.alone = deskSettings.database().url().isBlank();
    }

    @EventListener(DeskOpening.class)
    void begin() {
        settings.webhooks().forEach((name, webhook) -> webhooks.known(name, webhook, alone));
    }

    @Scheduled(fixedDelay = LOOK_SECONDS, timeUnit = TimeUnit.SECONDS)
    void look() {
        if (settings.webhooks().isEmpty() || !desk.isOpen()) {
            return;
        }
        try {
            Map<String, Integer> waiting = outbox.waiting();
            metrics.show(waiting, webhooks.all());
            settings.webhooks().forEach((name, webhook) -> {
                if (waiting.containsKey(name) && busy.add(name)) {
                    threads.execute(() -> run(name, webhook));
                }
            });
        } catch (RuntimeException e) {
            LOG.debug("Notices can't be looked for", e);
        }
    }

    private void run(String name, Webhook webhook) {
        try {
            if (webhooks.lease(name, node)) {
                send(name, webhook);
                webhooks.release(name, node);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.debug("Notices can't be sent to {}", name, e);
        } finally {
            busy.remove(name);
        }
    }

    /** One round: what there is room for in this minute. The caller holds the lease. */
    void send(String name, Webhook webhook) throws InterruptedException {
        Webhooks.Status status = webhooks.all().get(name);
        boolean off = status != null && status.off() != null;
        int old = outbox.giveUp(name, off ? Instant.now() : Instant.now().minus(Attempt.LONGEST));
        if (old > 0) {
            metrics.count(name, NoticeMetrics.GIVEN_UP, old);
            if (!off) {
                LOG.warn("Webhook {}: {} given up, after a day of attempts", name, NoticeEvent.MORE.counted(old));
            }
        }
        if (off) {
            return;
        }
        for (Notice notice : outbox.take(name, settings.webhookRate())) {
            if (!webhooks.lease(name, node)) {
                return;
            }
            Attempt attempt = client.send(webhook, notice);
            outbox.attempted(notice, attempt);
            told(name, attempt);
            if (attempt.verdict() == Attempt.Verdict.OFF) {
                return;
            }
        }
    }

    /** Says in the log when a webhook begins to fail and when it takes notices again, and not each time. */
    private void told(String name, Attempt attempt) {
        Webhooks.Status before = webhooks.all().get(name);
        boolean failed = before != null && before.failing() != null;
        webhooks.attempted(name, attempt);
        boolean sent = attempt.verdict() == Attempt.Verdict.SENT;
        metrics.count(name, sent ? NoticeMetrics.SENT : NoticeMetrics.FAILED, 1);
        switch (attempt.verdict()) {
            case SENT -> {
                if (failed) {
                    LOG.info("Webhook {} takes notices again", name);
                }
            }
            case OFF -> {
                metrics.count(name, NoticeMetrics.GIVEN_UP, 1);
                LOG.warn("Webhook {} answered 410: nothing more is sent to it, until a test message succeeds", name);
            }
            case REFUSED -> {
                metrics.count(name, NoticeMetrics.GIVEN_UP, 1);
                LOG.warn("Webhook {} {}; the notice is given up", name, attempt.result());
            }
            case RETRY -> {
                if (!failed) {
                    LOG.warn("Webhook {} {}; it is tried again, for a day", name, attempt.result());
                }
            }
        }
    }

    /** Sends a test message now and waits for the answer, five seconds at most; it is not tried again. */
    Attempt test(String name, Webhook webhook) throws InterruptedException {
        Notice notice = new Notice(
                UUID.randomUUID(),
                NoticeEvent.TEST,
                new Facts("A test message of the dead-letter desk", List.of("The webhook works."), null, "", Map.of()),
                Instant.now(),
                0);
        Attempt attempt = client.send(webhook, notice);
        webhooks.attempted(name, attempt);
        metrics.count(name, attempt.verdict() == Attempt.Verdict.SENT ? NoticeMetrics.SENT : NoticeMetrics.FAILED, 1);
        return attempt;
    }

    @PreDestroy
    void close() {
        threads.shutdownNow();
    }
}
