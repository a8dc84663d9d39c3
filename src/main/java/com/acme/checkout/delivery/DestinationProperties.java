package com.acme.checkout.delivery;

import com.acme.checkout.settings.Derived;
import com.acme.checkout.settings.HttpUrl;
import com.acme.checkout.settings.InvalidSettingException;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The destinations that {@code application.yaml} lists.
 *
 * @param destinations where commands go: each name that routes/destinations.camel.yaml uses, with the base URL of its
 *     Orchestrator and how many commands may be under way to it at once
 */
@ConfigurationProperties("checkout")
public record DestinationProperties(Map<String, @Valid Destination> destinations) {

    /**
     * One of them.
     *
     * @param url base URL of its Orchestrator; once the service runs, without user and password
     * @param concurrency how many commands may be under way to it at once
     * @param authorization header that the user and the password of its URL make; empty where there are none
     */
    public record Destination(
            String url,
            @NotNull @Min(0) Integer concurrency,
            @Derived String authorization) {

        /** The URL without user and password: the log, an error or a page may show it. */
        public String plainUrl() {
            return OrchestratorCredentials.without(url.trim().replaceFirst("/+$", ""));
        }

        /** The value of the header that user and password make; empty where there are none. */
        public String credentials() {
            return authorization == null ? OrchestratorCredentials.authorization(url.trim()) : authorization;
        }
    }

    /** @throws InvalidSettingException for a destination that nothing can be delivered to, or two that contradict each other */
    public DestinationProperties {
        destinations = destinations == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(destinations));
        Map<String, String> byUrl = new HashMap<>();
        destinations.forEach((name, destination) -> {
            String key = "checkout.destinations." + name;
            HttpUrl.orchestrator(destination.url(), key + ".url");
            if (!byUrl.computeIfAbsent(destination.plainUrl(), url -> destination.credentials())
                    .equals(destination.credentials())) {
                throw new InvalidSettingException(
                        key + ".url",
                        "another destination has this URL with another user or password",
                        "give both the same");
            }
            if (destination.concurrency() != null && destination.concurrency() == 0) {
                throw new InvalidSettingException(
                        key + ".concurrency", "is 0, so nothing would be delivered", "set it to 1 or more");
            }
        });
    }

    /** In the order of {@code application.yaml}. */
    public Set<String> names() {
        return destinations.keySet();
    }
}
