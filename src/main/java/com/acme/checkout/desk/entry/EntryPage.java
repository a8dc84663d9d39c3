package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.audit.HistoryLine;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Parameters;
import com.acme.checkout.desk.page.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** One entry: what failed and why, all that is known of it, and what can be done. */
@DeskPage
public class EntryPage {

    private static final Words WORDS = new Words();

    private final Entries entries;
    private final Notes notes;
    private final History histories;
    private final PayloadService payloads;
    private final EntryPaths paths;

    public EntryPage(Entries entries, Notes notes, History histories, PayloadService payloads, EntryPaths paths) {
        this.entries = entries;
        this.notes = notes;
        this.histories = histories;
        this.payloads = payloads;
        this.paths = paths;
    }

    /** What happened to an entry or a replay; {@code kind} colours it: good, bad or empty. */
    public record Event(Instant at, String kind, String what, String detail, String actor, UUID replay) {}

    @GetMapping("/ops/entries/{id}")
    @Parameters("then")
    String entry(@PathVariable UUID id, @RequestParam(required = false) String done, Model model) {
        PayloadView.Veil veil = Operator.may(Role.PAYLOAD) ? PayloadView.Veil.PERSONS : PayloadView.Veil.STRICT;
        Entry entry = find(id);
        show(entry, payload(id), veil, veil, model);
        model.addAttribute("done", EntriesPage.done(done));
        return "entry";
    }

    /** The body without its veil: that somebody looked is in the audit by now. */
    @GetMapping("/ops/entries/{id}/body")
    String body(@PathVariable UUID id, HttpServletRequest request, Model model) {
        show(
                find(id),
                payloads.show(id, request.getRequestURI()),
                PayloadView.Veil.NONE,
                PayloadView.Veil.PERSONS,
                model);
        return PageModel.wants(request, "body") ? "entry :: content" : "entry";
    }

    @GetMapping("/ops/entries/{id}/headers")
    String headers(@PathVariable UUID id, HttpServletRequest request, Model model) {
        show(
                find(id),
                payloads.show(id, request.getRequestURI()),
                PayloadView.Veil.PERSONS,
                PayloadView.Veil.NONE,
                model);
        return PageModel.wants(request, "headers") ? "entry :: headers" : "entry";
    }

    @PostMapping("/ops/entries/{id}/notes")
    String note(@PathVariable UUID id, @RequestParam String note) {
        find(id);
        notes.add(id, note, Operator.name());
        return "redirect:/ops/entries/" + id + "?done=noted";
    }

    private Entry find(UUID id) {
        return find(entries, id);
    }

    /** The entry, or what the page says where there is none. */
    static Entry find(Entries entries, UUID id) {
        return entries.find(id)
                .orElseThrow(() -> new NotFoundException(
                        "There is no such entry: it never was, or it was resolved or discarded and has expired."));
    }

    private Payload payload(UUID id) {
        return entries.payload(id).orElseThrow(() -> new NotFoundException("The entry has just expired."));
    }

    private void show(Entry e, Payload payload, PayloadView.Veil body, PayloadView.Veil headers, Model model) {
        EntryAdvice advice = EntryAdvice.of(e, payload.headers());
        model.addAttribute("e", e);
        model.addAttribute("plain", advice.plain());
        model.addAttribute("todo", advice.todo());
        model.addAttribute("original", PayloadView.of(payload.body(), body));
        model.addAttribute("repaired", payload.repaired() == null ? null : PayloadView.of(payload.repaired(), body));
        model.addAttribute("headers", PayloadView.headers(payload.headers(), headers));
        List<HistoryLine> history = histories.of(e.id());
        model.addAttribute("timeline", timeline(e, history));
        model.addAttribute("path", PathTable.of(e, paths.of(e.id(), history), history));
        model.addAttribute("notes", notes.of(e.id()));
        model.addAttribute("replay", advice.whyNoReplay());
        model.addAttribute("repair", advice.whyNoRepair());
        model.addAttribute("discard", advice.whyNoDiscard());
        model.addAttribute("restore", e.state() == EntryState.DISCARDED && Operator.may(Role.REPLAY));
        model.addAttribute("primary", advice.primary());
    }

    private List<Event> timeline(Entry e, List<HistoryLine> history) {
        List<Event> events = new ArrayList<>();
        if (e.attempts() > 1) {
            events.add(new Event(e.firstAt(), "", "First attempt", null, null, null));
        }
        events.add(new Event(
                e.lastAt(),
                "bad",
                e.attempts() == 0
                        ? "Failed before any attempt"
                        : e.attempts() == 1
                                ? "The only attempt failed"
                                : "Attempt " + e.attempts() + ", the last, failed",
                e.status() == null ? null : "HTTP " + e.status(),
                null,
                null));
        history.stream().map(EntryPage::event).forEach(events::add);
        events.sort(Comparator.comparing(Event::at));
        return events;
    }

    public static Event event(HistoryLine line) {
        String kind = switch (line.kind()) {
            case "RESOLVED", "DONE" -> "good";
            case "FAILED_AGAIN", "STOPPED", "REFUSED" -> "bad";
            default -> "";
        };
        return new Event(
                line.at(),
                kind,
                WORDS.upperFirst(WORDS.lower(line.kind())),
                line.detail(),
                line.actor(),
                line.replay());
    }
}
