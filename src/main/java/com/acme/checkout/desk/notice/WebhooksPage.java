package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.WebhookProperties;
import com.acme.checkout.desk.WebhookProperties.Webhook;
import com.acme.checkout.desk.audit.Audit;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;

/** The test message, which an operator asks for on the page of the audit. */
@DeskPage
public class WebhooksPage {

    private final NoticeJob job;
    private final WebhooksSection section;
    private final WebhookProperties settings;
    private final Audit audit;

    WebhooksPage(NoticeJob job, WebhooksSection section, WebhookProperties settings, Audit audit) {
        this.job = job;
        this.section = section;
        this.settings = settings;
        this.audit = audit;
    }

    @PostMapping("/ops/webhooks/{name}/test")
    String test(@PathVariable String name, HttpServletRequest request, Model model) throws InterruptedException {
        Webhook webhook = settings.webhooks().get(name);
        if (webhook == null) {
            throw new NotFoundException("There is no such webhook.");
        }
        Attempt attempt = job.test(name, webhook);
        audit.record(Operator.name(), "WEBHOOK_TEST", null, null, null, name + " " + attempt.result());
        if (PageModel.wants(request, "webhooks")) {
            section.show(model);
            return "webhooks :: section";
        }
        return "redirect:/ops/audit#webhooks";
    }
}
