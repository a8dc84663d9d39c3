package com.acme.checkout.desk.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
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
}
