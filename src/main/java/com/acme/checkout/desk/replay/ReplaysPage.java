package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.ReplayEntryState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.entry.EntryPage;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.FilterForm;
import com.acme.checkout.desk.selection.Selection;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Replays: begun after a dry run, watched, paused, cancelled. */
@DeskPage
public class ReplaysPage {

    private static final int LATEST = 50;
    private static final int ROWS = 50;
    private static final Words WORDS = new Words();

    private final Replays replays;
    private final ReplayReader reader;
    private final History histories;
    private final ObjectMapper json;

    public ReplaysPage(Replays replays, ReplayReader reader, History histories, @Qualifier(MvcConfiguration.JSON) ObjectMapper json) {
        this.replays = replays;
        this.reader = reader;
        this.histories = histories;
        this.json = json;
    }

    /** So many of something. */
    record Some(String name, long count) {
    }

    /** A part of the bar, in percent. */
    record Part(String name, double from, double width) {
    }

    /** A number that leads to the entries it counts. */
    record Figure(String label, long count, String tone, String link) {
    }

    /** A replay as it stands. */
    record Shown(Replay op, String what, FilterForm.Told chosen, List<Part> parts, String spoken, String rounded, List<Figure> figures, String canary, String estimate,
                 boolean moving, String advice) {
    }

    @GetMapping("/ops/replays")
    String replays(HttpServletRequest request, Model model) {
        List<Replay> latest = reader.latest(LATEST);
        model.addAttribute("replays", latest.stream().map(this::shown).toList());
        model.addAttribute("busy", latest.stream().anyMatch(op -> op.state() == ReplayState.RUNNING));
        return PageModel.wants(request, "replays") ? "replays :: replays" : "replays";
    }

    @GetMapping("/ops/replays/{id}")
    String replay(@PathVariable UUID id, @RequestParam(required = false) String state, @RequestParam(defaultValue = "0") int after,
                  HttpServletRequest request, Model model) {
        model.addAttribute("r", shown(find(id)));
        if (PageModel.wants(request, "progress")) {
            return "replay :: progress";
        }
        return whole(id, state, after, model);
    }

    private String whole(UUID id, String state, int after, Model model) {
        if (state != null && !ReplayEntryState.names().contains(state)) {
            throw new IllegalArgumentException("There is no such state of an entry in a replay.");
        }
        List<ReplayReader.Sent> sent = reader.entries(id, state, after, ROWS + 1);
        boolean more = sent.size() > ROWS;
        model.addAttribute("only", state);
        model.addAttribute("entries", more ? sent.subList(0, ROWS) : sent);
        model.addAttribute("next", more ? "/ops/replays/" + id + "?after=" + sent.get(ROWS - 1).position() + (state == null ? "" : "&state=" + state) : null);
        model.addAttribute("history", histories.ofReplay(id).stream().map(EntryPage::event).toList());
        return "replay";
    }

    /** The dry run, and the question that it leads to. */
    @PostMapping("/ops/replays/check")
    String ask(HttpServletRequest request, Model model) {
        Selection selection = FilterForm.selection(request);
        DryRun dry = replays.dryRun(selection, false, Operator.name());
        long sendable = dry.going();
        model.addAttribute("sendable", sendable);
        model.addAttribute("destinations", some(dry.byDestination()));
        model.addAttribute("refused", some(dry.refused()));
        model.addAttribute("preview", dry.token());
        model.addAttribute("heldBack", dry.heldBack());
        model.addAttribute("chosenWords", WORDS.count(dry.total(), "entry", "entries") + words(selection));
        model.addAttribute("rate", Replays.DEFAULT_RATE);
        model.addAttribute("canary", Replays.DEFAULT_CANARY);
        model.addAttribute("estimate", "At " + Replays.DEFAULT_RATE + " a second this takes about " + WORDS.length(Duration.ofSeconds((sendable + Replays.DEFAULT_RATE - 1) / Replays.DEFAULT_RATE))
                + ", if the Orchestrator keeps up.");
        return PageModel.wants(request, "dialog-body") ? "confirm-replay :: dialog" : "confirm-replay";
    }

    private static List<Some> some(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream().map(each -> new Some(each.getKey().isEmpty() ? "no destination yet" : each.getKey(), each.getValue().longValue()))
                .toList();
    }

    private static String words(Selection selection) {
        if (selection.cause() != null) {
            return ", all of this cause";
        }
        if (selection.filter() == null) {
            return "";
        }
        String words = FilterForm.words(selection.filter(), WORDS);
        return words.isEmpty() ? ": every one that there is" : ", all with: " + words;
    }

    @PostMapping("/ops/replays")
    String begin(@RequestParam UUID preview, @RequestParam(required = false) String heldBack, @RequestParam int rate, @RequestParam int canary,
                 HttpServletRequest request, HttpServletResponse response) {
        if (heldBack != null && !heldBack.equals("true")) {
            throw new IllegalArgumentException("heldBack must be true, or left out.");
        }
        Replay begun = replays.begin(preview, heldBack != null, rate, canary, Operator.name());
        String page = "/ops/replays/" + begun.id();
        if (request.getHeader("HX-Request") != null) {
            response.setHeader("HX-Redirect", page);
            return "done :: nothing";
        }
        return "redirect:" + page;
    }

    @PostMapping("/ops/replays/{id}/pause")
    String pause(@PathVariable UUID id, HttpServletRequest request, Model model) {
        find(id);
        replays.pause(id, Operator.name());
        return again(id, request, model);
    }

    @PostMapping("/ops/replays/{id}/resume")
    String resume(@PathVariable UUID id, HttpServletRequest request, Model model) {
        find(id);
        replays.resume(id, Operator.name());
        return again(id, request, model);
    }

    @PostMapping("/ops/replays/{id}/cancel")
    String cancel(@PathVariable UUID id, HttpServletRequest request, Model model) {
        find(id);
        replays.cancel(id, Operator.name());
        return again(id, request, model);
    }

    private String again(UUID id, HttpServletRequest request, Model model) {
        if (PageModel.wants(request, "progress")) {
            model.addAttribute("r", shown(find(id)));
            return "replay :: progress";
        }
        return "redirect:/ops/replays/" + id;
    }

    private Replay find(UUID id) {
        return reader.find(id).orElseThrow(() -> new NotFoundException("There is no such replay."));
    }

    private Shown shown(Replay op) {
        long total = Math.max(1, op.frozen());
        long ended = op.resolved() + op.failedAgain() + op.refused();
        List<Part> parts = new ArrayList<>();
        double from = 0;
        for (Some each : List.of(new Some("RESOLVED", op.resolved()), new Some("FAILED_AGAIN", op.failedAgain()), new Some("REFUSED", op.refused()),
                new Some("SENT", op.underway()))) {
            double width = Math.round(each.count() * 10_000.0 / total) / 100.0;
            if (width > 0) {
                parts.add(new Part(each.name(), Math.round(from * 100) / 100.0, width));
            }
            from += width;
        }
        String spoken = WORDS.number(op.resolved()) + " of " + WORDS.number(op.frozen()) + " resolved"
                + (op.failedAgain() > 0 ? ", " + WORDS.number(op.failedAgain()) + " failed again" : "")
                + (op.refused() > 0 ? ", " + WORDS.number(op.refused()) + " refused" : "");
        String rounded = "Replay " + op.state().label() + ", " + ended * 10 / total * 10 + " percent" + (op.failedAgain() > 0 ? ", some failed again" : "");
        String link = "/ops/replays/" + op.id();
        List<Figure> figures = List.of(new Figure("frozen at the click", op.frozen(), "", link),
                new Figure("sent", op.sent(), "", link),
                new Figure("under way", op.underway(), "", link + "?state=SENT"),
                new Figure("resolved", op.resolved(), op.resolved() > 0 ? "good" : "", link + "?state=RESOLVED"),
                new Figure("failed again", op.failedAgain(), op.failedAgain() > 0 ? "bad" : "", link + "?state=FAILED_AGAIN"),
                new Figure("refused", op.refused(), "", link + "?state=REFUSED"),
                op.open() ? new Figure("remaining", op.remaining(), "", link + "?state=FROZEN")
                        : new Figure("not sent", op.cancelled() + op.remaining(), "", link + "?state=CANCELLED"));
        return new Shown(op, WORDS.count(op.frozen(), "entry", "entries"), chosen(op), parts, spoken, rounded, figures, canary(op),
                op.state() == ReplayState.RUNNING && op.remaining() > 0 ? "about " + WORDS.length(Duration.ofSeconds(op.remaining() / op.rate() + 1)) : null,
                op.open() || op.underway() > 0, advice(op));
    }

    private FilterForm.Told chosen(Replay op) {
        try {
            return FilterForm.told(json.readTree(op.selection()), WORDS);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a replay's selection is JSON", e);
        }
    }

    private static String canary(Replay op) {
        if (op.canary() == 0) {
            return "none: all go at the rate from the start";
        }
        if (op.canaryEntries() >= op.frozen()) {
            return "all: there are no more than go first of each destination";
        }
        String first = op.canaryEntries() == 1 ? "the first one" : "the first " + op.canaryEntries() + ", " + op.canary() + " of each destination at most,";
        if (op.state() == ReplayState.STOPPED) {
            return "failed: " + first + " did not all start, and nothing else was sent";
        }
        return op.sent() > op.canaryEntries() || op.resolved() >= op.canaryEntries() ? "passed: " + first + " started"
                : first + (op.canaryEntries() == 1 ? " goes alone; the rest waits until it has started" : " go alone; the rest waits until they have started");
    }

    private static String advice(Replay op) {
        return switch (op.state()) {
            case STOPPED -> "The Orchestrator is not well yet. What was not sent is as it was: look at what failed again, fix it, and replay once more.";
            case DONE -> op.failedAgain() > 0 ? "Look at those that failed again: their reason is the new one." : null;
            default -> null;
        };
    }
}
