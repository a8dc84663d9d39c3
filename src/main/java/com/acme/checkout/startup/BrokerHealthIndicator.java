package com.acme.checkout.startup;

import com.acme.checkout.broker.BrokerStatus;
import com.acme.checkout.broker.PendingWatch;
import com.acme.checkout.broker.RouteBrokerStatus;
import com.acme.checkout.delivery.DestinationProperties;
import com.acme.checkout.settings.BrokerKind;
import com.acme.checkout.settings.CheckoutProperties;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Sees to it that the broker holds our queues, before the routes start and ever after; tells whether it can be reached.
 * A broker that is away stops nothing, for HTTP goes on without it: {@code DEGRADED}, and no reason to take this instance
 * out of rotation. One that is there and lacks a queue that we may not create stops the start.
 */
@Component
class BrokerHealthIndicator implements HealthIndicator, InitializingBean, DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(BrokerHealthIndicator.class);
    private static final long EVERY_SECONDS = 2;

    private final BrokerStatus broker;
    private final PendingWatch pending;
    private final List<String> queues;
    private final String name;
    private final Environment env;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "broker-watch");
        thread.setDaemon(true);
        return thread;
    });
    private volatile String trouble;
    private volatile boolean unknown;

    BrokerHealthIndicator(
            ObjectProvider<BrokerStatus> broker,
            ObjectProvider<CamelContext> camel,
            CheckoutProperties checkout,
            DestinationProperties destinations,
            PendingWatch pending,
            MeterRegistry meters,
            Environment env) {
        this.pending = pending;
        this.env = env;
        this.broker = broker.getIfAvailable(() -> new RouteBrokerStatus(camel::getObject));
        this.name = checkout.broker();
        this.queues = new ArrayList<>(List.of("checkout.commands", "checkout.dead-letters"));
        destinations.names().forEach(destination -> queues.add("checkout.pending." + destination));
        this.queues.addAll(destinations.queues());
        Gauge.builder("checkout.broker.up", () -> unknown ? Double.NaN : trouble == null ? 1 : 0)
                .description("1 while the broker can be reached; not a number where nobody asks it")
                .register(meters);
    }

    @Override
    public void afterPropertiesSet() {
        if (broker instanceof RouteBrokerStatus) {
            // There are no routes yet.
            return;
        }
        try {
            broker.prepare(queues);
        } catch (BrokerStatus.UnusableException e) {
            throw new BrokerStatus.UnusableException(BrokerKind.own(env, e.getMessage()));
        } catch (Exception e) {
            away(e);
        }
        watch();
    }

    @EventListener(ApplicationStartedEvent.class)
    void started() {
        if (broker instanceof RouteBrokerStatus route) {
            unknown = !route.known();
            if (!unknown) {
                look();
                watch();
            }
        }
    }

    private void watch() {
        watch.scheduleWithFixedDelay(this::look, EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    private void look() {
        try {
            broker.prepare(queues);
            pending.brokerAway(false);
            if (trouble != null) {
                LOG.info("Broker {} is back", name);
                trouble = null;
            }
        } catch (Exception | LinkageError e) {
            away(e);
        }
    }

    private void away(Throwable failure) {
        boolean there =
                failure instanceof BrokerStatus.UnusableException || failure instanceof BrokerStatus.BlockedException;
        pending.brokerAway(!there);
        String now = there
                ? BrokerKind.own(env, failure.getMessage())
                : "can't be reached (" + root(failure).toString().replaceAll("\\s+", " ") + ")";
        if (trouble == null) {
            LOG.warn(
                    "Broker {}: {}. HTTP goes straight to the Orchestrator meanwhile; this service connects by itself.",
                    name,
                    now);
        }
        trouble = now;
    }

    private static Throwable root(Throwable failure) {
        return failure.getCause() == null ? failure : root(failure.getCause());
    }

    @Override
    public Health health() {
        if (unknown) {
            return Health.unknown()
                    .withDetail("broker", name)
                    .withDetail(
                            "trouble",
                            "nobody asks it: routes/brokers/" + name + " has no route from " + RouteBrokerStatus.ROUTE)
                    .build();
        }
        String now = trouble;
        return (now == null ? Health.up() : Health.status("DEGRADED").withDetail("trouble", now))
                .withDetail("broker", name)
                .build();
    }

    @Override
    public void destroy() {
        watch.shutdownNow();
    }
}
