package com.acme.checkout.desk.page;

import com.acme.checkout.delivery.ExtensionFailedException;
import com.acme.checkout.delivery.RejectedByRuleException;
import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.ReplayEntryState;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** How the pages speak to a person: causes, states, numbers and times in plain words. */
public final class Words {

    private static final DateTimeFormatter EXACT = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter INPUT =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /**
     * A cause for a person who was woken by it.
     *
     * @param title    what happened, in a few words
     * @param meaning  what that means for the customers' checkouts
     * @param remedy   what to do now
     */
    public record Plain(String title, String meaning, String remedy) {}

    /** {@code status} and {@code exception} may be null. */
    public Plain plain(String reason, Integer status, String destination, String exception) {
        String who = destination == null || destination.isBlank()
                ? "The Orchestrator"
                : "The Orchestrator for " + destination;
        return switch (reason) {
            case "INVALID" ->
                new Plain(
                        "The command breaks the contract",
                        "A field is missing or wrong, as the detail says. The Orchestrator has not seen this checkout, and sending it again as it is changes nothing.",
                        "Repair the body and replay it, or tell the sender what is wrong and discard it once they have sent a better one.");
            case "UNREADABLE" ->
                new Plain(
                        "The message can't be read as a command",
                        "It is not JSON in UTF-8 as the contract asks for. The Orchestrator has not seen it.",
                        "Look at the body. Where you can tell what was meant, repair it and replay it; where it is no command at all, discard it.");
            case "UNROUTABLE" ->
                new Plain(
                        "No rule names a destination for this command",
                        "It was read, but routes/destinations.camel.yaml has no rule that holds for it, or its type is unknown here.",
                        "Add or fix the rule, then replay. Where such a command should not exist, tell the sender and discard it.");
            case "REJECTED" ->
                isA(RejectedByRuleException.class, exception)
                        ? new Plain(
                                "A rule of this service turns the command away",
                                "A route that reads direct:before-routing or another extension point says so, and why. Nothing was started.",
                                "It is meant to be so: discard it. Where the rule is wrong, correct it under routes/ and replay.")
                        : status != null && status == 404
                                ? new Plain(
                                        "The Orchestrator knows no such cart",
                                        "It answered 404: this cart can't be checked out. Nothing was started.",
                                        "Ask Shopping whether the cart exists. Replay once it does; discard it where the cart is gone for good.")
                                : new Plain(
                                        "The cart is empty or already checked out",
                                        "The Orchestrator answered " + (status == null ? "409" : status)
                                                + ": this cart can't be checked out now. Nothing was started for this command.",
                                        "Most often the customer has checked out another way, and it can be discarded. Replay it only where Shopping says that the cart is ready.");
            case "REFUSED" ->
                new Plain(
                        "The Orchestrator refuses what this service sends" + http(status),
                        who
                                + " does not take the request as it is. This is a fault between the two services, not of the customer's.",
                        "Compare the last deployments of both with the contract. Replay once the fault is fixed: before that, each would be refused again.");
            case "EXHAUSTED" -> exhausted(status, who, exception == null ? "" : exception);
            default ->
                new Plain(
                        "An unexpected failure inside this service",
                        "The command was kept, but something here failed that nobody foresaw. The checkout was not confirmed.",
                        "Look for the exception in the log of that time and report it. Replay a few first: the canary shows whether it happens again.");
        };
    }

    private static Plain exhausted(Integer status, String who, String exception) {
        String meaning =
                "The checkout was not confirmed, and its retries are used up. Should an attempt have arrived after all, a replay under the same key starts nothing twice.";
        String remedy =
                "Make sure that the Orchestrator is well again, then replay: the canary goes first and stops the rest where it is not.";
        if (isA(ExtensionFailedException.class, exception)) {
            return new Plain(
                    "A step that somebody added to the routes keeps failing",
                    meaning,
                    "The exception names the step's extension point and its failure: look at the route under routes/ that reads it, and at the system that it asks. Then replay.");
        }
        if (status != null && (status == 401 || status == 403)) {
            return new Plain(
                    "The Orchestrator refuses our credentials" + http(status),
                    meaning,
                    "Fix the credentials that this service sends. Then replay.");
        }
        if (status != null) {
            return new Plain(who + " kept answering " + status, meaning, remedy);
        }
        if (exception.matches("(?is).*(timed? ?out|timeout|deadline).*")) {
            return new Plain(who + " did not answer in time", meaning, remedy);
        }
        if (exception.matches("(?is).*(unknownhost|name or service not known).*")) {
            return new Plain(
                    who + " has a host name that nobody knows",
                    meaning,
                    "Fix the URL or the name service. Then replay.");
        }
        return new Plain(who + " could not be reached", meaning, remedy);
    }

    /** Whether the text that a dead letter has of its exception is one of that class. */
    private static boolean isA(Class<? extends Exception> type, String exception) {
        return exception != null && exception.startsWith(type.getName());
    }

    private static String http(Integer status) {
        return status == null ? "" : " (HTTP " + status + ")";
    }

    public String state(EntryState state) {
        return state.label();
    }

    public String state(String state) {
        return EntryState.valueOf(state).label();
    }

    /** For the state of an entry within a replay. */
    public String progress(String state) {
        return ReplayEntryState.valueOf(state).label();
    }

    /** A constant's name as words. */
    public String lower(String constant) {
        return constant == null ? "" : constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    public String upperFirst(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    public String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** As in {@code 1 entry} or {@code 1,204 entries}. */
    public String count(long count, String one, String many) {
        return number(count) + ' ' + (count == 1 ? one : many);
    }

    public String exact(Instant at) {
        return at == null ? "" : EXACT.format(at);
    }

    public String clock(Instant at) {
        return CLOCK.format(at);
    }

    /** As a field of type {@code datetime-local} wants it, in UTC. */
    public String input(Instant at) {
        return at == null ? "" : INPUT.format(at);
    }

    public String ago(Instant at) {
        if (at == null) {
            return "";
        }
        Duration age = Duration.between(at, Instant.now());
        return age.toSeconds() < 5 ? "just now" : length(age) + " ago";
    }

    public String age(Instant at) {
        return at == null ? "" : length(Duration.between(at, Instant.now()));
    }

    /** Two units at the most: {@code 3 d 4 h}. The pages' script does the same. */
    public String length(Duration length) {
        long s = Math.max(0, length.toSeconds());
        if (s < 60) {
            return s + " s";
        }
        if (s < 3600) {
            return s / 60 + " min";
        }
        if (s < 86_400) {
            return s / 3600 + " h" + (s % 3600 < 60 ? "" : " " + s % 3600 / 60 + " min");
        }
        return s / 86_400 + " d" + (s % 86_400 < 3600 ? "" : " " + s % 86_400 / 3600 + " h");
    }

    /** The first part of an id, enough to tell it from its neighbours. */
    public String brief(Object id) {
        String text = id == null ? "" : id.toString();
        return text.length() <= 8 ? text : text.substring(0, 8);
    }
}
