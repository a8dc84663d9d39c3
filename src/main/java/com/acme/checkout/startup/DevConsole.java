package com.acme.checkout.startup;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import org.apache.commons.logging.Log;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.EnvironmentPostProcessor;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.Profiles;

/** With the profile {@code dev}: opens {@link DevConsoleEndpoint} on the management port, as long as only this machine reaches that. */
public class DevConsole implements EnvironmentPostProcessor, Ordered {

    static final String PROFILE = "dev";

    private static final String EXPOSED = "management.endpoints.web.exposure.include";

    private final Log log;

    /** Logs once the log is there. */
    public DevConsole(DeferredLogFactory logs) {
        this.log = logs.getLog(DevConsole.class);
    }

    @Override
    public int getOrder() {
        // After application.yaml is read.
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment env, SpringApplication application) {
        if (!env.acceptsProfiles(Profiles.of(PROFILE))) {
            return;
        }
        if (!isLoopback(env.getProperty("management.server.address", "").trim())) {
            log.warn("Camel's console stays closed: it asks for no password, and MANAGEMENT_SERVER_ADDRESS can be"
                    + " reached from outside this machine.");
            return;
        }
        env.getPropertySources()
                .addFirst(new MapPropertySource(
                        "the profile dev",
                        Map.of(
                                "camel.main.dev-console-enabled",
                                "true",
                                // What its pages ask: how often each route and step has run, and how long.
                                "camel.main.jmx-enabled",
                                "true",
                                EXPOSED,
                                env.getProperty(EXPOSED, "health") + "," + DevConsoleEndpoint.ID)));
    }

    private static boolean isLoopback(String address) {
        try {
            return !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
