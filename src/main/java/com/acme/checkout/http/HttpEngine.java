package com.acme.checkout.http;

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

    /** The edge hands over paths that are decoded already. */
    private static final PathContainer.Options DECODED = PathContainer.Options.create('/', false);

    private static final PathPatternParser PATTERNS = new PathPatternParser();

    static {
        PATTERNS.setPathOptions(DECODED);
    }

    /** The most specific path first. */
    private final List<Door> doors = new CopyOnWriteArrayList<>();

    private final int port;
    private final RequestFailures failures;

    HttpEngine(ServerProperties server, OutcomeRecorder outcomes) {
        this.port = server.getPort();
        this.failures = new RequestFailures(outcomes);
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
    record Match(Door door, Map<String, String> variables, Collection<String> allowed) {}

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
            path = PATTERNS.parse(
                    endpoint.isMatchOnUriPrefix() && !text.endsWith("*")
                            ? (text.endsWith("/") ? text : text + '/') + "**"
                            : text);
            methods = endpoint.getHttpMethodRestrict() == null
                    ? Set.of()
                    : new TreeSet<>(
                            Arrays.stream(endpoint.getHttpMethodRestrict().split(","))
                                    .map(method -> method.trim().toUpperCase(Locale.ROOT))
                                    .filter(method -> !method.isEmpty())
                                    .toList());
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
        void serve(
                HttpServletRequest request,
                HttpServletResponse response,
                Object body,
                Map<String, Object> headers,
                boolean command,
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
                    failures.noOutcome(exchange, request, response, path.getPatternString());
                    return;
                }
                ResponseWriter.write(exchange.getMessage(), headers, response);
            } catch (IOException e) {
                if (exchange.getException() != e) {
                    // The caller is gone.
                    throw e;
                }
                failures.failed(exchange, request, response, path.getPatternString(), e, checkout);
            } catch (Exception e) {
                failures.failed(exchange, request, response, path.getPatternString(), e, checkout);
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, true);
            }
        }
    }
}
