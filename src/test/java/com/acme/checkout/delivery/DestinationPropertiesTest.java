package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.delivery.DestinationProperties.Destination;
import com.acme.checkout.settings.InvalidSettingException;
import com.acme.checkout.settings.TestSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DestinationPropertiesTest {

    @Test
    void theyAreThoseOfApplicationYamlInItsOrder() {
        DestinationProperties destinations = TestSettings.of(
                DestinationProperties.class, "checkout.orchestrator-url= https://shop:s3cr%40t@o.example:8443/base// ");
        assertThat(destinations.names()).containsExactly("standard", "promotion");
        Destination standard = destinations.destinations().get("standard");
        assertThat(standard.plainUrl()).isEqualTo("https://o.example:8443/base");
        assertThat(standard.credentials())
                .isEqualTo(OrchestratorCredentials.authorization("https://shop:s3cr%40t@o.example"));
        assertThat(standard.concurrency()).isEqualTo(768);
        assertThat(destinations.destinations().get("promotion").credentials()).isEmpty();
    }

    @Test
    void twoThatShareAUrlShareItsUser() {
        Map<String, Destination> two = new LinkedHashMap<>();
        two.put("one", new Destination("http://a:b@o.example", 1, null));
        two.put("other", new Destination("http://c:s3cret@o.example/", 1, null));
        assertThatThrownBy(() -> new DestinationProperties(two))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "checkout.destinations.other.url: another destination has this URL with another user or password; give both the same");
    }

    @Test
    void oneWithoutUrlOrRoomDeliversNothing() {
        assertThatThrownBy(() -> new DestinationProperties(Map.of("bulk", new Destination(null, 1, null))))
                .hasMessageStartingWith("checkout.destinations.bulk.url: is missing");
        assertThatThrownBy(
                        () -> new DestinationProperties(Map.of("bulk", new Destination("http://o.example", 0, null))))
                .hasMessageStartingWith("checkout.destinations.bulk.concurrency: is 0");
    }
}
