package com.acme.checkout.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A link to another tool leads where the setting says, whatever a sender has written. */
class LinkTemplateTest {

    private static final Set<String> NAMES = Set.of("traceId", "checkoutId");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert('{traceId}')",
                "//tool.example/{traceId}",
                "tool.example/{traceId}",
                "ftp://tool.example/{traceId}",
                "https://{traceId}.example/",
                "https://tool.example{traceId}/",
                "https://tool.example:{traceId}/",
                "https://tool.example:70000/{traceId}",
                "https://user:pa55@tool.example/{traceId}",
                "https://tool.example\\@evil.example/{traceId}",
                "https://tool.example/{trace}",
                "https://tool.example/{}",
                "https://tool.example/{traceId",
                "https://tool.example/a b/{traceId}",
                "https://tool.example/",
                "https:///{traceId}"
            })
    void aTemplateThatIsNoneStopsTheStartWithoutBeingQuoted(String wrong) {
        assertThatThrownBy(() -> LinkTemplate.check(wrong, "CHECKOUT_DESK_LINKS_TRACE", NAMES))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("CHECKOUT_DESK_LINKS_TRACE")
                .hasMessageNotContaining("pa55")
                .hasMessageNotContaining("\n");
    }

    @Test
    void valuesAreEncodedWhereverTheyStand() {
        String template = " https://tool.example:8443/t/{traceId}?q={checkoutId}&x=$1#{traceId} ";
        LinkTemplate.check(template, "x", NAMES);
        LinkTemplate.check("", "x", NAMES);
        assertThat(LinkTemplate.fill(template, Map.of("traceId", "4bf9", "checkoutId", "a/b ?&#\"<é+$1")))
                .isEqualTo("https://tool.example:8443/t/4bf9?q=a%2Fb%20%3F%26%23%22%3C%C3%A9%2B%241&x=$1#4bf9");
        assertThat(LinkTemplate.fill(template, Map.of("traceId", "4bf9"))).isNull();
        assertThat(LinkTemplate.fill("", Map.of())).isNull();
    }
}
