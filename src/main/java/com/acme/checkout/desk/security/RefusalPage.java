package com.acme.checkout.desk.security;

import com.acme.checkout.http.Problem;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import org.springframework.web.util.HtmlUtils;

/**
 * The page for somebody who is not let in. It is whole in itself: who is not let in gets no style sheet either. Its own
 * style is the only one that its policy lets through, by its hash (CSP level 3, section 2.3.1).
 */
final class RefusalPage {

    /** With the desk's own colours: those of a browser's dark page are not everywhere what its links are legible on. */
    private static final String STYLE =
            ":root{color-scheme:light dark;background:#f5f6f8;color:#1a222d}a{color:#1f57b0}"
                    + "@media(prefers-color-scheme:dark){:root{background:#12161c;color:#e4e8ee}a{color:#8fb8f6}}"
                    + "body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem;overflow-wrap:anywhere}";

    /** The Content-Security-Policy of this page, which loads nothing and sends nothing. */
    static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    private RefusalPage() {}

    /** HTML that says what is refused, and what a person can do now. */
    static String of(Problem problem) {
        String title = HtmlUtils.htmlEscape(problem.title());
        return "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>" + title
                + " · Dead letters</title><style>" + STYLE + "</style></head><body><main><h1>" + title + "</h1><p>"
                + HtmlUtils.htmlEscape(problem.detail()) + "</p><p>" + advice(problem.status())
                + "</p><p><a href=\"/ops\">To the dead-letter desk</a></p></main></body></html>";
    }

    private static String advice(int status) {
        return switch (status) {
            case 401 ->
                "A browser asks for a login when you open the desk again. Who has none asks whoever runs this service for one.";
            case 403 ->
                "Go back and load the page again. Where a role is missing, ask whoever runs this service for it, or log in as somebody who has it.";
            case 404 -> "Look whether the address is right, or start at the desk.";
            case 429 -> "Wait a minute, then open the desk again with the right password.";
            default -> "Nothing is lost: dead letters stay on file. Try again in a moment.";
        };
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
