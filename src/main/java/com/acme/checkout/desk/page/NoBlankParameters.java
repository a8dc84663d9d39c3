package com.acme.checkout.desk.page;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.springframework.web.servlet.HandlerInterceptor;

/** Refuses a parameter of the API that says nothing: Spring would take the default for it, and a script would not notice that its variable is unset. */
public class NoBlankParameters implements HandlerInterceptor {

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        // Not the request's own parameters: to look at those is to read a body that is a form.
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        for (String pair : query.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()
                    && (equals < 0 || decoded(pair.substring(equals + 1)).isBlank())) {
                throw new IllegalArgumentException(decoded(equals < 0 ? pair : pair.substring(0, equals))
                        + " must not be blank; leave it out if you do not need it.");
            }
        }
        return true;
    }

    /**
     * A part of a query, as it was before it was percent-encoded.
     *
     * @throws IllegalArgumentException where it is not, in words for the caller
     */
    public static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "The query is not percent-encoded: after each % must be two hexadecimal digits.", e);
        }
    }
}
