package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.DeskProperties;
import com.acme.checkout.desk.NotFoundException;
import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.ReplayEntryState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.audit.History;
import com.acme.checkout.desk.entry.EntryPage;
import com.acme.checkout.desk.page.Advice;
import com.acme.checkout.desk.page.DeskPage;
import com.acme.checkout.desk.page.MvcConfiguration;
import com.acme.checkout.desk.page.PageModel;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.FilterForm;
import com.acme.checkout.desk.selection.Selection;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
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
    private final ReplayControl control;
    private final ReplayReader reader;
    private final History histories;
    private final ReplayViews views;
    private final String guard;

    public ReplaysPage(
            Replays replays,
            ReplayControl control,
            ReplayReader reader,
            History histories,
            DeskProperties settings,
            @Qualifier(MvcConfiguration.JSON) ObjectMapper json) {
        this.replays = replays;
        this.control = control;
        this.reader = reader;
        this.histories = histories;
        this.views = new ReplayViews(json);
        this.guard = "Where more than " + settings.pauseShare() + " % of the last " + settings.pauseWindow()
                + " fail again after that, it pauses by itself.";
    }

    /** So many of something. */
    record Some(String name, long count) {}

    @GetMapping("/ops/replays")
    String replays(HttpServletRequest request, Model model) {
        List<Replay> latest = reader.latest(LATEST);
        model.addAttribute("replays", latest.stream().map(views::of).toList());
        model.addAttribute("busy", latest.stream().anyMatch(op -> op.state() == ReplayState.RUNNING));
        return PageModel.wants(request, "replays") ? "replays :: replays" : "replays";
    }

    @GetMapping("/ops/replays/{id}")
    String replay(
            @PathVariable UUID id,
            @RequestParam(required = false) String state,
            @RequestParam(defaultValue = "0") int after,
            HttpServletRequest request,
            Model model) {
        return whole(id, state, after, model) + (PageModel.wants(request, "replay") ? " :: replay" : "");
    }

    private String whole(UUID id, String state, int after, Model model) {
        if (state != null && !ReplayEntryState.names().contains(state)) {
            throw new IllegalArgumentException("There is no such state of an entry in a replay.");
        }
        Replay found = find(id);
        model.addAttribute(
                "r",
                views.of(
                        found,
                        found.state() == ReplayState.STOPPED
                                ? reader.failure(id).map(Advice::of).orElse(null)
                                : null));
        model.addAttribute("poll", "/ops/replays/" + id + "?after=" + after + (state == null ? "" : "&state=" + state));
        List<ReplayReader.Sent> sent = reader.entries(id, state, after, ROWS + 1);
        boolean more = sent.size() > ROWS;
        model.addAttribute("only", state);
        model.addAttribute("entries", more ? sent.subList(0, ROWS) : sent);
        model.addAttribute(
                "next",
                more
                        ? "/ops/replays/" + id + "?after=" + sent.get(ROWS - 1).position()
                                + (state == null ? "" : "&state=" + state)
                        : null);
        model.addAttribute(
                "history", histories.ofReplay(id).stream().map(EntryPage::event).toList());
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
        model.addAttribute("guard", guard);
        model.addAttribute(
                "estimate",
                "At " + Replays.DEFAULT_RATE + " a second this takes about "
                        + WORDS.length(Duration.ofSeconds((sendable + Replays.DEFAULT_RATE - 1) / Replays.DEFAULT_RATE))
                        + ", if the Orchestrator keeps up.");
        return PageModel.wants(request, "dialog-body") ? "confirm-replay :: dialog" : "confirm-replay";
    }

    private static List<Some> some(Map<String, ? extends Number> counts) {
        return counts.entrySet().stream()
                .map(each -> new Some(
                        each.getKey().isEmpty() ? "no destination yet" : each.getKey(),
                        each.getValue().longValue()))
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
    String begin(
            @RequestParam UUID preview,
            @RequestParam(required = false) String heldBack,
            @RequestParam int rate,
            @RequestParam int canary,
            HttpServletRequest request,
            HttpServletResponse response) {
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
    String pause(
            @PathVariable UUID id,
            @RequestParam(required = false) String destination,
            HttpServletRequest request,
            Model model) {
        find(id);
        control.pause(id, destination, Operator.name());
        return again(id, request, model);
    }

    @PostMapping("/ops/replays/{id}/resume")
    String resume(
            @PathVariable UUID id,
            @RequestParam(required = false) String destination,
            HttpServletRequest request,
            Model model) {
        find(id);
        control.resume(id, destination, Operator.name());
        return again(id, request, model);
    }

    @PostMapping("/ops/replays/{id}/cancel")
    String cancel(@PathVariable UUID id, HttpServletRequest request, Model model) {
        find(id);
        control.cancel(id, Operator.name());
        return again(id, request, model);
    }

    private String again(UUID id, HttpServletRequest request, Model model) {
        if (PageModel.wants(request, "replay")) {
            return whole(id, null, 0, model) + " :: replay";
        }
        return "redirect:/ops/replays/" + id;
    }

    private Replay find(UUID id) {
        return reader.find(id).orElseThrow(() -> new NotFoundException("There is no such replay."));
    }
}
