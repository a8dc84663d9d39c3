package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.delivery.DestinationProperties.Destination;
import com.acme.checkout.settings.InvalidSettingException;
import com.acme.checkout.settings.TestSettings;
import java.util.LinkedHashMap;
import java.util.List;
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
        two.put("one", Destination.of("http://a:b@o.example", 1));
        two.put("other", Destination.of("http://c:s3cret@o.example/", 1));
        assertThatThrownBy(() -> new DestinationProperties(two))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "checkout.destinations.other.url: another destination has this URL with another user or password; give both the same");
    }

    @Test
    void oneWithoutUrlOrRoomDeliversNothing() {
        assertThatThrownBy(() -> new DestinationProperties(Map.of("bulk", Destination.of(null, 1))))
                .hasMessageStartingWith("checkout.destinations.bulk.url: is missing");
        assertThatThrownBy(() -> new DestinationProperties(Map.of("bulk", Destination.of("http://o.example", 0))))
                .hasMessageStartingWith("checkout.destinations.bulk.concurrency: is 0");
    }

    @Test
    void oneOnAQueueHasAQueueAndNoUrl() {
        Destination partner = queue(null, "partner.checkouts");
        DestinationProperties destinations = new DestinationProperties(Map.of("partner", partner));
        assertThat(destinations.queues()).containsExactly("partner.checkouts");
        assertThat(partner.target()).isEqualTo("queue partner.checkouts");
        assertThat(partner.isHttp()).isFalse();
        refused(queue(null, null), ".queue: is missing");
        refused(queue("http://o.example", "partner.checkouts"), ".url: is not for the sink broker-queue");
        refused(queue(null, "partner/checkouts"), ".queue: is no name that a queue has on every broker");
        for (String ours : List.of(
                "checkout.commands", "checkout.dead-letters", "checkout.pending.partner", "checkout.delay.10s")) {
            refused(queue(null, ours), ".queue: is a queue of this service's own");
        }
        refused(
                new Destination("http://o.example", "q", null, 1, null, null, null, null, null, null),
                ".queue: is for the sink broker-queue alone");
    }

    @Test
    void aSinkOfSomebodysOwnNeedsNoUrl() {
        Destination own = new Destination(null, null, "audit-sink", 1, null, null, null, null, null, null);
        assertThat(new DestinationProperties(Map.of("audit", own)).names()).containsExactly("audit");
        assertThat(own.target()).isEqualTo("Kamelet audit-sink");
        assertThat(own.credentials()).isEmpty();
    }

    @Test
    void aBreakerThatCouldNeverOpenIsRefused() {
        DestinationProperties own = new DestinationProperties(
                Map.of("bulk", new Destination("http://o.example", null, null, 1, null, null, 10, null, null, null)));
        assertThatThrownBy(() -> own.check(TestSettings.of(DeliveryProperties.class)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "checkout.destinations.bulk.breaker-window: the least number of calls, 40, is more");
    }

    private static Destination queue(String url, String queue) {
        return new Destination(url, queue, "broker-queue", 1, null, null, null, null, null, null);
    }

    private static void refused(Destination destination, String why) {
        assertThatThrownBy(() -> new DestinationProperties(Map.of("partner", destination)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("checkout.destinations.partner" + why);
    }
}
