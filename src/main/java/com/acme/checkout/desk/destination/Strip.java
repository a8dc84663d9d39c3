package com.acme.checkout.desk.destination;

import com.acme.checkout.desk.page.Words;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** The strip of destinations on top of the desk's first page: what the template {@code destinations} shows, in words. */
@Component
public class Strip {

    /** The id of the part of the page, and the name of its template. */
    public static final String PART = "destinations";

    private static final Words WORDS = new Words();

    private final Destinations destinations;

    Strip(Destinations destinations) {
        this.destinations = destinations;
    }

    /**
     * One row.
     *
     * @param look class of its colours: {@code bad}, {@code warn}, {@code good} or none
     * @param state in words; followed by {@code since} where that is not null
     * @param calls how the calls of the last minute went, where not all was well; else null
     * @param alarm what an operator has to know now; null where nothing
     * @param waits how many commands wait, in words
     * @param whyNot the number is not known; null where it is
     */
    record Row(
            String name,
            String target,
            String look,
            String state,
            Instant since,
            String calls,
            String alarm,
            String rate,
            String last,
            Instant lastCall,
            String waits,
            String whyNot,
            Instant oldest,
            String failed) {}

    /** Gives {@code model} what the strip shows now. */
    public void show(Model model) {
        Instant now = Instant.now();
        model.addAttribute(
                "strip",
                destinations.list().stream().map(each -> row(each, now)).toList());
        Long unassigned = destinations.unassigned();
        model.addAttribute(
                "unassigned",
                unassigned == null || unassigned == 0
                        ? null
                        : WORDS.count(unassigned, "more command waits", "more commands wait")
                                + " until later in queues that all destinations share. For which, shows when they are due.");
    }

    static Row row(Destination of, Instant now) {
        List<String> looks = List.of("bad", "warn", "good", "", "warn");
        return new Row(
                of.name(),
                of.target(),
                refuses(of) ? "warn" : looks.get(of.state().ordinal()),
                state(of),
                of.since(),
                calls(of),
                of.isOut() ? alarm(of, now) : null,
                String.format(Locale.ROOT, "%.1f", of.callsPerSecond()),
                last(of),
                of.lastCall(),
                waits(of),
                of.waiting().why() == null
                        ? null
                        : of.waiting().why() + ", since "
                                + WORDS.exact(of.waiting().notKnownSince()),
                of.waiting().oldest(),
                WORDS.count(of.deadLettersLastHour(), "dead letter", "dead letters") + ", "
                        + WORDS.count(of.failedCallsLastHour(), "call", "calls"));
    }

    private static String state(Destination of) {
        String breaker = of.breaker().equals("closed") ? "" : ", circuit breaker " + of.breaker();
        return switch (of.state()) {
            case OUT -> "Out" + breaker;
            case FAILING -> Boolean.TRUE.equals(of.lastCallSucceeded()) ? "Recovers" + breaker : "Failing" + breaker;
            case ANSWERS -> refuses(of) ? "Answers, and refuses" : "Answers";
            case NOT_CALLED -> "Not called yet";
            case NOT_ASKED -> "Not asked" + breaker;
        };
    }

    /** The last call was refused for a reason that is no cart's: each one may be, and become a dead letter. */
    private static boolean refuses(Destination of) {
        return of.state() == DestinationState.ANSWERS
                && of.lastStatus() != null
                && of.lastStatus() >= 300
                && of.lastStatus() != 404
                && of.lastStatus() != 409;
    }

    private static String calls(Destination of) {
        if (of.since() == null || of.failedCallsLastMinute() == 0) {
            return null;
        }
        return WORDS.number(of.failedCallsLastMinute()) + " of "
                + WORDS.count(of.callsLastMinute(), "call", "calls") + " in the last minute failed"
                + (of.failingCheckouts() == 0
                        ? ""
                        : ", of " + WORDS.count(of.failingCheckouts(), "checkout", "checkouts"));
    }

    private static String alarm(Destination of, Instant now) {
        Destination.Waiting waiting = of.waiting();
        String waits = waiting.messages() == null
                ? "How many commands wait is not known"
                : waits(of) + (waiting.messages() == 1 && !waiting.more() ? " command waits" : " commands wait");
        return of.name() + " is out" + (of.since() == null ? "" : " since " + WORDS.exact(of.since())) + ". " + waits
                + (waiting.oldest() == null
                        ? ""
                        : ", the oldest for " + WORDS.length(Duration.between(waiting.oldest(), now)))
                + ". Nothing is lost: they go on by themselves once it answers.";
    }

    private static String last(Destination of) {
        if (of.lastCall() == null) {
            return "none";
        }
        if (of.lastStatus() != null) {
            return of.lastStatus().toString();
        }
        if (of.unreachable()) {
            return "no connection";
        }
        return Boolean.TRUE.equals(of.lastCallSucceeded()) ? "confirmed" : "no answer";
    }

    private static String waits(Destination of) {
        Destination.Waiting waiting = of.waiting();
        if (waiting.messages() == null) {
            return waiting.here() == 0 ? "not known" : "not known, " + WORDS.number(waiting.here()) + " of them here";
        }
        return WORDS.number(waiting.messages()) + (waiting.more() ? "+" : "");
    }
}
