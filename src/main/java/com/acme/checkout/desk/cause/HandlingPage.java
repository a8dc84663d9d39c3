package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.FilterForm;
import com.acme.checkout.desk.selection.FilterValues;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Asks who works on a cause, and until when it shall be below the others. */
@DeskPage
public class HandlingPage {

    private static final Words WORDS = new Words();
    private static final Map<String, Duration> CHOICES =
            Map.of("1h", Duration.ofHours(1), "4h", Duration.ofHours(4), "1d", Duration.ofDays(1));

    private final Causes causes;
    private final Handling handling;

    public HandlingPage(Causes causes, Handling handling) {
        this.causes = causes;
        this.handling = handling;
    }

    @GetMapping("/ops/causes/{fingerprint}/handling")
    String ask(@PathVariable String fingerprint, HttpServletRequest request, Model model) {
        KnownCause cause =
                causes.known(fingerprint).orElseThrow(() -> new NotFoundException("There is no such cause."));
        model.addAttribute("fingerprint", cause.fingerprint());
        model.addAttribute(
                "happened",
                WORDS.plain(cause.reason(), cause.status(), cause.destination(), cause.exception())
                        .title());
        model.addAttribute("handled", handling.of(fingerprint));
        return PageModel.wants(request, "dialog-body") ? "handling :: dialog" : "handling";
    }

    @PostMapping("/ops/causes/{fingerprint}/assignment")
    String assign(
            @PathVariable String fingerprint,
            @RequestParam(defaultValue = "") String owner,
            @RequestParam(defaultValue = "") String ticket,
            HttpServletRequest request,
            Model model) {
        Handling.Handled now = handling.assign(fingerprint, owner, ticket, Operator.name());
        String where = now.ticket() == null ? "no ticket" : "ticket " + now.ticket();
        return said(
                fingerprint,
                now.owner() == null
                        ? "Assigned to nobody, " + where + "."
                        : "Assigned to " + now.owner() + ", " + where + ".",
                request,
                model);
    }

    /** {@code choice} is a length, or {@code until}: then that time, in UTC, counts. */
    @PostMapping("/ops/causes/{fingerprint}/snooze")
    String snooze(
            @PathVariable String fingerprint,
            @RequestParam(name = "for") String choice,
            @RequestParam(defaultValue = "") String until,
            HttpServletRequest request,
            Model model) {
        Duration length = CHOICES.get(choice);
        Handling.Handled now = handling.snooze(
                fingerprint, length == null ? instant(until) : Instant.now().plus(length), Operator.name());
        return said(fingerprint, "Snoozed until " + WORDS.exact(now.snoozedUntil()) + ".", request, model);
    }

    @PostMapping("/ops/causes/{fingerprint}/wake")
    String wake(@PathVariable String fingerprint, HttpServletRequest request, Model model) {
        handling.wake(fingerprint, Operator.name());
        return said(fingerprint, "The snooze is over.", request, model);
    }

    /** Onto the page whose dialog asked, which stays where it is; without scripts back to the cause's row. */
    private static String said(String fingerprint, String done, HttpServletRequest request, Model model) {
        if (!PageModel.wants(request, "said")) {
            return "redirect:/ops#c-" + fingerprint;
        }
        model.addAttribute("done", done);
        return "done :: said";
    }

    private static Instant instant(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("Say until when, as in 2026-01-31 12:00 (UTC).");
        }
        return FilterValues.instant("until", FilterForm.instant(text));
    }
}
