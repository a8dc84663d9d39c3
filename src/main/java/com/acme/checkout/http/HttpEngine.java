package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.delivery.NoOutcomeException;
import com.acme.checkout.delivery.OutcomeRecorder;
import com.acme.checkout.guard.OutcomeGuard;
import com.acme.checkout.settings.InvalidSettingException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
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
import org.apache.camel.Message;
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
import org.springframework.http.InvalidMediaTypeException;
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

    /** Of the connection and the container, not of the answer (RFC 9110, section 7.6.1). */
    private static final Set<String> NOT_THE_ROUTES = Set.of("connection", "content-length", "date", "host", "keep-alive",
            "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade");

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
            checkOptions(endpoint);
            String text = endpoint.getPath().startsWith("/") ? endpoint.getPath() : '/' + endpoint.getPath();
            path = PATTERNS.parse(endpoint.isMatchOnUriPrefix() && !text.endsWith("*") ? (text.endsWith("/") ? text : text + '/') + "**" : text);
            methods = endpoint.getHttpMethodRestrict() == null ? Set.of() : new TreeSet<>(Arrays.stream(endpoint.getHttpMethodRestrict().split(","))
                    .map(method -> method.trim().toUpperCase(Locale.ROOT)).filter(method -> !method.isEmpty()).toList());
            boolean validate = endpoint.getComponent().isServerRequestValidation();
            consumes = types(endpoint, "consumes", validate ? endpoint.getConsumes() : null);
            produces = types(endpoint, "produces", validate ? endpoint.getProduces() : null);
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
                answer(exchange.getMessage(), headers, response);
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

    private static List<MediaType> types(PlatformHttpEndpoint endpoint, String option, String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        try {
            return MediaType.parseMediaTypes(text);
        } catch (InvalidMediaTypeException e) {
            throw wrong(endpoint, option, "is no list of media types", "write it as in application/json,text/xml");
        }
    }

    /** What other engines know and this one doesn't is refused, and never left out in silence. */
    private static void checkOptions(PlatformHttpEndpoint endpoint) {
        if (endpoint.isHttpProxy()) {
            throw wrong(endpoint, "proxy", "is not supported", "give the paths that the route serves");
        }
        refuse(endpoint, "useStreaming", endpoint.isUseStreaming(), "bodies are read whole, up to 64 KiB: leave it out");
        refuse(endpoint, "fileNameExtWhitelist", endpoint.getFileNameExtWhitelist() != null, "uploads are not stored: leave it out");
        refuse(endpoint, "useCookieHandler", endpoint.isUseCookieHandler(), "set the header Set-Cookie in the route");
        refuse(endpoint, "cookie…", endpoint.getEndpointUri().matches(".*[?&]cookie[A-Z].*"), "set the header Set-Cookie in the route");
        refuse(endpoint, "muteException=false", !endpoint.isMuteException(), "callers are shown no stack trace: leave it out");
        refuse(endpoint, "returnHttpRequestHeaders", endpoint.isReturnHttpRequestHeaders(), "nothing of a request comes back: set in the route what is to be answered");
        refuse(endpoint, "handleWriteResponseError", endpoint.isHandleWriteResponseError(), "leave it out");
        refuse(endpoint, "useBodyHandler=false", !endpoint.isUseBodyHandler(), "leave it out");
        refuse(endpoint, "requestTimeout", endpoint.getRequestTimeout() > 0, "leave it out, and limit in the route what may take long");
    }

    private static void refuse(PlatformHttpEndpoint endpoint, String option, boolean set, String cure) {
        if (set) {
            throw wrong(endpoint, option, "is not supported by this service's HTTP server", cure);
        }
    }

    private static InvalidSettingException wrong(PlatformHttpEndpoint endpoint, String option, String what, String cure) {
        return new InvalidSettingException("platform-http:" + endpoint.getPath() + ", option " + option, what, cure);
    }

    private static void answer(Message message, Map<String, Object> inbound, HttpServletResponse response) throws IOException {
        Object body = message.getBody();
        if (body != null && !(body instanceof byte[]) && !(body instanceof InputStream)) {
            byte[] bytes = message.getBody(byte[].class);
            body = bytes != null ? bytes : message.getBody(InputStream.class);
            if (body == null) {
                throw new IllegalStateException("a body of " + message.getBody().getClass().getName() + " can't be sent; have the route marshal it");
            }
        }
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        response.setStatus(status == null ? 200 : status);
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            String name = header.getKey();
            if (header.getValue() != null && !name.regionMatches(true, 0, "Camel", 0, 5) && inbound.get(name) != header.getValue()
                    && !NOT_THE_ROUTES.contains(name.toLowerCase(Locale.ROOT))) {
                header(message, name, header.getValue(), response);
            }
        }
        if (body instanceof byte[] bytes) {
            response.setContentLength(bytes.length);
            response.getOutputStream().write(bytes);
        } else if (body instanceof InputStream stream) {
            try (stream) {
                stream.transferTo(response.getOutputStream());
            }
        }
    }

    private static void header(Message message, String name, Object value, HttpServletResponse response) {
        if (value instanceof Collection<?> values) {
            values.forEach(each -> response.addHeader(name, String.valueOf(each)));
            return;
        }
        String text = value instanceof String already ? already : message.getHeader(name, String.class);
        if (text != null) {
            response.setHeader(name, text);
        }
    }
}
