package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/%63arts/1/checkout",
                "/carts;a=1/1/checkout",
                "/carts/1;/checkout;b",
                "//carts/1///checkout",
                "/./carts/1/checkout",
                "/carts/2/../1/checkout",
                "/../carts/1/checkout",
                "/%2e%2E/carts/1/%2e/checkout",
                "/x/%2e%2e/carts/1/checkout",
                "/x/..;a=b/carts/1/checkout",
                "/carts/%31/%63heckout",
                "/%2E;/carts/1/checkout"
            })
    void anAliasIsThePathItself(String alias) {
        assertThat(RequestPath.of(alias)).isEqualTo("/carts/1/checkout");
    }

    @ParameterizedTest
    @CsvSource({
        "/carts/a%252Fb, /carts/a%2Fb",
        "/a/%E2%82%AC, /a/€",
        "/, /",
        "//, /",
        "/a/, /a/",
        "/a/., /a/",
        "/a/.., /",
        "/a+b, /a+b",
        "/a%20b, /a b",
        "/%25%36%33, /%63"
    })
    void itIsDecodedOnce(String uri, String path) {
        assertThat(RequestPath.of(uri)).isEqualTo(path);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/carts%2f1/checkout",
                "/carts%2F1/checkout",
                "/a%5cb",
                "/a\\b",
                "/a%00b",
                "/a%0ab",
                "/a%7fb",
                "/a%",
                "/a%4",
                "/a%zz",
                "/%c0%af",
                "/%ed%a0%80",
                "/é",
                "*",
                "",
                "x:1"
            })
    void whatCanBeNoAliasIsNoPath(String uri) {
        assertThat(RequestPath.of(uri)).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/carts/123e4567-e89b-42d3-a456-426614174000/checkout", "/a.b/c..d/e", "/-._~!$&'()*+,=:@"})
    void aPlainPathIsWhatItIs(String path) {
        assertThat(RequestPath.of(path)).isEqualTo(path);
    }
}
