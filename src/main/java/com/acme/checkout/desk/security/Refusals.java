package com.acme.checkout.desk.security;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.acme.checkout.http.Problem;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authorization.AuthorityAuthorizationDecision;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.web.client.ResourceAccessException;

/** What is answered to those who are not let in: a small page to a browser, a problem (RFC 9457) to all others. */
final class Refusals {

    private static final Logger LOG = LoggerFactory.getLogger("checkout");
    private static final int AGAIN_SECONDS = 5;

    private Refusals() {}

    /** 401; or 429 for who has to wait, 503 where the issuer of tokens can't be asked. */
    static void unknown(
            String challenge, HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        String path = request.getRequestURI();
        if (why instanceof LoginThrottle.TooManyFailuresException wait) {
            send(
                    new Problem(
                            "too-many-failures",
                            "Too many failed logins",
                            429,
                            "There were too many failed logins of this user or from this address. Wait as many seconds as Retry-After says.",
                            path),
                    wait.seconds(),
                    request,
                    response);
        } else if (why instanceof Issuer.UnavailableException) {
            away(request, response);
        } else {
            response.setHeader("WWW-Authenticate", challenge);
            if (request.getHeader("HX-Request") != null) {
                // The page's session is over: whole, it leads to the login.
                response.setHeader("HX-Refresh", "true");
            }
            send(
                    new Problem(
                            "unauthorized",
                            "No valid credentials",
                            401,
                            "Send the credentials of an operator in the Authorization header.",
                            path),
                    0,
                    request,
                    response);
        }
    }

    static void away(HttpServletRequest request, HttpServletResponse response) throws IOException {
        send(
                new Problem(
                        "unavailable",
                        "Not available now",
                        503,
                        "The issuer of tokens can't be reached. Ask again later.",
                        request.getRequestURI()),
                AGAIN_SECONDS,
                request,
                response);
    }

    /** A login at the issuer that failed. */
    static void login(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        for (Throwable cause = why; cause != null; cause = cause.getCause()) {
            if (cause instanceof ResourceAccessException) {
                away(request, response);
                return;
            }
        }
        LOG.warn("A login at the dead-letter desk failed: {}", why.getMessage());
        send(
                new Problem(
                        "unauthorized",
                        "No valid credentials",
                        401,
                        "The login at the issuer failed. Start again at /ops.",
                        request.getRequestURI()),
                0,
                request,
                response);
    }

    /** 403, with the roles that are missing. */
    static void forbidden(HttpServletRequest request, HttpServletResponse response, AccessDeniedException why)
            throws IOException {
        String detail;
        if (why instanceof CsrfException) {
            detail =
                    "A form needs the token that its page holds: load the page again. Programs send Content-Type: application/json.";
        } else {
            detail = "This needs " + missing(why).map(Role::word).collect(Collectors.joining(" and ")) + ", which "
                    + Operator.name() + " does not have.";
        }
        forbidden(request, response, detail);
    }

    private static Stream<Role> missing(AccessDeniedException why) {
        return why instanceof AuthorizationDeniedException denied
                        && denied.getAuthorizationResult() instanceof AuthorityAuthorizationDecision decision
                ? decision.getAuthorities().stream().flatMap(authority -> Role.of(authority).stream())
                : Stream.empty();
    }

    static void forbidden(HttpServletRequest request, HttpServletResponse response, String detail) throws IOException {
        send(new Problem("forbidden", "Not allowed", 403, detail, request.getRequestURI()), 0, request, response);
    }

    private static void send(Problem problem, int retryAfter, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        String accept = request.getHeader("Accept");
        if (accept == null || !accept.contains("text/html") || request.getHeader("HX-Request") != null) {
            problem.send(response, retryAfter);
            return;
        }
        response.setStatus(problem.status());
        if (retryAfter > 0) {
            response.setHeader("Retry-After", Integer.toString(retryAfter));
        }
        response.setHeader("Content-Security-Policy", RefusalPage.POLICY);
        byte[] page = RefusalPage.of(problem).getBytes(StandardCharsets.UTF_8);
        response.setContentType("text/html;charset=utf-8");
        response.setContentLength(page.length);
        response.getOutputStream().write(page);
        response.flushBuffer();
    }
}
