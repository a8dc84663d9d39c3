package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.FilterForm;
import java.time.Instant;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.util.UriComponentsBuilder;

/** Who did what. */
@DeskPage
public class AuditPage {

    private static final int LINES = 50;
    private static final Words WORDS = new Words();

    private final Audit audit;

    public AuditPage(Audit audit) {
        this.audit = audit;
    }

    /** A line as the page shows it; {@code chosen} may be null. */
    record Shown(
            long id,
            Instant at,
            String actor,
            String what,
            Integer count,
            UUID replay,
            FilterForm.Told chosen,
            String detail) {}

    private static Shown shown(Audit.Line line) {
        String what = switch (line.action()) {
            case "PAYLOAD" -> "Looked at payload";
            case "DENIED" -> "Was refused";
            default -> WORDS.upperFirst(WORDS.lower(line.action()));
        };
        return new Shown(
                line.id(),
                line.at(),
                line.actor(),
                what,
                line.count(),
                line.replay(),
                line.selection() == null ? null : FilterForm.told(line.selection(), WORDS),
                line.detail());
    }

    @GetMapping("/ops/audit")
    String audit(
            @RequestParam(required = false) String actor, @RequestParam(required = false) String after, Model model) {
        String who = actor == null || actor.isBlank() ? null : actor.strip();
        Audit.Lines lines = audit.latest(who, after, LINES);
        UriComponentsBuilder next = UriComponentsBuilder.fromPath("/ops/audit").queryParam("after", lines.next());
        if (who != null) {
            next.queryParam("actor", "{actor}");
        }
        model.addAttribute("lines", lines.lines().stream().map(AuditPage::shown).toList());
        model.addAttribute("actor", who);
        model.addAttribute(
                "next",
                lines.next() == null ? null : next.encode().buildAndExpand(who).toUriString());
        return "audit";
    }
}
