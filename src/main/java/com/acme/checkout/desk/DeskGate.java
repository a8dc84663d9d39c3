package com.acme.checkout.desk;

import com.acme.checkout.http.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import org.springframework.web.filter.OncePerRequestFilter;

/** Answers for the desk while it is not open, and where its database fails, at its login or behind it. */
class DeskGate extends OncePerRequestFilter {

    private static final Logger LOG = LoggerFactory.getLogger(DeskGate.class);
    private static final int NOT_OPEN_RETRY_SECONDS = 2;
    private static final int DATABASE_RETRY_SECONDS = 5;

    private final Desk desk;

    DeskGate(Desk desk) {
        this.desk = desk;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (!desk.isOpen()) {
            unavailable(
                    "The dead-letter desk is not open: " + desk.reason() + ". Ask again later.",
                    NOT_OPEN_RETRY_SECONDS,
                    request,
                    response);
            return;
        }
        if (request.getCharacterEncoding() == null) {
            // A form is in the encoding of its page; the container would take it for ISO 8859-1.
            request.setCharacterEncoding("UTF-8");
        }
        try {
            chain.doFilter(request, response);
        } catch (ServletException | RuntimeException e) {
            NestedRuntimeException failure = ofDatabase(e);
            if (failure == null || response.isCommitted()) {
                // The container breaks the connection of an answer that was begun: nobody takes it for the whole.
                throw e;
            }
            LOG.warn(
                    "The desk's database fails: {}",
                    failure.getMostSpecificCause().toString());
            unavailable(
                    "The desk's database does not answer; see the log. Ask again later.",
                    DATABASE_RETRY_SECONDS,
                    request,
                    response);
        }
    }

    private static void unavailable(
            String detail, int retryAfter, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        new Problem("unavailable", "Not available now", 503, detail, request.getRequestURI())
                .send(response, retryAfter);
    }

    /** Null where it is another failure. */
    private static NestedRuntimeException ofDatabase(Exception e) {
        Throwable failure = e instanceof ServletException ? e.getCause() : e;
        return failure instanceof DataAccessException || failure instanceof TransactionException
                ? (NestedRuntimeException) failure
                : null;
    }
}
