package com.acme.checkout.desk.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;

class NoBlankParametersTest {

    private static boolean passes(String query) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.setQueryString(query);
        return new NoBlankParameters().preHandle(request, null, null);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cart= | cart must not be blank",
                "cart=%20 | cart must not be blank",
                "c%61rt | cart must not be blank",
                "%zz | percent-encoded",
                "a=1&cart=% | percent-encoded"
            })
    void whatSaysNothingIsRefusedInWords(String query, String said) {
        assertThatThrownBy(() -> passes(query))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said)
                .hasMessageNotContaining("Decoder");
    }

    @Test
    void whatSaysSomethingPasses() {
        assertThat(passes(null)).isTrue();
        assertThat(passes("cart=a&limit=5")).isTrue();
    }
}
