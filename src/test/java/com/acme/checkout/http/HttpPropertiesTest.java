package com.acme.checkout.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.settings.TestSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class HttpPropertiesTest {

    @Test
    void theyAreThoseOfApplicationYaml() {
        assertThat(TestSettings.of(HttpProperties.class))
                .isEqualTo(new HttpProperties(
                        HttpProperties.Auth.NONE, false, "shopping", "", "", Duration.ofMillis(900), 0, 50));
    }

    @Test
    void eachWayToLogInNeedsItsOwn() {
        assertThatThrownBy(() -> TestSettings.of(HttpProperties.class, "checkout.http.auth=basic"))
                .rootCause()
                .hasMessageStartingWith("CHECKOUT_HTTP_PASSWORD: is missing");
        assertThatThrownBy(() -> TestSettings.of(HttpProperties.class, "checkout.http.auth=jwt"))
                .rootCause()
                .hasMessage("CHECKOUT_HTTP_ISSUER: is missing; set it to the URL of the issuer of the callers' tokens");
        assertThatThrownBy(() -> TestSettings.of(
                        HttpProperties.class,
                        "checkout.http.auth=jwt",
                        "checkout.http.issuer=https://a:s3cret@i.example"))
                .rootCause()
                .hasMessageStartingWith("CHECKOUT_HTTP_ISSUER: holds a user or a password")
                .hasMessageNotContaining("s3cret");
    }
}
