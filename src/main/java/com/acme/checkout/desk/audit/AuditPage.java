package com.acme.checkout.desk.audit;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.FilterForm;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Who did what. */
@DeskPage
public class AuditPage {

    private static final int LINES = 50;
    private static final Words WORDS = new Words();

    private final Audit audit;

    public AuditPage(Audit audit) {
        this.audit = audit;
    }

    /** A line as the page shows it; {@code chosen} may be null. {@code undo}: the discard that can be undone, {@code ids}: of those chosen one by one. */
    record Shown(
            long id,
            Instant at,
            String actor,
            String what,
            Integer count,
            UUID replay,
            UUID undo,
            FilterForm.Told chosen,
            List<String> ids,
            String detail) {}

    private static Shown shown(Audit.Line line) {
        return new Shown(
                line.id(),
                line.at(),
                line.actor(),
                said(line.action()),
                line.count(),
                line.replay(),
                line.count() != null && line.count() > 0 && Operator.may(Role.REPLAY) ? line.discard() : null,
                line.selection() == null ? null : FilterForm.told(line.selection(), WORDS),
                ids(line),
                line.detail());
    }

    /** An action for a person. */
    private static String said(String action) {
        return switch (action) {
            case "PAYLOAD" -> "Looked at payload";
            case "EXPORT" -> "Exported payload";
            case "DENIED" -> "Was not allowed";
            case "SAVE_FILTER" -> "Saved a filter";
            case "DELETE_FILTER" -> "Deleted a filter";
            case "RESTORE" -> "Undo discard";
            default -> WORDS.upperFirst(WORDS.lower(action));
        };
    }

    private static List<String> ids(Audit.Line line) {
        List<String> ids = new ArrayList<>();
        if (line.selection() != null && line.selection().path("ids").size() > 1) {
            line.selection().path("ids").forEach(id -> ids.add(id.asText()));
        }
        return ids;
    }

    @GetMapping("/ops/audit")
    String audit(
            @RequestParam(required = false) String actor,
            @RequestParam(required = false) String action,
            @RequestParam(required = false) String from,
            @RequestParam(required = false) String to,
            @RequestParam(required = false) String replay,
            @RequestParam(required = false) String after,
            Model model) {
        AuditFilter filter = AuditFilter.of(
                filled(actor),
                filled(action),
                FilterForm.instant(filled(from)),
                FilterForm.instant(filled(to)),
                filled(replay));
        Audit.Lines lines = audit.latest(filter, after, LINES);
        model.addAttribute("lines", lines.lines().stream().map(AuditPage::shown).toList());
        model.addAttribute("f", filter);
        model.addAttribute("narrow", !filter.matchesAll());
        Map<String, String> actions = new LinkedHashMap<>();
        AuditFilter.ACTIONS.forEach(each -> actions.put(each, said(each)));
        model.addAttribute("actions", actions);
        String query = filter.toQuery();
        model.addAttribute(
                "next",
                lines.next() == null
                        ? null
                        : "/ops/audit" + query + (query.isEmpty() ? '?' : '&') + "after=" + lines.next());
        model.addAttribute("csv", "/ops/dead-letters/audit/export.csv" + query);
        model.addAttribute("export", "/ops/dead-letters/audit/export" + query);
        return "audit";
    }

    private static String filled(String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }
}
