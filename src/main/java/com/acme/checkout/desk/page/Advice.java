package com.acme.checkout.desk.page;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.broker.UnreadableHeaderException;
import com.acme.checkout.delivery.ExtensionFailedException;
import com.acme.checkout.delivery.RejectedByRuleException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;

/** What a failure means, and the one thing that is most likely right to do about it: the pages' primary button is that one. */
public final class Advice {

    /** What an operator can do about an entry. */
    public enum Action {
        REPLAY,
        REPAIR,
        DISCARD
    }

    /**
     * A failure, as far as it is known.
     *
     * @param status      of the last answer; null where there was none
     * @param destination null or empty: none was picked, or it is not known
     * @param exception   class and message; may be null
     * @param detail      of the dead letter; may be null
     * @param attempts    calls that were made to the Orchestrator; null where that is not known
     * @param binaryEvent whether the attributes of its CloudEvent came as headers; null where that is not known
     */
    public record Failure(
            String reason,
            Integer status,
            String destination,
            String exception,
            String detail,
            Integer attempts,
            Boolean binaryEvent) {

        private boolean is(Class<? extends Exception> type) {
            return exception != null && exception.startsWith(type.getName());
        }

        private boolean says(String pattern) {
            return exception != null && exception.matches("(?is).*(" + pattern + ").*");
        }
    }

    private static final String KEY = "idempotencyKey";
    private static final Set<String> ATTRIBUTES = Set.of("specversion", "type", "source", "id", "datacontenttype");
    /** Of what failed before any call; no longer so once a replay has started it. */
    public static final String NOT_SEEN = "The Orchestrator has not seen this checkout.";

    private Advice() {}

    /** Whether a header breaks the contract: no repair of the body mends that. */
    public static boolean headerAtFault(Failure failure) {
        return failure.reason().equals("INVALID")
                && fields(failure)
                        .anyMatch(field -> field.equals(KEY)
                                || Boolean.TRUE.equals(failure.binaryEvent()) && ATTRIBUTES.contains(field));
    }

    /** The first word of each violation, as in {@code cartId is required; idempotencyKey must be one line}. */
    private static Stream<String> fields(Failure failure) {
        String text = failure.exception() == null ? "" : failure.exception();
        String violations = text.replaceFirst("^[\\w.$]+: (constraints violated: )?", "");
        return Arrays.stream(violations.split("; ")).map(each -> each.split(" ", 2)[0]);
    }

    public static Words.Plain of(Failure failure) {
        return switch (failure.reason()) {
            case "INVALID" -> invalid(failure);
            case "UNREADABLE" ->
                new Words.Plain(
                        "The message can't be read as a command",
                        "It is not JSON in UTF-8 as the contract asks for. " + NOT_SEEN,
                        "Look at the body. Where you can tell what was meant, repair it and replay it. Where it is no command at all, discard it.",
                        Action.REPAIR);
            case "UNROUTABLE" ->
                new Words.Plain(
                        "No rule names a destination for this command",
                        "It was read, but routes/destinations.camel.yaml has no rule for it, or its type is unknown here. "
                                + NOT_SEEN,
                        "Add or correct the rule, then replay. Where such a command should not exist, tell the sender and discard it.",
                        Action.REPLAY);
            case "REJECTED" -> rejected(failure);
            case "REFUSED" ->
                new Words.Plain(
                        "The Orchestrator refuses what this service sends" + http(failure.status()),
                        who(failure)
                                + " does not take the request as it is. This is a fault between the two services, not of the customer's.",
                        "Compare the last deployments of both with the contract. Replay once the fault is fixed: before that, each would be refused again.",
                        Action.REPLAY);
            case "EXHAUSTED" -> exhausted(failure);
            default -> internal(failure);
        };
    }

    private static Words.Plain invalid(Failure failure) {
        if (headerAtFault(failure)) {
            return new Words.Plain(
                    "A header of the message breaks the contract",
                    "The detail names it. A repair changes the body, never a header: sending it again changes nothing. "
                            + NOT_SEEN,
                    "Tell the sender which header is wrong, and discard this message once they have sent a correct one.",
                    Action.DISCARD);
        }
        boolean maybe = failure.binaryEvent() == null && fields(failure).anyMatch(ATTRIBUTES::contains);
        return new Words.Plain(
                "The command breaks the contract",
                "A field is missing or wrong, as the detail says. Sending it again as it is changes nothing. "
                        + NOT_SEEN,
                maybe
                        ? "Look at an entry. An attribute in the body can be repaired; where it came as a header, tell the sender and discard the message once they have sent a correct one."
                        : "Repair the body and replay it. Or tell the sender what is wrong, and discard it once they have sent a correct one.",
                Action.REPAIR);
    }

    private static Words.Plain rejected(Failure failure) {
        if (failure.is(RejectedByRuleException.class)) {
            return new Words.Plain(
                    "A rule of this service rejects the command",
                    "A route that reads direct:before-routing or another extension point says so, and why. Nothing was started.",
                    "The rule means it: discard the command. Where the rule is wrong, correct it under routes/ and replay.",
                    Action.DISCARD);
        }
        if (failure.status() != null && failure.status() == 404) {
            return new Words.Plain(
                    "The Orchestrator knows no such cart",
                    "It answered 404: this cart can't be checked out. Nothing was started.",
                    "Ask Shopping whether the cart exists. Discard the command where it does not; replay it where it does by now.",
                    Action.DISCARD);
        }
        return new Words.Plain(
                "The cart is empty or already checked out",
                "The Orchestrator answered " + (failure.status() == null ? "409" : failure.status())
                        + ": this cart can't be checked out now. Nothing was started for this command.",
                "Most often the customer has checked out another way: discard it. Replay it only where Shopping says that the cart is ready.",
                Action.DISCARD);
    }

    private static Words.Plain exhausted(Failure failure) {
        String who = who(failure);
        String meaning =
                "The checkout was not confirmed, and its retries are used up. If an attempt has arrived after all, a replay under the same key starts nothing twice.";
        String remedy =
                "Make sure that the Orchestrator works again, then replay. The canary goes first; where it fails, the rest is not sent.";
        if (failure.is(ExtensionFailedException.class)) {
            return new Words.Plain(
                    "A step that somebody added to the routes keeps failing",
                    meaning,
                    "The exception names the step's extension point and its failure. Look at the route under routes/ that reads it, and at the system that it asks. Then replay.",
                    Action.REPLAY);
        }
        if (failure.says("CallNotPermittedException|BulkheadFullException|circuit ?breaker")) {
            return new Words.Plain(
                    "No call was made: the circuit breaker was open, or the limit was reached",
                    "This service did not call " + lower(who) + ", to protect it. Nothing was started.",
                    "Wait until the breaker is closed: the top of the desk's pages shows it. Then replay.",
                    Action.REPLAY);
        }
        if (failure.status() != null && (failure.status() == 401 || failure.status() == 403)) {
            return new Words.Plain(
                    "The Orchestrator refuses our credentials" + http(failure.status()),
                    meaning,
                    "Correct the credentials that this service sends. Then replay.",
                    Action.REPLAY);
        }
        if (failure.status() != null) {
            return new Words.Plain(who + " kept answering " + failure.status(), meaning, remedy, Action.REPLAY);
        }
        if (failure.says("timed? ?out|timeout|deadline")) {
            return new Words.Plain(who + " did not answer in time", meaning, remedy, Action.REPLAY);
        }
        if (failure.says("unknownhost|name or service not known")) {
            return new Words.Plain(
                    who + " has a host name that nobody knows",
                    meaning,
                    "Correct the URL or the name service. Then replay.",
                    Action.REPLAY);
        }
        return new Words.Plain(
                who
                        + (failure.says(
                                        "connectexception|connection refused|no route to host|unresolvedaddress|unreachable")
                                ? " could not be reached"
                                : " did not answer"),
                meaning,
                remedy,
                Action.REPLAY);
    }

    private static Words.Plain internal(Failure failure) {
        if (expired(failure)) {
            return new Words.Plain(
                    "The message expired before it was delivered",
                    "Its sender set how long it may wait, and that time passed on the broker. " + NOT_SEEN,
                    "Ask the sender whether the checkout is still wanted. Discard it where it is not; replay it where it is: a replay does not expire.",
                    Action.DISCARD);
        }
        if (failure.is(UnreadableHeaderException.class)) {
            return new Words.Plain(
                    "A header that only this service writes can't be read",
                    "Somebody has changed a message on one of this service's own queues, or written one there. The checkout was not confirmed.",
                    "Find out who writes to that queue. Then replay a few first: the canary shows whether it happens again.",
                    Action.REPLAY);
        }
        boolean before = failure.attempts() != null && failure.attempts() == 0;
        return new Words.Plain(
                "An unexpected failure inside this service",
                before
                        ? "The command was kept, but something in this service failed before any call. " + NOT_SEEN
                        : "The command was kept, but something in this service failed. The checkout was not confirmed.",
                "Look for the exception in the log of that time and report it. Replay a few first: the canary shows whether it happens again.",
                Action.REPLAY);
    }

    /** Whether its sender's limit of time had passed, on whichever broker. */
    private static boolean expired(Failure failure) {
        return failure.is(BrokerDoor.ExpiredException.class)
                || failure.detail() != null && failure.detail().startsWith("expired on the broker");
    }

    private static String who(Failure failure) {
        return failure.destination() == null || failure.destination().isBlank()
                ? "The Orchestrator"
                : "The Orchestrator for " + failure.destination();
    }

    private static String lower(String who) {
        return "t" + who.substring(1);
    }

    private static String http(Integer status) {
        return status == null ? "" : " (HTTP " + status + ")";
    }
}
