package com.acme.checkout.desk.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.security.authentication.BadCredentialsException;
import org.springframework.security.web.csrf.MissingCsrfTokenException;

class RefusalsTest {

    @Test
    void aFormWithoutItsTokenIsToldWhatToDo() throws Exception {
        MockHttpServletResponse response = new MockHttpServletResponse();
        Refusals.forbidden(
                new MockHttpServletRequest("POST", "/ops/replays"), response, new MissingCsrfTokenException("none"));
        assertThat(response.getStatus()).isEqualTo(403);
        assertThat(response.getContentAsString())
                .contains("load the page again", "Programs send Content-Type: application/json.");
    }

    /** A browser applies nothing that the policy does not name: neither an inline style without its hash nor a script. */
    @Test
    void thePageForABrowserKeepsToItsOwnPolicyAndSaysWhatToDo() throws Exception {
        MockHttpServletRequest request = new MockHttpServletRequest("GET", "/ops");
        request.addHeader("Accept", "text/html");
        MockHttpServletResponse response = new MockHttpServletResponse();
        Refusals.unknown("Basic", request, response, new BadCredentialsException("none"));
        String page = response.getContentAsString(StandardCharsets.UTF_8);
        assertThat(response.getStatus()).isEqualTo(401);
        assertThat(page)
                .contains("<html lang=\"en\">", "<title>No valid credentials", "<h1>No valid credentials</h1>")
                .contains("asks for a login when you open the desk again")
                .doesNotContain("style=", "<script");
        String style = page.substring(page.indexOf("<style>") + "<style>".length(), page.indexOf("</style>"));
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        assertThat(response.getHeader("Content-Security-Policy"))
                .contains(
                        "default-src 'none'",
                        "style-src 'sha256-" + Base64.getEncoder().encodeToString(hash) + "'");
    }
}
