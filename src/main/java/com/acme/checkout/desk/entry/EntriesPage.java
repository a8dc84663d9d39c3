package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.audit.Notes;
import com.acme.checkout.desk.cause.Causes;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Parameters;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.replay.ReplaysPage;
import com.acme.checkout.desk.selection.Filter;
import com.acme.checkout.desk.selection.FilterForm;
import com.acme.checkout.desk.selection.Selection;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** The list of entries, and what is done to many of them at once. Replays are {@link ReplaysPage}'s. */
@DeskPage
public class EntriesPage {

    private static final int ROWS = 50;
    private static final int MANY = 1000;
    private static final int LONGEST_REASON = 500;
    private static final Words WORDS = new Words();

    private final Entries entries;
    private final Notes notes;
    private final Causes causes;
    private final Discards discards;

    public EntriesPage(Entries entries, Notes notes, Causes causes, Discards discards) {
        this.entries = entries;
        this.notes = notes;
        this.causes = causes;
        this.discards = discards;
    }

    /** A line of the list. */
    record Row(
            UUID id,
            EntryState state,
            int failures,
            String title,
            String detail,
            String destination,
            String cartId,
            int attempts,
            Instant lastAt) {}

    /** The cause that a list is of. */
    record Lead(String fingerprint, Words.Plain plain, String exception, String detail) {}

    @GetMapping("/ops/entries")
    @Parameters(judged = true)
    String entries(
            @RequestParam(required = false) String after,
            @RequestParam(required = false) String sort,
            HttpServletRequest request,
            Model model) {
        EntrySort by = EntrySort.of(sort == null || sort.isBlank() ? null : sort);
        Filter filter = FilterForm.filter(request, "after", "sort");
        String query = filter.toQuery();
        EntryList page = entries.page(filter, by, after == null || after.isBlank() ? null : after, ROWS);
        // A search reads every text: it stops where the exact number would be worth no operator's wait.
        int most = filter.text() == null ? Integer.MAX_VALUE : MANY + 1;
        Counts counts = page.next() == null && (after == null || after.isBlank())
                ? Counts.of(page.entries())
                : entries.counts(filter, most);
        model.addAttribute("many", counts.total() >= most ? WORDS.number(MANY) : null);
        model.addAttribute(
                "entries", page.entries().stream().map(EntriesPage::row).toList());
        model.addAttribute("counts", counts);
        model.addAttribute("query", query);
        model.addAttribute("every", query.isEmpty() ? FilterForm.EVERY : FilterForm.MATCHING);
        model.addAttribute("after", after);
        model.addAttribute("sort", by.word());
        model.addAttribute("sorts", ListLink.ofEachSort(query));
        model.addAttribute("first", ListLink.of(query, by, null));
        model.addAttribute("next", page.next() == null ? null : ListLink.of(query, by, page.next()));
        model.addAttribute("csv", "/ops/dead-letters/export.csv" + (query.isEmpty() ? "" : '?' + query));
        model.addAttribute("export", "/ops/dead-letters/export" + (query.isEmpty() ? "" : '?' + query));
        model.addAttribute(
                "self", "/ops/entries" + (request.getQueryString() == null ? "" : '?' + request.getQueryString()));
        model.addAttribute("shown", FilterForm.shown(filter));
        model.addAttribute("filterWords", FilterForm.words(filter, WORDS));
        if (PageModel.wants(request, "list")) {
            return "entries :: list";
        }
        if (filter.cause() != null) {
            causes.find(filter.cause()).ifPresent(cause -> {
                model.addAttribute(
                        "cause",
                        new Lead(
                                cause.fingerprint(),
                                WORDS.plain(cause.reason(), cause.status(), null, cause.exception()),
                                cause.exception(),
                                cause.detailWords()));
                model.addAttribute("notes", notes.ofCause(cause.fingerprint()));
            });
        }
        return "entries";
    }

    private static Row row(Entry e) {
        return new Row(
                e.id(),
                e.state(),
                e.failures(),
                WORDS.plain(e.reason(), e.status(), null, e.exception()).title(),
                e.detail(),
                e.destination(),
                e.cartId(),
                e.attempts(),
                e.lastAt());
    }

    /** Asks for the reason, and says how many entries it would be. */
    @PostMapping("/ops/discards/check")
    String askDiscard(HttpServletRequest request, Model model) {
        Discards.Preview preview = discards.previewDiscard(FilterForm.selection(request), Operator.name());
        model.addAttribute("count", preview.count());
        model.addAttribute("left", preview.leftAlone());
        model.addAttribute("preview", preview.token());
        return PageModel.wants(request, "dialog-body") ? "confirm-discard :: dialog" : "confirm-discard";
    }

    @PostMapping("/ops/discards")
    String discard(
            @RequestParam UUID preview,
            @RequestParam String reason,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        String why = reason.strip();
        if (why.isEmpty() || why.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("Say why, in at most " + LONGEST_REASON + " characters.");
        }
        Discards.Done done = discards.discard(preview, why, Operator.name());
        Selection selection = done.selection();
        model.addAttribute(
                "done",
                done.count() == 0
                        ? "Nothing to do: none of these was open."
                        : WORDS.count(done.count(), "entry", "entries") + " discarded.");
        // What was discarded before is not this click's to undo.
        model.addAttribute("undo", done.count() == 0 ? null : "discard=" + done.id());
        model.addAttribute("show", done.count() == 0 ? null : "/ops/entries?discard=" + done.id());
        return said(selection, "discarded", request, response);
    }

    /** Says how many entries it would be. */
    @PostMapping("/ops/restores/check")
    String askRestore(HttpServletRequest request, Model model) {
        Discards.Preview preview = discards.previewRestore(FilterForm.selection(request), Operator.name());
        model.addAttribute("count", preview.count());
        model.addAttribute("left", preview.leftAlone());
        model.addAttribute("preview", preview.token());
        return PageModel.wants(request, "dialog-body") ? "confirm-restore :: dialog" : "confirm-restore";
    }

    /** What was previewed, or the entries whose ids the form tells. */
    @PostMapping("/ops/restores")
    String restore(
            @RequestParam(required = false) UUID preview,
            HttpServletRequest request,
            HttpServletResponse response,
            Model model) {
        if (preview == null && request.getParameter("preview") != null) {
            throw new IllegalArgumentException("This form does not say what was shown: load the page again.");
        }
        Selection selection = preview == null ? FilterForm.selection(request) : null;
        if (selection != null && selection.ids() == null) {
            throw new IllegalArgumentException("Undo what was shown: load the page again.");
        }
        Discards.Done done = preview == null
                ? new Discards.Done(discards.restore(selection, Operator.name()), selection, null)
                : discards.restore(preview, Operator.name());
        model.addAttribute(
                "done",
                done.count() == 0
                        ? "Nothing to do: none of these was discarded."
                        : WORDS.count(done.count(), "entry is", "entries are") + " open again.");
        return said(done.selection(), "restored", request, response);
    }

    /** To the page of the one entry, or onto the list. */
    private static String said(
            Selection selection, String done, HttpServletRequest request, HttpServletResponse response) {
        UUID only = selection.ids() != null && selection.ids().size() == 1
                ? selection.ids().get(0)
                : null;
        String page = "/ops/entries/" + only;
        String from = request.getHeader("HX-Current-URL");
        if (from != null && page.equals(path(from))) {
            response.setHeader("HX-Redirect", page + "?done=" + done);
        } else if (from == null && request.getParameter("entry") != null && only != null) {
            return "redirect:" + page + "?done=" + done;
        }
        return PageModel.wants(request, "said") ? "done :: said" : "done";
    }

    /** Null where it has none. Browsers leave characters in an address that RFC 3986 does not allow: by now the action is done, whatever it says. */
    private static String path(String address) {
        try {
            return URI.create(address).getPath();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What a page says of the action that led to it. */
    static String done(String done) {
        return done == null
                ? null
                : Map.of(
                                "discarded",
                                "Discarded. The desk keeps it, and you can undo this.",
                                "restored",
                                "It is open again.",
                                "repaired",
                                "Saved. Nothing is sent yet: replay it now.",
                                "unrepaired",
                                "The repair is undone: the body is the original one again.",
                                "noted",
                                "Your note is saved.")
                        .get(done);
    }
}
