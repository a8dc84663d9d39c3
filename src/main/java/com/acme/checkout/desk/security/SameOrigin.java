package com.acme.checkout.desk.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Set;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Keeps other sites from acting through an operator's browser, which sends credentials along by itself. What a browser
 * says of a request's origin must be this host; and what a page of another site could send without being asked (a form)
 * must carry the token of {@link DeskSecurity}.
 */
final class SameOrigin extends OncePerRequestFilter {

    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (isRidden(request) && foreign(request)) {
            Refusals.forbidden(request, response, "This comes from a page of another site.");
            return;
        }
        chain.doFilter(request, response);
    }

    /** Whether it changes something, and by credentials that a browser may have sent along: without any it gets nowhere. */
    private static boolean isRidden(HttpServletRequest request) {
        return !SAFE.contains(request.getMethod())
                && (request.getHeader("Authorization") != null || request.isRequestedSessionIdValid());
    }

    private static boolean foreign(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        String origin = request.getHeader("Origin");
        return site != null && !site.equals("same-origin") && !site.equals("none")
                || origin != null && !isThisHost(origin, request);
    }

    private static boolean isThisHost(String origin, HttpServletRequest request) {
        try {
            URI uri = URI.create(origin);
            if (uri.getHost() == null) {
                return false;
            }
            int port = port(uri.getScheme(), uri.getPort());
            String host = String.valueOf(request.getHeader("Host"));
            // As the browser wrote it, or as a proxy that we were told to believe did.
            return host.equalsIgnoreCase(uri.getAuthority())
                    || uri.getHost().equalsIgnoreCase(request.getServerName()) && port == request.getServerPort();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static int port(String scheme, int port) {
        return port >= 0 ? port : "https".equals(scheme) ? 443 : 80;
    }

    /** Whether it is such as a browser sends for a page of any site without asking first, and so needs the token. */
    static boolean needsToken(HttpServletRequest request) {
        if (!isRidden(request)) {
            return false;
        }
        String type = request.getContentType();
        if (type == null) {
            return request.getHeader("Origin") != null || request.getHeader("Sec-Fetch-Site") != null;
        }
        String plain = type.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        return plain.equals("application/x-www-form-urlencoded")
                || plain.equals("multipart/form-data")
                || plain.equals("text/plain");
    }

    /** Draws the token for each page, before anything of it is sent: the cookie that goes with it can't be set later. */
    static final class Token extends OncePerRequestFilter {

        @Override
        protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws ServletException, IOException {
            if (isPage(request) && request.getAttribute(CsrfToken.class.getName()) instanceof CsrfToken token) {
                token.getToken();
            }
            chain.doFilter(request, response);
        }
    }

    /** Whether a browser asks for a page, or htmx for a part of one. */
    static boolean isPage(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        return request.getMethod().equals("GET")
                && (accept != null && accept.contains("text/html") || request.getHeader("HX-Request") != null);
    }
}
