package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.WebhookProperties;
import com.acme.checkout.desk.audit.AuditPage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The webhooks on the page of the audit: only where there are any. */
@ControllerAdvice(assignableTypes = AuditPage.class)
public class WebhooksSection {

    private final WebhookProperties settings;
    private final Webhooks webhooks;
    private final Outbox outbox;

    WebhooksSection(WebhookProperties settings, Webhooks webhooks, Outbox outbox) {
        this.settings = settings;
        this.webhooks = webhooks;
        this.outbox = outbox;
    }

    /** A webhook as the page shows it; {@code last} and {@code result} are null where nothing was sent yet. */
    record Shown(
            String name,
            String format,
            String host,
            String events,
            int waiting,
            boolean off,
            boolean failing,
            Instant last,
            String result) {}

    @ModelAttribute
    void show(Model model) {
        if (settings.webhooks().isEmpty()) {
            model.addAttribute("webhooks", List.of());
            return;
        }
        Map<String, Webhooks.Status> all = webhooks.all();
        Map<String, Integer> waiting = outbox.waiting();
        model.addAttribute(
                "webhooks",
                settings.webhooks().keySet().stream()
                        .sorted()
                        .map(name -> shown(name, all.get(name), waiting.getOrDefault(name, 0)))
                        .toList());
    }

    private Shown shown(String name, Webhooks.Status status, int waiting) {
        WebhookProperties.Webhook webhook = settings.webhooks().get(name);
        return new Shown(
                name,
                webhook.format(),
                webhook.host(),
                String.join(", ", webhook.heard()),
                waiting,
                status != null && status.off() != null,
                status != null && status.failing() != null,
                status == null ? null : status.last(),
                status == null ? null : status.result());
    }
}
