package com.acme.checkout.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.FileSystemResource;

/** Records of settings as {@code application.yaml} has them, for unit tests that start no Spring. */
public final class TestSettings {

    private TestSettings() {}

    /** With an Orchestrator that is nowhere, and {@code others} written as {@code name=value}. */
    public static <T extends Record> T of(Class<T> record, String... others) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "checkout.orchestrator-url",
                "http://orchestrator.example",
                "checkout.orchestrator-promotion-url",
                "http://promotion.example"));
        for (String each : others) {
            settings.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
        }
        ConfigurableEnvironment env = new StandardEnvironment();
        env.getPropertySources().remove(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
        env.getPropertySources().addFirst(new MapPropertySource("test", settings));
        try {
            new YamlPropertySourceLoader()
                    .load("application.yaml", new FileSystemResource("application.yaml"))
                    .forEach(env.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return of(record, env);
    }

    /** Those that {@code env} has. */
    public static <T extends Record> T of(Class<T> record, Environment env) {
        return Binder.get(env)
                .bind(record.getAnnotation(ConfigurationProperties.class).value(), record)
                .get();
    }
}
