package com.acme.checkout.desk.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an operator is told first. */
class WordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "REJECTED | 404 | com.acme.checkout.delivery.RejectedException: HTTP 404 | The Orchestrator knows no such cart",
                "REJECTED | 409 | com.acme.checkout.delivery.RejectedException: HTTP 409 | The cart is empty or already checked out",
                "REJECTED | -   | com.acme.checkout.delivery.RejectedByRuleException: test carts | A rule of this service rejects the command",
                "REJECTED | -   | - | The cart is empty or already checked out",
                "EXHAUSTED | 503 | com.acme.checkout.delivery.TransientFailureException: HTTP 503 | The Orchestrator for standard kept answering 503",
                "EXHAUSTED | - | com.acme.checkout.delivery.ExtensionFailedException: the route at direct:after-start has failed: x | A step that somebody added to the routes keeps failing",
                "EXHAUSTED | 200 | com.acme.checkout.delivery.ExtensionFailedException: the route at direct:after-start has failed: x | A step that somebody added to the routes keeps failing",
            })
    void theTitleSaysWhoIsToAct(String reason, Integer status, String exception, String title) {
        assertThat(new Words().plain(reason, status, "standard", exception).title())
                .isEqualTo(title);
    }
}
