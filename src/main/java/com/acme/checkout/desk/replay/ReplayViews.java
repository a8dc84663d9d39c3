package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayEntryState;
import com.acme.checkout.desk.ReplayState;
import com.acme.checkout.desk.page.Words;
import com.acme.checkout.desk.selection.FilterForm;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What the pages show of a replay: its bar, its figures, and what they say in words. */
final class ReplayViews {

    private static final Words WORDS = new Words();

    private final ObjectMapper json;

    ReplayViews(ObjectMapper json) {
        this.json = json;
    }

    private record Count(String name, long count) {}

    /** A part of the bar, in percent. */
    record Part(String name, double from, double width) {}

    /** A number that leads to the entries it counts. */
    record Figure(String label, long count, String tone, String link) {}

    /** What of an ended replay can be replayed next, by one click. */
    record FollowUp(ReplayEntryState state, String label, String filter) {}

    /** A replay as it stands. */
    record Shown(
            Replay op,
            String what,
            FilterForm.Told chosen,
            List<Part> parts,
            String spoken,
            String rounded,
            List<Figure> figures,
            String canary,
            String estimate,
            boolean moving,
            String advice,
            List<FollowUp> followUps) {}

    Shown of(Replay op) {
        return of(op, null);
    }

    /** {@code failed}: what most of those that failed again failed of; null where that is not known. */
    Shown of(Replay op, Words.Plain failed) {
        long total = Math.max(1, op.frozen());
        long ended = op.resolved() + op.failedAgain() + op.refused();
        List<Part> parts = new ArrayList<>();
        double from = 0;
        for (Count each : List.of(
                new Count("RESOLVED", op.resolved()),
                new Count("FAILED_AGAIN", op.failedAgain()),
                new Count("REFUSED", op.refused()),
                new Count("SENT", op.underway()))) {
            double width = Math.round(each.count() * 10_000.0 / total) / 100.0;
            if (width > 0) {
                parts.add(new Part(each.name(), Math.round(from * 100) / 100.0, width));
            }
            from += width;
        }
        String spoken = WORDS.number(op.resolved()) + " of " + WORDS.number(op.frozen()) + " resolved"
                + (op.failedAgain() > 0 ? ", " + WORDS.number(op.failedAgain()) + " failed again" : "")
                + (op.refused() > 0 ? ", " + WORDS.number(op.refused()) + " refused" : "");
        String rounded = "Replay " + op.state().label() + ", " + ended * 10 / total * 10 + " percent"
                + (op.failedAgain() > 0 ? ", some failed again" : "");
        String link = "/ops/replays/" + op.id();
        List<Figure> figures = new ArrayList<>(List.of(
                new Figure("frozen at the click", op.frozen(), "", link),
                new Figure("sent", op.sent(), "", link),
                new Figure("under way", op.underway(), "", link + "?state=SENT"),
                new Figure("resolved", op.resolved(), op.resolved() > 0 ? "good" : "", link + "?state=RESOLVED"),
                new Figure(
                        "failed again",
                        op.failedAgain(),
                        op.failedAgain() > 0 ? "bad" : "",
                        link + "?state=FAILED_AGAIN"),
                new Figure("refused", op.refused(), "", link + "?state=REFUSED"),
                new Figure("held back", op.heldBack(), "", link + "?state=HELD_BACK"),
                op.open()
                        ? new Figure("remaining", op.remaining(), "", link + "?state=FROZEN")
                        : new Figure("not sent", op.cancelled() + op.remaining(), "", link + "?state=CANCELLED")));
        figures.removeIf(figure -> figure.label().equals("held back") && figure.count() == 0);
        return new Shown(
                op,
                WORDS.count(op.frozen(), "entry", "entries"),
                chosen(op),
                parts,
                spoken,
                rounded,
                figures,
                canary(op),
                op.state() == ReplayState.RUNNING && op.remaining() > 0
                        ? "about " + WORDS.length(Duration.ofSeconds(op.remaining() / op.rate() + 1))
                        : null,
                op.open() || op.underway() > 0,
                advice(op, failed),
                op.open() ? List.of() : followUps(op));
    }

    private static List<FollowUp> followUps(Replay op) {
        List<FollowUp> all = new ArrayList<>();
        followUp(all, op, ReplayEntryState.FAILED_AGAIN, op.failedAgain(), "that failed again");
        followUp(all, op, ReplayEntryState.HELD_BACK, op.heldBack(), "held back");
        followUp(all, op, ReplayEntryState.CANCELLED, op.cancelled(), "not sent");
        return all;
    }

    private static void followUp(List<FollowUp> all, Replay op, ReplayEntryState state, int count, String which) {
        if (count > 0) {
            all.add(new FollowUp(
                    state,
                    "Replay the " + WORDS.number(count) + ' ' + which + '…',
                    "replay=" + op.id() + "&replayState=" + state));
        }
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
        String first = op.canaryEntries() == 1
                ? "the first one"
                : "the first " + op.canaryEntries() + ", " + op.canary() + " of each destination at most,";
        if (op.state() == ReplayState.STOPPED) {
            return "failed: " + first + " did not all start, and nothing else was sent";
        }
        return op.sent() > op.canaryEntries() || op.resolved() >= op.canaryEntries()
                ? "passed: " + first + " started"
                : first
                        + (op.canaryEntries() == 1
                                ? " goes alone; the rest waits until it has started"
                                : " go alone; the rest waits until they have started");
    }

    static String advice(Replay op, Words.Plain failed) {
        return switch (op.state()) {
            case STOPPED -> "What was not sent is as it was. " + next(op, failed);
            case DONE -> op.failedAgain() > 0 ? "Look at those that failed again: their reason is the new one." : null;
            default -> null;
        };
    }

    private static String next(Replay op, Words.Plain failed) {
        if (failed != null) {
            return "Why the canary failed: " + failed.title() + ". " + failed.remedy();
        }
        return op.failedAgain() + op.refused() == 0
                ? "The canary did not start in time: look at the state of its destination, and replay again once calls to it succeed."
                : "Look at what failed again or was refused, correct that, and replay again.";
    }
}
