package com.acme.checkout.routetest;

import com.acme.checkout.CheckoutApplication;
import com.acme.checkout.broker.memory.MemoryQueues;
import com.acme.checkout.delivery.CallScript;
import com.acme.checkout.delivery.Deadlines;
import com.acme.checkout.settings.RouteTestSettings;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.camel.CamelContext;
import org.apache.camel.model.ModelCamelContext;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.FileSystemUtils;

/**
 * The application as it runs for tests: all its beans and the routes of this folder, on queues in memory, without a port, with
 * a script in the place of the Orchestrators. Nothing of this machine's environment is taken for a setting.
 */
final class TestApplication implements AutoCloseable {

    /** The time that it is in all tests. */
    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    private static final String DESK = "checkout.desk.enabled";
    private static final String OWN = "CHECKOUT_|KAFKA_|RABBITMQ_|AMQP_|ARTEMIS_|SERVER_|MANAGEMENT_|SPRING_";

    private final Path data;
    private final ConfigurableApplicationContext context;
    private final ScriptedOrchestrators orchestrators = new ScriptedOrchestrators();

    /** The desk does not take up its queue. */
    static final class DeskException extends IllegalStateException {

        DeskException() {
            super("the desk does not open: routes/dead-letter-desk.camel.yaml reads no queue");
        }
    }

    /** What the server needs that is not there. */
    @EnableConfigurationProperties(ServerProperties.class)
    static final class WithoutServer {}

    /**
     * Starts it.
     *
     * @param settings the tests', by their names or their environment variables
     * @param mutant a change of the routes; null for none
     * @throws RuntimeException it does not start; the log's error says why
     */
    TestApplication(Map<String, String> settings, StepCoverage coverage, Mutant mutant) {
        data = folder();
        Map<String, Object> all = settings(data, settings);
        SpringApplication application = new SpringApplication(CheckoutApplication.class, WithoutServer.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        application.setEnvironment(environment(all));
        application.setRegisterShutdownHook(false);
        // It would set up this process's logs anew at each start; two at a time can't.
        List<ApplicationListener<?>> listeners = new ArrayList<>(application.getListeners());
        listeners.removeIf(LoggingApplicationListener.class::isInstance);
        application.setListeners(listeners);
        application.addInitializers(context -> {
            GenericApplicationContext beans = (GenericApplicationContext) context;
            beans.registerBean(CallScript.class, () -> orchestrators);
            beans.registerBean(Clock.class, () -> Clock.fixed(NOW, ZoneOffset.UTC));
            beans.registerBean(StepCoverage.class, () -> coverage);
            beans.getBeanFactory().addBeanPostProcessor(new BeanPostProcessor() {
                @Override
                public Object postProcessAfterInitialization(Object bean, String name) {
                    if (bean instanceof ModelCamelContext camel) {
                        TestRoutes.giveWay(camel, settings);
                        if (mutant != null) {
                            mutant.begin(camel);
                        }
                    }
                    return bean;
                }
            });
        });
        try {
            context = application.run();
        } catch (RuntimeException e) {
            FileSystemUtils.deleteRecursively(data.toFile());
            throw e;
        }
        if (Boolean.parseBoolean(String.valueOf(all.get(DESK)))) {
            awaitDesk();
        }
    }

    /** The desk files dead letters once its database is open. */
    private void awaitDesk() {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (!queues().isRead("checkout.dead-letters")) {
            if (System.nanoTime() - end > 0) {
                close();
                throw new DeskException();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("checkout-test");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static StandardEnvironment environment(Map<String, Object> settings) {
        StandardEnvironment environment = new StandardEnvironment();
        Map<String, Object> variables = new HashMap<>(environment.getSystemEnvironment());
        variables.keySet().removeIf(name -> name.matches("(?i)(" + OWN + ").*"));
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        environment.getPropertySources().addFirst(new MapPropertySource(RouteTestSettings.SOURCE, settings));
        return environment;
    }

    private static Map<String, Object> settings(Path data, Map<String, String> own) {
        Map<String, Object> settings = new TreeMap<>();
        settings.put("checkout.broker", RouteTestSettings.BROKER);
        settings.put("checkout.data", data.toString());
        settings.put(DESK, "false");
        // Whatever the environment says: nobody collects what they do.
        settings.put("checkout.tracing.enabled", "false");
        settings.put("checkout.http.auth", "none");
        settings.put("checkout.orchestrator-url", "");
        settings.put("checkout.orchestrator-promotion-url", "");
        settings.put("checkout.sandbox", "true");
        settings.put("checkout.sandbox-beside-orchestrator", "true");
        // Pauses that nobody looks at.
        settings.put("checkout.delivery.immediate-base", "1ms");
        settings.put("checkout.delivery.immediate-cap", "1ms");
        settings.put("checkout.delivery.breaker-wait", "100ms");
        settings.put("checkout.sandbox-slow-ms", "1");
        // Or a closed application would be held by it for good.
        settings.put("management.metrics.use-global-registry", "false");
        Located destinations = Located.read(Path.of("application.yaml"));
        for (String name : new String[] {"checkout", "destinations"}) {
            destinations = destinations == null ? null : destinations.at(name);
        }
        if (destinations != null) {
            destinations.members().forEach((name, each) -> {
                if (each.at("queue") == null) {
                    settings.put("checkout.destinations." + name + ".url", "http://127.0.0.1:1/" + name);
                }
            });
        }
        settings.putAll(own);
        return settings;
    }

    ScriptedOrchestrators orchestrators() {
        return orchestrators;
    }

    MemoryQueues queues() {
        return context.getBean(MemoryQueues.class);
    }

    CamelContext camel() {
        return context.getBean(CamelContext.class);
    }

    /** What stands before the routes of the HTTP door. */
    Filter edge() {
        return context.getBean("edgeFilter", Filter.class);
    }

    /** As after a start, with the breakers in these states. */
    void reset(Map<String, String> breakers) {
        context.getBean(Deadlines.class).forget();
        CircuitBreakerRegistry registry = context.getBean(CircuitBreakerRegistry.class);
        registry.getAllCircuitBreakers().forEach(CircuitBreaker::reset);
        breakers.forEach((name, state) -> {
            switch (state) {
                case "open" -> registry.circuitBreaker(name).transitionToForcedOpenState();
                case "half-open" -> {
                    registry.circuitBreaker(name).transitionToOpenState();
                    registry.circuitBreaker(name).transitionToHalfOpenState();
                }
                default -> throw new IllegalArgumentException("a breaker is open or half-open");
            }
        });
    }

    /** Lets all breakers go by what they see again. */
    void closeBreakers() {
        context.getBean(CircuitBreakerRegistry.class).getAllCircuitBreakers().forEach(CircuitBreaker::reset);
    }

    /** All counts of that name, by the value of one of their tags. */
    Map<String, Double> counts(String name, String tag) {
        Map<String, Double> counts = new TreeMap<>();
        for (Counter each : context.getBean(MeterRegistry.class).find(name).counters()) {
            counts.merge(String.valueOf(each.getId().getTag(tag)), each.count(), Double::sum);
        }
        return counts;
    }

    @Override
    public void close() {
        context.close();
        FileSystemUtils.deleteRecursively(data.toFile());
    }
}
