package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.guard.OutcomeGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests whose route has no answer that the caller may have. */
final class RequestFailures {

    private static final Logger LOG = LoggerFactory.getLogger(RequestFailures.class);

    private final OutcomeRecorder outcomes;

    RequestFailures(OutcomeRecorder outcomes) {
        this.outcomes = outcomes;
    }

    /** The route's answer is not the caller's to have: nobody knows what became of the command (contract, section 2). */
    void noOutcome(Exchange exchange, HttpServletRequest request, HttpServletResponse response, String path)
            throws IOException {
        LOG.error(
                "The routes ended without an outcome for {} {}; its caller still holds the checkout. Fix that file under routes/. Last step: {}",
                request.getMethod(),
                path,
                OutcomeGuard.lastStep(exchange));
        outcomes.noOutcome(exchange);
        Checkout command = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        Problem problem = Problem.noOutcome(request.getRequestURI());
        (command == null || command.getCheckoutId() == null ? problem : problem.with(command.getCheckoutId()))
                .send(response, 0);
    }

    /** What no error handler of the routes took up, such as a write that failed after the Orchestrator had been asked in vain. */
    void failed(
            Exchange exchange,
            HttpServletRequest request,
            HttpServletResponse response,
            String path,
            Exception e,
            boolean checkout)
            throws IOException {
        if (e instanceof NoOutcomeException && !response.isCommitted()) {
            response.reset();
            noOutcome(exchange, request, response, path);
            return;
        }
        if (e instanceof NotDurableException) {
            HttpDoor.sayNotDurable(e);
        } else {
            LOG.error("No answer to {} {}", request.getMethod(), path, e);
        }
        Checkout command = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        if (command != null && !OutcomeGuard.hasOutcome(exchange)) {
            outcomes.unavailable(exchange);
        }
        if (response.isCommitted()) {
            throw new IOException("the answer broke off", e);
        }
        response.reset();
        Problem problem = Problem.ofStatus(checkout ? 503 : 500, request.getRequestURI());
        (command == null || command.getCheckoutId() == null ? problem : problem.with(command.getCheckoutId()))
                .send(response, checkout ? 1 : 0);
    }
}
