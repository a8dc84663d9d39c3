package com.acme.checkout.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The vectors of {@code docs/caller.md}: whoever computes a checkoutId elsewhere must get these. */
class CheckoutIdTest {

    private static final Path PAGE = Path.of("docs/caller.md");
    private static final String CART = "123e4567-e89b-42d3-a456-426614174000";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "123e4567-e89b-42d3-a456-426614174000 | order-1      | 82a37b4f-2ba2-54a2-ac71-54dd7be3ed82",
                "123E4567-E89B-42D3-A456-426614174000 | order-1      | 82a37b4f-2ba2-54a2-ac71-54dd7be3ed82",
                "123e4567-e89b-42d3-a456-426614174000 | /shopping 42 | 4aabae16-27a1-5c6d-bd7b-ec8d69b4690b",
            })
    void aKeyGivesTheDocumentedId(String cartId, String key, String expected) {
        assertThat(CheckoutId.ofKey(cartId, key)).hasToString(expected);
        assertThat(PAGE).content().contains('`' + key + "` | `" + expected + '`');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"cartId\":\"123e4567-e89b-42d3-a456-426614174000\",\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\"} | 9417048d-8e6f-57ed-a293-8fbbba370bbb",
                "{\"cartId\":\"123e4567-e89b-42d3-a456-426614174000\",\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\",\"promotionCode\":\"SUMMER\",\"gift\":{\"wrap\":true,\"n\":1.50}} | 166da56b-79b8-545b-b627-4719514dcd82",
            })
    void contentGivesTheDocumentedId(String json, String expected) throws Exception {
        assertThat(CheckoutId.ofContent(cart(json))).hasToString(expected);
        assertThat(PAGE).content().contains("| none | `" + expected + '`');
    }

    @Test
    void orderSpacingCaseOfIdsAndNullsDoNotMatter() throws Exception {
        var plain =
                cart("{\"cartId\":\"" + CART + "\",\"customerId\":\"7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11\",\"n\":1}");
        var other =
                cart("{ \"n\": 1.0, \"promotionCode\": null, \"customerId\" : \"7F3E1F7E-6D53-4F0A-8A43-0C2A0B1F7E11\","
                        + "\"cartId\":\"" + CART.toUpperCase() + "\"}");
        assertThat(CheckoutId.ofContent(other)).isEqualTo(CheckoutId.ofContent(plain));
    }

    @Test
    void anotherCartKeyOrContentIsAnotherCheckout() throws Exception {
        assertThat(CheckoutId.ofKey(CART, "a"))
                .isNotEqualTo(CheckoutId.ofKey(CART, "b"))
                .isNotEqualTo(CheckoutId.ofKey("223e4567-e89b-42d3-a456-426614174000", "a"));
        assertThat(CheckoutId.ofContent(cart("{\"cartId\":\"" + CART + "\",\"customerId\":\"x\",\"a\":1}")))
                .isNotEqualTo(CheckoutId.ofContent(cart("{\"cartId\":\"" + CART + "\",\"customerId\":\"x\",\"a\":2}")));
    }

    private static CheckoutCart cart(String json) throws Exception {
        return new CheckoutCart((ObjectNode) StrictJson.mapper().readTree(json));
    }
}
