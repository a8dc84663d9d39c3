package com.acme.checkout.startup;

import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** Says, once it is ready, where this service listens and where it delivers. */
@Component
class Banner {

    private static final Logger LOG = LoggerFactory.getLogger("checkout");

    private final Environment env;

    Banner(Environment env) {
        this.env = env;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        LOG.info("Checkout API is ready");
        LOG.info("  doors         http://{}:{}  and queue checkout.commands", env.getProperty("server.address"), env.getProperty("server.port"));
        LOG.info("  broker        {}", env.getProperty("checkout.broker"));
        Binder.get(env).bind("checkout.destinations", Bindable.mapOf(String.class, Object.class)).orElse(Map.of()).keySet().forEach(name ->
                LOG.info("  destination   {} -> {}", name, env.getProperty("checkout.destinations." + name + ".url")));
        LOG.info("  dead letters  queue checkout.dead-letters");
        LOG.info("  management    http://127.0.0.1:{}/actuator/health", env.getProperty("management.server.port"));
        if (env.getProperty("checkout.sandbox", Boolean.class, false)) {
            LOG.warn("  SANDBOX: the Orchestrator is a stand-in inside this process; no stock, payment or order is real."
                    + " Set CHECKOUT_ORCHESTRATOR_URL to leave it.");
        }
    }
}
