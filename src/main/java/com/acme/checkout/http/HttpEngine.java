package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.guard.OutcomeGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Processor;
import org.apache.camel.Suspendable;
import org.apache.camel.SuspendableService;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.web.ServerProperties;
import org.springframework.http.MediaType;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Runs the {@code platform-http} routes on the request's own thread, straight from {@link EdgeFilter}. The engine that
 * comes with Camel's starter goes through Spring MVC and an asynchronous dispatch, which cost more than the routes do.
 *
 * <p>What a route sees is the edge's to say. What it answers is the message's body, its {@code CamelHttpResponseCode} and
 * the headers that it has set: none of Camel's own, and none that came with the request.
 */
@Component("platform-http-engine")
class HttpEngine implements PlatformHttpEngine {

    /** Exchange property: the {@link HttpServletRequest}. */
    static final String REQUEST = "httpRequest";

    private static final Logger LOG = LoggerFactory.getLogger(HttpEngine.class);

    /** The edge hands over paths that are decoded already. */
    private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

    private static final PathPatternParser PATTERNS = new PathPatternParser();

    static {
        PATTERNS.setPathOptions(DECODED);
    }

    /** The most specific path first. */
    private final List<Door> doors = new CopyOnWriteArrayList<>();
    private final int port;
    private final OutcomeRecorder outcomes;

    HttpEngine(ServerProperties server, OutcomeRecorder outcomes) {
        this.port = server.getPort();
        this.outcomes = outcomes;
    }

    @Override
    public int getServerPort() {
        return port;
    }

    @Override
    public PlatformHttpConsumer createConsumer(PlatformHttpEndpoint endpoint, Processor processor) {
        return new Door(endpoint, processor);
    }

    /**
     * Who answers a request.
     *
     * @param door      null where no route takes it
     * @param variables of the path
     * @param allowed   the methods that routes of this path take, where none takes the request's
     */
    record Match(Door door, Map<String, String> variables, Collection<String> allowed) {
    }

    /** The route for {@code path}, which {@link RequestPath} has decoded. */
    Match match(String path, String method) {
        PathContainer container = PathContainer.parsePath(path, DECODED);
        TreeSet<String> allowed = null;
        for (Door door : doors) {
            PathPattern.PathMatchInfo match = door.path.matchAndExtract(container);
            if (match != null) {
                if (door.takes(method)) {
                    return new Match(door, match.getUriVariables(), Set.of());
                }
                allowed = allowed == null ? new TreeSet<>() : allowed;
                allowed.addAll(door.methods);
            }
        }
        return new Match(null, Map.of(), allowed == null ? Set.of() : allowed);
    }

    /** One route's path and methods. */
    final class Door extends DefaultConsumer implements PlatformHttpConsumer, Suspendable, SuspendableService {

        private final PathPattern path;
        private final Set<String> methods;
        private final List<MediaType> consumes;
        private final List<MediaType> produces;

        Door(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
            PlatformHttpOptions.check(endpoint);
            String text = endpoint.getPath().startsWith("/") ? endpoint.getPath() : '/' + endpoint.getPath();
            path = PATTERNS.parse(endpoint.isMatchOnUriPrefix() && !text.endsWith("*") ? (text.endsWith("/") ? text : text + '/') + "**" : text);
            methods = endpoint.getHttpMethodRestrict() == null ? Set.of() : new TreeSet<>(Arrays.stream(endpoint.getHttpMethodRestrict().split(","))
                    .map(method -> method.trim().toUpperCase(Locale.ROOT)).filter(method -> !method.isEmpty()).toList());
            boolean validate = endpoint.getComponent().isServerRequestValidation();
            consumes = PlatformHttpOptions.mediaTypes(endpoint, "consumes", validate ? endpoint.getConsumes() : null);
            produces = PlatformHttpOptions.mediaTypes(endpoint, "produces", validate ? endpoint.getProduces() : null);
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }

        /** As the route's endpoint has it, with empty braces in the place of variables. */
        String shape() {
            return path.getPatternString().replaceAll("\\{[^/}]*}", "{}");
        }

        List<MediaType> consumes() {
            return consumes;
        }

        List<MediaType> produces() {
            return produces;
        }

        private boolean takes(String method) {
            return methods.isEmpty() || methods.contains(method) || method.equals("HEAD") && methods.contains("GET");
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            synchronized (doors) {
                if (!doors.contains(this)) {
                    doors.add(this);
                    doors.sort(Comparator.comparing(door -> door.path));
                }
            }
        }

        @Override
        protected void doStop() throws Exception {
            doors.remove(this);
            super.doStop();
        }

        /**
         * Answers the request. {@code headers} are the route's to see, and come back to nobody; what a {@code command} is answered
         * is told only where it has an outcome.
         */
        void serve(HttpServletRequest request, HttpServletResponse response, Object body, Map<String, Object> headers, boolean command,
                   boolean checkout)
                throws IOException {
            if (isSuspendingOrSuspended()) {
                Problem.ofStatus(503, request.getRequestURI()).send(response, 1);
                return;
            }
            Exchange exchange = createExchange(true);
            try {
                exchange.setPattern(ExchangePattern.InOut);
                exchange.setProperty(REQUEST, request);
                exchange.getIn().setBody(body);
                headers.forEach(exchange.getIn()::setHeader);
                createUoW(exchange);
                getProcessor().process(exchange);
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
                if (command && !OutcomeGuard.hasOutcome(exchange)) {
                    noOutcome(exchange, request, response);
                    return;
                }
                ResponseWriter.write(exchange.getMessage(), headers, response);
            } catch (IOException e) {
                if (exchange.getException() != e) {
                    // The caller is gone.
                    throw e;
                }
                failed(exchange, request, response, e, checkout);
            } catch (Exception e) {
                failed(exchange, request, response, e, checkout);
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, true);
            }
        }

        /** The route's answer is not the caller's to have: nobody knows what became of the command (contract, section 2). */
        private void noOutcome(Exchange exchange, HttpServletRequest request, HttpServletResponse response) throws IOException {
            LOG.error("The routes ended without an outcome for {} {}; its caller still holds the checkout. Fix that file under routes/. Last step: {}",
                    request.getMethod(), path, OutcomeGuard.lastStep(exchange));
            outcomes.noOutcome(exchange);
            Checkout command = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
            Problem problem = Problem.noOutcome(request.getRequestURI());
            (command == null || command.getCheckoutId() == null ? problem : problem.with(command.getCheckoutId())).send(response, 0);
        }

        /** What no error handler of the routes took up, such as a write that failed after the Orchestrator had been asked in vain. */
        private void failed(Exchange exchange, HttpServletRequest request, HttpServletResponse response, Exception e, boolean checkout)
                throws IOException {
            if (e instanceof NoOutcomeException && !response.isCommitted()) {
                response.reset();
                noOutcome(exchange, request, response);
                return;
            }
            if (e instanceof NotDurableException) {
                HttpDoor.sayNotDurable(e);
            } else {
                LOG.error("No answer to {} {}", request.getMethod(), path, e);
            }
            Checkout command = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
            if (command != null && !OutcomeGuard.hasOutcome(exchange)) {
                outcomes.unavailable(exchange);
            }
            if (response.isCommitted()) {
                throw new IOException("the answer broke off", e);
            }
            response.reset();
            Problem problem = Problem.ofStatus(checkout ? 503 : 500, request.getRequestURI());
            (command == null || command.getCheckoutId() == null ? problem : problem.with(command.getCheckoutId())).send(response, checkout ? 1 : 0);
        }
    }
}
