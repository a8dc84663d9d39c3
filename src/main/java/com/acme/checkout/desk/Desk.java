package com.acme.checkout.desk;

import com.acme.checkout.broker.BrokerDoor;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.desk.store.Filing;
import com.acme.checkout.desk.store.Upkeep;
import com.acme.checkout.guard.OutcomeGuard;
import com.acme.checkout.http.Problem;
import com.acme.checkout.http.SagaLookup;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangeProperty;
import org.apache.camel.builder.TemplatedRouteBuilder;
import org.apache.camel.model.ModelCamelContext;
import org.apache.camel.model.RouteDefinition;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;

/**
 * The dead-letter desk's door. What is behind it (database, pages, replays) has a Spring context of its own, which is
 * begun once the service is ready and begun anew until its database answers: no checkout waits for it or fails with it.
 * Dead letters stay on the broker until it takes them.
 */
@Component("desk")
public class Desk {

    private static final Logger LOG = LoggerFactory.getLogger("checkout");
    private static final String FILING_ROUTE = "file-dead-letters";
    private static final String FILING_SOURCE = "kamelet://broker-source/from-dead-letters";
    private static final long AGAIN_SECONDS = 5;

    private final ConfigurableEnvironment env;
    private final ObjectProvider<CamelContext> camel;
    private final ServletContext servlets;
    private final MeterRegistry meters;
    private final OutcomeRecorder outcomes;
    private final SagaLookup lookups;
    private final boolean on;
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile Open open;
    /** Why it is not open, for whoever asks: nothing that is not everybody's business. */
    private volatile String trouble = "it starts";

    private record Open(AnnotationConfigWebApplicationContext context, DeskServlet servlet, Filing filing, Upkeep upkeep) {
    }

    Desk(ConfigurableEnvironment env, ObjectProvider<CamelContext> camel, ServletContext servlets, MeterRegistry meters,
         OutcomeRecorder outcomes, SagaLookup lookups, @Value("${checkout.desk.enabled}") boolean on) {
        this.env = env;
        this.camel = camel;
        this.servlets = servlets;
        this.meters = meters;
        this.outcomes = outcomes;
        this.lookups = lookups;
        this.on = on;
    }

    @EventListener(ApplicationReadyEvent.class)
    void begin() {
        if (on) {
            Gauge.builder("checkout.desk.depth", () -> told(Upkeep::depth))
                    .description("Unresolved entries at the desk; not a number while its database does not answer").register(meters);
            Gauge.builder("checkout.desk.oldest.age", () -> told(Upkeep::oldestAge))
                    .description("How long the oldest unresolved entry has been at the desk").baseUnit("seconds").register(meters);
            Thread thread = new Thread(this::openInTime, "desk");
            thread.setDaemon(true);
            thread.start();
        }
    }

    private double told(ToDoubleFunction<Upkeep> number) {
        Open current = open;
        return current == null ? Double.NaN : number.applyAsDouble(current.upkeep());
    }

    private void openInTime() {
        String said = "";
        try {
            do {
                String what = "its database can't be opened; see CHECKOUT_DATABASE_URL";
                Set<String> before = routes();
                try {
                    open = open();
                    what = "its filing route can't be started; see " + FILING_ROUTE + " in routes/dead-letter-desk.camel.yaml, and the broker-source";
                    TemplatedRouteBuilder.builder(camel.getObject(), FILING_ROUTE).routeId(FILING_ROUTE).add();
                    LOG.info("  desk          http://{}:{}/ops", env.getProperty("server.address"), env.getProperty("server.port"));
                    return;
                } catch (Exception e) {
                    Open half = open;
                    if (half != null) {
                        // Or two would work on the same replays.
                        open = null;
                        half.context().close();
                        remove(before);
                    } else if (!ofDatabase(e)) {
                        what = "a part of it can't be started";
                    }
                    trouble = what;
                    String why = root(e).toString();
                    if (!why.equals(said)) {
                        LOG.error("The dead-letter desk can't be opened: {} ({}). Dead letters wait on the broker, checkouts go on, and it "
                                + "is tried again every {} s.", what, why, AGAIN_SECONDS);
                        LOG.debug("The dead-letter desk can't be opened", e);
                        said = why;
                    }
                }
            } while (!closed.await(AGAIN_SECONDS, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            // The service ends.
        }
    }

    private Set<String> routes() {
        return ((ModelCamelContext) camel.getObject()).getRouteDefinitions().stream().map(RouteDefinition::getRouteId).collect(Collectors.toSet());
    }

    /** Leaves no half-made route: the next try would meet it. */
    private void remove(Set<String> before) {
        ModelCamelContext context = (ModelCamelContext) camel.getObject();
        for (RouteDefinition route : List.copyOf(context.getRouteDefinitions())) {
            if (!before.contains(route.getRouteId())) {
                try {
                    context.getRouteController().stopRoute(route.getRouteId());
                    context.removeRoute(route.getRouteId());
                    context.removeRouteDefinition(route);
                } catch (Exception e) {
                    LOG.debug("Route {} can't be removed", route.getRouteId(), e);
                }
            }
        }
        // It has made its own routes once, and would not again.
        context.getEndpointRegistry().values().stream().filter(endpoint -> endpoint.getEndpointUri().startsWith(FILING_SOURCE)).toList()
                .forEach(endpoint -> context.getEndpointRegistry().values().remove(endpoint));
    }

    private static boolean ofDatabase(Throwable failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof SQLException || each instanceof FlywayException || each instanceof DataAccessException) {
                return true;
            }
        }
        return false;
    }

    private Open open() throws ServletException {
        AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
        try {
            context.setEnvironment(env);
            context.setServletContext(servlets);
            context.setClassLoader(Desk.class.getClassLoader());
            context.scan(Desk.class.getPackageName() + ".store", Desk.class.getPackageName() + ".access",
                    Desk.class.getPackageName() + ".replay", Desk.class.getPackageName() + ".web");
            context.addBeanFactoryPostProcessor(beans -> {
                // Its end is not the CamelContext's, which would pass for a part of it that is to be stopped.
                beans.registerSingleton(AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new Unlinked());
                beans.registerSingleton("camelContext", camel.getObject());
                beans.registerSingleton("meterRegistry", meters);
                beans.registerSingleton("outcomes", outcomes);
                beans.registerSingleton("lookups", lookups);
            });
            DeskServlet servlet = new DeskServlet(context, servlets);
            return new Open(context, servlet, context.getBean(Filing.class), context.getBean(Upkeep.class));
        } catch (RuntimeException | ServletException e) {
            context.close();
            throw e;
        }
    }

    /** Starts and stops nothing. */
    private static final class Unlinked implements LifecycleProcessor {

        @Override
        public void onRefresh() {
        }

        @Override
        public void onClose() {
        }

        @Override
        public void start() {
        }

        @Override
        public void stop() {
        }

        @Override
        public boolean isRunning() {
            return false;
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Files one dead letter: returns once that is committed, or fails and leaves it to the broker. */
    public void file(Exchange exchange, @ExchangeProperty(BrokerDoor.HEADERS) Map<String, Object> headers,
                     @ExchangeProperty(BrokerDoor.MESSAGE_ID) String messageId, @ExchangeProperty(BrokerDoor.SOURCE) String source) {
        open.filing().file(headers, exchange.getMessage().getBody(byte[].class), source + ' ' + messageId);
        exchange.setProperty(OutcomeGuard.DONE, true);
    }

    /** Serves what is asked for under {@code /ops}. */
    void serve(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
        Open current = open;
        if (!on) {
            new Problem("not-found", "No such resource", 404,
                    "The dead-letter desk is switched off (CHECKOUT_DESK); dead letters stay on the broker.",
                    request.getRequestURI()).send(response, 0);
        } else if (current == null) {
            new Problem("unavailable", "Not available now", 503,
                    "The dead-letter desk is not open: " + trouble + ". Ask again later.",
                    request.getRequestURI()).send(response, 2);
        } else {
            current.servlet().service(request, response);
        }
    }

    @PreDestroy
    void close() {
        closed.countDown();
        Open last = open;
        if (last != null) {
            last.context().close();
        }
    }
}
