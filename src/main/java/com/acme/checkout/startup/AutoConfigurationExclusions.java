package com.acme.checkout.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.actuate.autoconfigure.security.servlet.ManagementWebSecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.SecurityFilterAutoConfiguration;
import org.springframework.boot.autoconfigure.security.servlet.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Adds to {@code spring.autoconfigure.exclude} what depends on a setting, which the list in {@code application.yaml} can't
 * say: with {@code checkout.http.auth=none} there is no Spring Security in front of the doors. It would ask every caller
 * for a password of its own, and its firewall would answer for paths that the doors answer for.
 */
public class AutoConfigurationExclusions implements EnvironmentPostProcessor, Ordered {

    private static final String EXCLUDE = "spring.autoconfigure.exclude";
    private static final List<Class<?>> SECURITY = List.of(
            SecurityAutoConfiguration.class,
            SecurityFilterAutoConfiguration.class,
            UserDetailsServiceAutoConfiguration.class,
            ManagementWebSecurityAutoConfiguration.class);

    @Override
    public int getOrder() {
        // After application.yaml is read.
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment env, SpringApplication application) {
        if ("none".equals(env.getProperty("checkout.http.auth"))) {
            // A list is taken from one source as a whole, never merged: what others exclude is said again.
            List<String> excluded = new ArrayList<>(
                    Binder.get(env).bind(EXCLUDE, Bindable.listOf(String.class)).orElseGet(List::of));
            SECURITY.forEach(each -> excluded.add(each.getName()));
            env.getPropertySources()
                    .addFirst(new MapPropertySource(
                            "auto-configurations without security", Map.of(EXCLUDE, String.join(",", excluded))));
        }
    }
}
