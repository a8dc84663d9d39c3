package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.settings.InvalidSettingException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

/** A webhook that would bring nothing is said at the start, in one line that quotes neither its URL nor its secret. */
class WebhookSettingsTest {

    private static MockEnvironment settings() {
        return new MockEnvironment()
                .withProperty("checkout.desk.webhooks.team.url", "https://chat.example/hooks/1?sig=t0ken")
                .withProperty("checkout.desk.webhooks.team.secret", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
    }

    @Test
    void aGoodOneIsTaken() {
        assertThatCode(() -> WebhookSettings.check(settings()
                        .withProperty("checkout.desk.url", "https://checkout.example/ops")
                        .withProperty("checkout.desk.webhooks.team.format", "teams")
                        .withProperty("checkout.desk.webhooks.team.events", "new-cause,discarded")))
                .doesNotThrowAnyException();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "webhooks.team.url     | ''                            | checkout.desk.webhooks.team.url: is missing",
                "webhooks.team.url     | ftp://chat.example/t0ken      | checkout.desk.webhooks.team.url: is not an http or https URL",
                "webhooks.team.url     | https://me:t0ken@chat.example | checkout.desk.webhooks.team.url: holds a user or a password",
                "webhooks.team.url     | https://chat.example/?a=t0 k  | checkout.desk.webhooks.team.url: is not an http or https URL",
                "webhooks.team.url     | https://chat.example/#t0ken   | checkout.desk.webhooks.team.url: is not an http or https URL",
                "webhooks.team.format  | slak                          | checkout.desk.webhooks.team.format: there is no slak; did you mean slack?",
                "webhooks.team.events  | new-cause,replay-ends         | checkout.desk.webhooks.team.events: there is no replay-ends; did you mean replay-ended?",
                "webhooks.team.events  | everything                    | checkout.desk.webhooks.team.events: there is no everything; choose of discarded, new-cause",
                "webhooks.team.secret  | ''                            | checkout.desk.webhooks.team.secret: is missing",
                "webhooks.team.secret  | whsec_t0ken                   | checkout.desk.webhooks.team.secret: is not a secret",
                "webhooks.team.secret  | MfKQ9r8GKYqrTwjUPD8ILPZIo2LaL | checkout.desk.webhooks.team.secret: is not a secret",
                "url                   | checkout.example              | CHECKOUT_DESK_URL: is not an http or https URL",
            })
    void aWrongOneIsSaid(String setting, String value, String said) {
        assertThatThrownBy(() -> WebhookSettings.check(settings().withProperty("checkout.desk." + setting, value)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(said)
                .hasMessageNotContainingAny("t0ken", "MfKQ9r8");
    }
}
