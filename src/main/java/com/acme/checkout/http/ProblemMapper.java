package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.CommandReader;
import com.acme.checkout.command.UnknownCommandTypeException;
import com.acme.checkout.command.Violation;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.RefusedException;
import com.acme.checkout.delivery.RejectedByRuleException;
import com.acme.checkout.delivery.RejectedException;
import com.acme.checkout.delivery.UnroutableException;
import java.util.List;
import java.util.Objects;
import org.apache.camel.Exchange;

/**
 * Decides which problem a failure is to the caller, and with which status (contract, section 2): 400, 404, 409, 422 and 502 each have
 * their causes here; anything unexpected is ours and not the caller's, and so a 503.
 */
final class ProblemMapper {

    private ProblemMapper() {}

    /**
     * The problem.
     *
     * @param checkout the command, null before there is one
     * @param instance the request's path
     */
    static Problem problem(Exchange exchange, Throwable failure, Checkout checkout, String instance) {
        List<Violation> violations = CommandReader.violations(exchange, failure);
        String unreadable = CommandReader.unreadable(failure);
        if (unreadable != null) {
            violations = List.of(new Violation("$", unreadable));
        }
        if (!violations.isEmpty()) {
            return new Problem(
                            "invalid-command",
                            "Not a valid command",
                            400,
                            "Correct what violations lists and send the command again.",
                            instance)
                    .with(violations);
        }
        if (failure instanceof UnknownCommandTypeException) {
            return new Problem("unknown-type", "Unknown command type", 422, failure.getMessage() + ".", instance);
        }
        if (failure instanceof UnroutableException) {
            return new Problem(
                    "unroutable", "No destination", 422, "No rule picks a destination for this command.", instance);
        }
        if (failure instanceof IdempotencyKeys.InFlightException) {
            return new Problem(
                    "key-in-flight",
                    "In flight",
                    409,
                    "A command with this Idempotency-Key is being handled now. Wait for its answer.",
                    instance);
        }
        if (failure instanceof IdempotencyKeys.ReusedException) {
            return new Problem(
                    "key-reused",
                    "Idempotency-Key used before",
                    422,
                    "This Idempotency-Key came with another command before. Use a new key for a new command.",
                    instance);
        }
        if (failure instanceof RejectedByRuleException) {
            return new Problem("rejected-by-rule", "Rejected by a rule", 422, failure.getMessage(), instance);
        }
        if (failure instanceof RejectedException) {
            return Objects.equals(checkout.attempts().lastStatus(), 404)
                    ? new Problem(
                            "cart-not-found", "No such cart", 404, "The Orchestrator knows no such cart.", instance)
                    : new Problem(
                            "cart-not-checkoutable",
                            "Cart can't be checked out",
                            409,
                            "The cart is empty or already checked out.",
                            instance);
        }
        if (failure instanceof RefusedException) {
            return new Problem(
                    "refused-by-orchestrator",
                    "Refused by the Orchestrator",
                    502,
                    "The Orchestrator does not take what this service sends: a fault of ours, which has been alerted.",
                    instance);
        }
        if (failure instanceof NoOutcomeException) {
            return Problem.noOutcome(instance);
        }
        return Problem.ofStatus(503, instance);
    }
}
