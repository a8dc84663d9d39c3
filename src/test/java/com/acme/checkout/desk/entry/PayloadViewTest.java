package com.acme.checkout.desk.entry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Masking: what is personal stays behind the veil until somebody asks for it. */
class PayloadViewTest {

    private static final String CART = "123e4567-e89b-42d3-a456-426614174000";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "customerId",
                "customer_id",
                "shippingAddress",
                "e-mail",
                "cardNumber",
                "iban",
                "Name",
                "clientIp"
            })
    void whatLooksPersonalIsMasked(String field) {
        PayloadView view = view("{\"cartId\":\"" + CART + "\",\"" + field + "\":\"Ada\"}", PayloadView.Veil.PERSONS);
        assertThat(view.text()).contains(CART, PayloadView.MASK).doesNotContain("Ada");
        assertThat(view.masked()).isEqualTo(1);
        assertThat(view.raw()).isNull();
        assertThat(view.hex()).isNull();
    }

    @Test
    void allWithinSomethingPersonalIsMaskedAtAnyDepth() {
        PayloadView view = view(
                "{\"customer\":{\"tags\":[\"Ada\",{\"x\":\"Lovelace\"}],\"none\":null},\"items\":[1.50]}",
                PayloadView.Veil.PERSONS);
        assertThat(view.text()).doesNotContain("Ada", "Lovelace").contains("1.50", "null");
        assertThat(view.masked()).isEqualTo(2);
    }

    @Test
    void theStrictVeilShowsOnlyWhatIsKnownToBeHarmless() {
        PayloadView view = view("{\"cartId\":\"" + CART + "\",\"colour\":\"red\"}", PayloadView.Veil.STRICT);
        assertThat(view.text()).contains(CART).doesNotContain("red");
    }

    @Test
    void withoutAVeilNumbersStandAsTheyCame() {
        PayloadView view = view("{\"customerId\":\"Ada\",\"n\":1.50}", PayloadView.Veil.NONE);
        assertThat(view.text()).contains("Ada", "1.50");
        assertThat(view.masked()).isZero();
        assertThat(view.raw()).startsWith("{\"customerId\"");
        assertThat(view.hex()).startsWith("000000  7b 22");
    }

    @Test
    void whatIsNoJsonIsHiddenWholeForNobodyCanTellWhatIsPersonalInIt() {
        for (byte[] body : new byte[][] {"customer Ada".getBytes(UTF_8), {0, 1, (byte) 0xff}}) {
            PayloadView view = PayloadView.of(body, PayloadView.Veil.PERSONS);
            assertThat(view.hidden()).isTrue();
            assertThat(view.text()).isNull();
            assertThat(view.hex()).isNull();
        }
        assertThat(PayloadView.of("customer Ada".getBytes(UTF_8), PayloadView.Veil.NONE)
                        .text())
                .isEqualTo("customer Ada");
    }

    @Test
    void headersAreMaskedByTheirNames() {
        PayloadView.Headers headers = PayloadView.headers(
                "{\"Content-Type\":\"text/plain\",\"X-User\":\"Ada\",\"shard\":7}", PayloadView.Veil.PERSONS);
        assertThat(headers.lines())
                .extracting(PayloadView.Header::value)
                .containsExactly("text/plain", PayloadView.MASK, "7");
        assertThat(headers.masked()).isEqualTo(1);
    }

    private static PayloadView view(String json, PayloadView.Veil veil) {
        return PayloadView.of(json.getBytes(UTF_8), veil);
    }

    @Test
    void aHeaderThatIsNoTextSaysWhatItWas() {
        assertThat(PayloadView.headers("{\"t\":\"a\",\"m\":{\"x\":[1]},\"n\":null,\"i\":5}", PayloadView.Veil.NONE)
                        .lines())
                .containsExactly(
                        new PayloadView.Header("t", "a", null),
                        new PayloadView.Header("m", "{\"x\":[1]}", "JSON"),
                        new PayloadView.Header("n", "null", "no value"),
                        new PayloadView.Header("i", "5", "number"));
    }
}
