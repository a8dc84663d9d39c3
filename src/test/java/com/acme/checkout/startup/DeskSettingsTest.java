package com.acme.checkout.startup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.settings.InvalidSettingException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

/** What is made of the desk's settings before they are bound. */
class DeskSettingsTest {

    @Test
    void aLinkThatLeadsNowhereIsSaidAtTheStart() {
        for (String to : new String[] {"trace", "saga"}) {
            assertThatThrownBy(() -> DeskSettings.check(
                            new MockEnvironment().withProperty("checkout.desk.links." + to, "javascript:{traceId}")))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("CHECKOUT_DESK_LINKS_" + to.toUpperCase(Locale.ROOT));
        }
    }

    @Test
    void spacesAroundADurationKeepNobodyOut() {
        Map<String, Object> derived = new HashMap<>();
        DeskSettings.trimmed(
                new MockEnvironment()
                        .withProperty("checkout.desk.retention", "30d ")
                        .withProperty("checkout.desk.canary-wait", " 30s "),
                derived);
        assertThat(derived)
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("checkout.desk.retention", "30d", "checkout.desk.canary-wait", "30s"));
    }
}
