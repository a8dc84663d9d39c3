package com.acme.checkout.desk.cause;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.destination.Strip;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Parameters;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.FilterForm;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
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

    /** Causes of one reason; {@code entries} is how many they have together. */
    record Section(String reason, List<CauseRow> rows, long entries) {}

    @GetMapping({"/ops", "/ops/"})
    @Parameters(judged = true)
    String causes(HttpServletRequest request, Model model) {
        Filter asked = FilterForm.filter(request, "show");
        if (PageModel.wants(request, Strip.PART)) {
            strip.show(model);
            return "destinations :: strip";
        }
        if (!PageModel.wants(request, "desk")) {
            strip.show(model);
        }
        boolean all = "all".equals(request.getParameter("show"));
        String tab = !asked.matchesAll() ? "filtered" : all ? "all" : "unresolved";
        Filter filter = asked.states().isEmpty() && !all ? asked.with(EntryState.UNRESOLVED, asked.cause()) : asked;
        List<Cause> listed = causes.list(filter);
        // The figures are of all that is unresolved: most often that is what is shown.
        List<Cause> unresolved =
                tab.equals("filtered") ? causes.list(Filter.ALL.with(EntryState.UNRESOLVED, null)) : listed;
        rows(listed, filter, model);
        model.addAttribute("total", listed.isEmpty() ? causes.entries() : null);
        model.addAttribute("waiting", in(unresolved, EntryState.OPEN) + in(unresolved, EntryState.FAILED_AGAIN));
        model.addAttribute("replaying", in(unresolved, EntryState.REPLAYING));
        model.addAttribute("again", in(unresolved, EntryState.FAILED_AGAIN));
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

    private void rows(List<Cause> listed, Filter filter, Model model) {
        Instant now = Instant.now();
        Map<String, long[]> arrivals = listed.isEmpty() ? Map.of() : causes.arrivals(filter, now);
        Map<String, Notes.Latest> latest = listed.isEmpty() ? Map.of() : notes.latestOfCauses();
        List<CauseRow> rows = listed.stream()
                .map(cause -> CauseRow.of(
                        cause, filter, arrivals.get(cause.fingerprint()), latest.get(cause.fingerprint()), now))
                .toList();
        model.addAttribute("empty", rows.isEmpty());
        model.addAttribute(
                "snoozedCauses",
                rows.stream().filter(row -> row.cause().snoozed()).count());
        model.addAttribute(
                "sections",
                sections(rows.stream().filter(row -> !row.cause().snoozed()).toList()));
        model.addAttribute(
                "snoozed",
                sections(rows.stream().filter(row -> row.cause().snoozed()).toList()));
    }

    /** In the order of the rows: the section of the largest cause first. */
    private static List<Section> sections(List<CauseRow> rows) {
        return rows.stream()
                .collect(Collectors.groupingBy(row -> row.cause().reason(), LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(each -> new Section(
                        each.getKey(),
                        each.getValue(),
                        each.getValue().stream()
                                .mapToLong(row -> row.cause().count())
                                .sum()))
                .toList();
    }

    @PostMapping("/ops/causes/{fingerprint}/notes")
    String note(@PathVariable String fingerprint, @RequestParam String note) {
        if (!causes.exists(fingerprint)) {
            throw new NotFoundException("There is no such cause.");
        }
        notes.addToCause(fingerprint, note, Operator.name());
        return "redirect:/ops/entries?cause=" + fingerprint;
    }

    private static long in(List<Cause> causes, EntryState state) {
        return causes.stream().mapToLong(cause -> cause.in(state)).sum();
    }
}
