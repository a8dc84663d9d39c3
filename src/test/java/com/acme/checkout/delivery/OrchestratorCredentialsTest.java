package com.acme.checkout.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.delivery.DestinationProperties.Destination;
import java.util.Map;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.message.BasicHttpRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrchestratorCredentialsTest {

    private static final String BASIC = "Basic c2hvcDpzM2NyQHQ=";

    private final OrchestratorCredentials credentials = new OrchestratorCredentials(new DestinationProperties(Map.of(
            "standard",
            Destination.of("http://o.example:8090/base", 1, BASIC),
            "promotion",
            Destination.of("http://p.example", 1, ""))));

    @Test
    void theyAreMadeOfTheUrl() {
        assertThat(OrchestratorCredentials.authorization("http://shop:s3cr%40t@o.example"))
                .isEqualTo(BASIC);
        assertThat(OrchestratorCredentials.without("http://shop:s3cr%40t@o.example:8090/a@b"))
                .isEqualTo("http://o.example:8090/a@b");
        assertThat(OrchestratorCredentials.authorization("http://o.example/a@b"))
                .isEmpty();
        assertThat(OrchestratorCredentials.without("http://o.example/a@b")).isEqualTo("http://o.example/a@b");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://o.example:8090/base",
                "http://o.example:8090/base/sagas",
                "http://o.example:8090/base?a=b"
            })
    void theyGoToTheirOrchestrator(String url) throws Exception {
        HttpRequest request = request(url);
        credentials.addTo(request);
        assertThat(request.getHeader("Authorization").getValue()).isEqualTo(BASIC);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://o.example:8090/bases",
                "http://o.example:8091/base",
                "https://o.example:8090/base/sagas",
                "http://p.example/sagas",
                "http://x.example/base"
            })
    void nobodyElseGetsThem(String url) throws Exception {
        HttpRequest request = request(url);
        credentials.addTo(request);
        assertThat(request.containsHeader("Authorization")).isFalse();
    }

    @Test
    void ofTwoThatAUrlIsBelowTheNearerOneIsWhoseItIs() throws Exception {
        OrchestratorCredentials nested = new OrchestratorCredentials(new DestinationProperties(Map.of(
                "standard",
                Destination.of("http://o.example", 1, BASIC),
                "promotion",
                Destination.of("http://o.example/promo", 1, "Basic cDpw"),
                "open",
                Destination.of("http://o.example/open", 1, ""))));
        HttpRequest promotion = request("http://o.example/promo/sagas");
        nested.addTo(promotion);
        assertThat(promotion.getHeader("Authorization").getValue()).isEqualTo("Basic cDpw");
        HttpRequest open = request("http://o.example/open/sagas");
        nested.addTo(open);
        assertThat(open.containsHeader("Authorization")).isFalse();
        HttpRequest standard = request("http://o.example/sagas");
        nested.addTo(standard);
        assertThat(standard.getHeader("Authorization").getValue()).isEqualTo(BASIC);
    }

    @Test
    void whatARouteSaysStays() throws Exception {
        HttpRequest request = request("http://o.example:8090/base/sagas");
        request.setHeader("Authorization", "Bearer token");
        credentials.addTo(request);
        assertThat(request.getHeader("Authorization").getValue()).isEqualTo("Bearer token");
    }

    private static HttpRequest request(String url) {
        return new BasicHttpRequest("POST", java.net.URI.create(url));
    }
}
