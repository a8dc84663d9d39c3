package com.acme.checkout.desk;

import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

/** Settings of the desk as Spring Boot binds them. */
public final class TestSettings {

    private TestSettings() {}

    /** The defaults, but for these names and values in turn. */
    public static DeskProperties of(String... others) {
        return bound(DeskProperties.class, others);
    }

    /** As {@link #of}, for the webhooks. */
    public static WebhookProperties webhooks(String... others) {
        return bound(WebhookProperties.class, others);
    }

    private static <T> T bound(Class<T> type, String... others) {
        Map<String, Object> settings = new HashMap<>();
        for (int i = 0; i < others.length; i += 2) {
            settings.put(others[i], others[i + 1]);
        }
        return new Binder(new MapConfigurationPropertySource(settings)).bindOrCreate("checkout.desk", type);
    }
}
