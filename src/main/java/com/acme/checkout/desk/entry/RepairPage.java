package com.acme.checkout.desk.entry;

import com.acme.checkout.command.Violation;
import com.acme.checkout.desk.ConflictException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.page.DeskPage;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The form that repairs a body: what came, what is sent instead, and what differs. */
@DeskPage
public class RepairPage {

    private final Entries entries;
    private final PayloadService payloads;
    private final Repairs repairs;

    public RepairPage(Entries entries, PayloadService payloads, Repairs repairs) {
        this.entries = entries;
        this.payloads = payloads;
        this.repairs = repairs;
    }

    @GetMapping("/ops/entries/{id}/repair")
    String edit(@PathVariable UUID id, HttpServletRequest request, Model model) {
        Entry entry = EntryPage.find(entries, id);
        String headers = entries.payload(id).map(Payload::headers).orElse(null);
        String why = EntryAdvice.of(entry, headers).whyNoRepair();
        if (why != null) {
            throw new ConflictException(why);
        }
        Payload payload = payloads.show(id, request.getRequestURI());
        String was = new String(payload.body(), StandardCharsets.UTF_8);
        PayloadView shown = PayloadView.of(payload.body(), PayloadView.Veil.NONE);
        boolean oneLine = shown.kind().equals("JSON") && shown.text() != null && !was.contains("\n");
        String body = entry.repaired()
                ? new String(payload.repaired(), StandardCharsets.UTF_8)
                : oneLine ? shown.text() : was;
        return form(entry, payload.body(), body, model);
    }

    /**
     * What the door would say of {@code body}, and how it differs from {@code was}. The page tells both: what an entry
     * holds is not shown here, which would have to be on record for each key that is pressed.
     */
    @PostMapping("/ops/entries/{id}/repair/check")
    String check(
            @PathVariable UUID id, @RequestParam String body, @RequestParam(required = false) String was, Model model) {
        EntryPage.find(entries, id);
        model.addAttribute("violations", repairs.check(id, bytes(body)));
        model.addAttribute("diff", was == null ? null : BodyDiff.of(lines(was), lines(body)));
        return "repair :: judged";
    }

    /** Saves; with {@code then=replay} the entry's page asks at once whether to replay it. */
    @PostMapping("/ops/entries/{id}/repair")
    String repair(
            @PathVariable UUID id,
            @RequestParam String body,
            @RequestParam(required = false) String then,
            HttpServletRequest request,
            Model model) {
        Entry entry = EntryPage.find(entries, id);
        byte[] bytes = bytes(body);
        List<Violation> violations = repairs.check(id, bytes);
        if (!violations.isEmpty()) {
            model.addAttribute("violations", violations);
            model.addAttribute("unsaved", true);
            return form(entry, payloads.show(id, request.getRequestURI()).body(), body, model);
        }
        repairs.repair(id, bytes, Operator.name());
        return "redirect:/ops/entries/" + id + "?done=repaired" + ("replay".equals(then) ? "&then=replay" : "");
    }

    @PostMapping("/ops/entries/{id}/repair/undo")
    String undo(@PathVariable UUID id) {
        EntryPage.find(entries, id);
        repairs.undo(id, Operator.name());
        return "redirect:/ops/entries/" + id + "?done=unrepaired";
    }

    private static String form(Entry entry, byte[] original, String body, Model model) {
        String was = new String(original, StandardCharsets.UTF_8);
        model.addAttribute("e", entry);
        model.addAttribute("was", was);
        model.addAttribute("lossy", PayloadView.utf8(original) == null);
        model.addAttribute("body", body);
        model.addAttribute("diff", BodyDiff.of(lines(was), lines(body)));
        return "repair";
    }

    /** A form ends lines as the mail of 1982 does (HTML, section 4.10.22.8). */
    private static String lines(String text) {
        return text.replace("\r\n", "\n");
    }

    private static byte[] bytes(String body) {
        return lines(body).getBytes(StandardCharsets.UTF_8);
    }
}
