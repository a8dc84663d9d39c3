package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.destination.Strip;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.FilterForm;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The desk's first page: what failed, grouped by cause. */
@DeskPage
public class CausesPage {

    private static final Words WORDS = new Words();

    private final Causes causes;
    private final Notes notes;
    private final Strip strip;

    public CausesPage(Causes causes, Notes notes, Strip strip) {
        this.causes = causes;
        this.notes = notes;
        this.strip = strip;
    }

    /** A cause and what is done with it; {@code whyNot} says why nothing of it can be replayed, {@code filter} chooses what is counted. */
    record Shown(
            String fingerprint,
            Words.Plain plain,
            String detail,
            String reason,
            String route,
            long count,
            Map<String, Long> byState,
            Instant first,
            Instant last,
            Instant oldest,
            long replayable,
            String whyNot,
            String filter) {}

    @GetMapping({"/ops", "/ops/"})
    String causes(HttpServletRequest request, Model model) {
        if (PageModel.wants(request, Strip.PART)) {
            strip.show(model);
            return "destinations :: strip";
        }
        if (!PageModel.wants(request, "desk")) {
            strip.show(model);
        }
        Filter asked = FilterForm.filter(request);
        boolean all = "all".equals(request.getParameter("show"));
        String tab = !asked.matchesAll() ? "filtered" : all ? "all" : "unresolved";
        Filter filter = asked.states().isEmpty() && !all ? asked.with(EntryState.UNRESOLVED, asked.cause()) : asked;
        List<Cause> listed = causes.list(filter);
        // The figures are of all that is unresolved: most often that is what is shown.
        List<Cause> unresolved =
                tab.equals("filtered") ? causes.list(Filter.ALL.with(EntryState.UNRESOLVED, null)) : listed;
        model.addAttribute(
                "causes", listed.stream().map(cause -> shown(cause, filter)).toList());
        model.addAttribute("total", listed.isEmpty() ? causes.entries() : null);
        model.addAttribute("waiting", in(unresolved, "OPEN") + in(unresolved, "FAILED_AGAIN"));
        model.addAttribute("replaying", in(unresolved, "REPLAYING"));
        model.addAttribute("again", in(unresolved, "FAILED_AGAIN"));
        model.addAttribute(
                "oldest",
                unresolved.stream()
                        .map(Cause::oldest)
                        .filter(Objects::nonNull)
                        .min(Comparator.naturalOrder())
                        .orElse(null));
        model.addAttribute("tab", tab);
        model.addAttribute("shown", FilterForm.shown(asked));
        model.addAttribute("filterWords", FilterForm.words(asked, WORDS));
        model.addAttribute("self", "/ops" + (request.getQueryString() == null ? "" : '?' + request.getQueryString()));
        return PageModel.wants(request, "desk") ? "causes :: desk" : "causes";
    }

    @PostMapping("/ops/causes/{fingerprint}/notes")
    String note(@PathVariable String fingerprint, @RequestParam String note) {
        if (!causes.exists(fingerprint)) {
            throw new NotFoundException("There is no such cause.");
        }
        notes.addToCause(fingerprint, note, Operator.name());
        return "redirect:/ops/entries?cause=" + fingerprint;
    }

    private static Shown shown(Cause cause, Filter filter) {
        long replayable = in(cause.byState(), "OPEN") + in(cause.byState(), "FAILED_AGAIN");
        String whyNot = in(cause.byState(), "REPLAYING") > 0
                ? "All of it is being replayed."
                : "All of it is resolved or discarded.";
        return new Shown(
                cause.fingerprint(),
                WORDS.plain(cause.reason(), cause.status(), null, cause.exception()),
                cause.detail(),
                cause.reason(),
                cause.route(),
                cause.count(),
                cause.byState(),
                cause.first(),
                cause.last(),
                cause.oldest(),
                replayable,
                whyNot,
                filter.with(filter.states(), cause.fingerprint()).toQuery());
    }

    private static long in(List<Cause> causes, String state) {
        return causes.stream().mapToLong(cause -> in(cause.byState(), state)).sum();
    }

    private static long in(Map<String, Long> counts, String state) {
        return counts.getOrDefault(state, 0L);
    }
}
