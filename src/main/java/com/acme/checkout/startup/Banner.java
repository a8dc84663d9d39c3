package com.acme.checkout.startup;

import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.settings.CheckoutProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.autoconfigure.web.server.ManagementServerProperties;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Component;

/** Says, once it is ready, where this service listens and where it delivers. */
@Component
class Banner {

    private static final Logger LOG = LoggerFactory.getLogger("checkout");

    private final CheckoutProperties checkout;
    private final DestinationProperties destinations;
    private final CommandTypes commands;
    private final ServerProperties server;
    private final ManagementServerProperties management;

    Banner(
            CheckoutProperties checkout,
            DestinationProperties destinations,
            CommandTypes commands,
            ServerProperties server,
            ManagementServerProperties management) {
        this.commands = commands;
        this.checkout = checkout;
        this.destinations = destinations;
        this.server = server;
        this.management = management;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
        LOG.info("Checkout API is ready");
        LOG.info(
                "  doors         http://{}:{}  and queue checkout.commands",
                server.getAddress() == null ? "0.0.0.0" : server.getAddress().getHostAddress(),
                server.getPort());
        commands.further().forEach(each -> LOG.info("  command       {}, POST {}", each.eventType(), each.path()));
        LOG.info("  broker        {}", checkout.broker());
        destinations
                .destinations()
                .forEach((name, destination) -> LOG.info("  destination   {} -> {}", name, destination.target()));
        LOG.info("  dead letters  queue checkout.dead-letters");
        LOG.info("  management    http://127.0.0.1:{}/actuator/health", management.getPort());
        if (checkout.sandbox()) {
            LOG.warn(
                    "  SANDBOX: the Orchestrator is a stand-in inside this process; no stock, payment or order is real."
                            + " Set CHECKOUT_ORCHESTRATOR_URL to leave it.");
        }
    }
}
