package com.acme.checkout.desk.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.util.HtmlUtils;

/**
 * Where operators log in at an issuer. The session's cookie is {@code SameSite=Strict}: a browser keeps it back when
 * another site leads here, as the issuer does after a login, or a link in a chat. It is asked once more then, by an empty
 * page of our own.
 */
public final class BrowserLogin extends OncePerRequestFilter {

    /** What leads to the issuer, followed by the registration's id; and what the issuer leads back to. */
    static final String LOGIN = "/ops/oauth2/authorization";

    static final String BACK = "/ops/login/*";

    private static final String AGAIN = "again";

    private final Issuer issuer;

    public BrowserLogin(Issuer issuer) {
        this.issuer = issuer;
    }

    /** Whether a browser asks for a whole page. */
    static boolean navigates(HttpServletRequest request) {
        return SameOrigin.isPage(request) && request.getHeader("HX-Request") == null;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        if ((path.startsWith(LOGIN) || path.startsWith("/ops/login/")) && issuer.registration(Issuer.LOGIN) == null) {
            Refusals.away(request, response);
            return;
        }
        String query = request.getQueryString();
        boolean back = path.startsWith("/ops/login/") && request.getParameter(AGAIN) == null;
        if (navigates(request)
                && request.getRequestedSessionId() == null
                && (back || "cross-site".equals(request.getHeader("Sec-Fetch-Site")))) {
            // Without TLS browsers do not say from where they are led: what comes back from the issuer is asked once
            // more, and once only.
            String once = back ? (query == null ? "" : query + '&') + AGAIN + "=1" : query;
            String here = HtmlUtils.htmlEscape(path + (once == null ? "" : '?' + once));
            byte[] page = ("<!doctype html><html lang=\"en\"><meta http-equiv=\"refresh\" content=\"0;url=" + here
                            + "\"><title>Dead letters</title><a href=\"" + here + "\">Go on</a></html>")
                    .getBytes(StandardCharsets.UTF_8);
            response.setContentType("text/html;charset=UTF-8");
            response.setContentLength(page.length);
            response.getOutputStream().write(page);
            response.flushBuffer();
            return;
        }
        chain.doFilter(request, response);
    }
}
