package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.delivery.Outcomes;
import com.acme.checkout.guard.OutcomeGuard;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePattern;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.apache.camel.component.platform.http.spi.PlatformHttpConsumer;
import org.apache.camel.component.platform.http.spi.PlatformHttpEngine;
import org.apache.camel.support.DefaultConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.server.PathContainer;
import org.springframework.stereotype.Component;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Runs the {@code platform-http} routes on the request's own thread, straight from {@link HttpEdge}. The engine that
 * comes with Camel's starter goes through Spring MVC and an asynchronous dispatch, which cost more than the routes do.
 *
 * <p>A route sees the variables of its path as headers, the body's bytes, and what the edge lets it see; what it answers
 * is the message's body, its {@code CamelHttpResponseCode} and those headers that are not Camel's own.
 */
@Component("platform-http-engine")
class HttpEngine implements PlatformHttpEngine {

    /** Exchange property: the {@link HttpServletRequest}. */
    static final String REQUEST = "httpRequest";

    private static final Logger LOG = LoggerFactory.getLogger(HttpEngine.class);

    private static final Set<String> CHECKOUT_DOORS = Set.of("/carts/{cartId}/checkout", "/commands/checkout-cart");

    private final List<Door> doors = new CopyOnWriteArrayList<>();
    private final int port;
    private final Outcomes outcomes;

    HttpEngine(@Value("${server.port}") int port, Outcomes outcomes) {
        this.port = port;
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

    /** Answers the request where a route has its path; false where none has. */
    boolean serve(HttpServletRequest request, HttpServletResponse response, byte[] body, Map<String, Object> headers) throws IOException {
        PathContainer path = PathContainer.parsePath(request.getRequestURI());
        String method = request.getMethod().equals("HEAD") ? "GET" : request.getMethod();
        TreeSet<String> allowed = new TreeSet<>();
        for (Door door : doors) {
            PathPattern.PathMatchInfo match = door.path.matchAndExtract(path);
            if (match != null) {
                if (door.methods.contains(method)) {
                    door.serve(request, response, body, headers, match.getUriVariables());
                    return true;
                }
                allowed.addAll(door.methods);
            }
        }
        if (allowed.isEmpty()) {
            return false;
        }
        response.setHeader("Allow", String.join(", ", allowed));
        Problem.ofStatus(405, request.getRequestURI()).send(response, 0);
        return true;
    }

    /** One route's path and methods. */
    private final class Door extends DefaultConsumer implements PlatformHttpConsumer {

        private final PathPattern path;
        private final List<String> methods;
        /** Fixed by the contract, and not by what a route does: no checkout is answered without an outcome. */
        private final boolean checkoutDoor;

        Door(PlatformHttpEndpoint endpoint, Processor processor) {
            super(endpoint, processor);
            path = PathPatternParser.defaultInstance.parse(endpoint.getPath());
            checkoutDoor = CHECKOUT_DOORS.contains(endpoint.getPath());
            methods = Arrays.stream(endpoint.getHttpMethodRestrict().split(",")).map(String::trim).toList();
        }

        @Override
        public PlatformHttpEndpoint getEndpoint() {
            return (PlatformHttpEndpoint) super.getEndpoint();
        }

        @Override
        protected void doStart() throws Exception {
            super.doStart();
            doors.add(this);
        }

        @Override
        protected void doStop() throws Exception {
            doors.remove(this);
            super.doStop();
        }

        private void serve(HttpServletRequest request, HttpServletResponse response, byte[] body, Map<String, Object> headers,
                           Map<String, String> variables) throws IOException {
            Exchange exchange = createExchange(true);
            try {
                exchange.setPattern(ExchangePattern.InOut);
                exchange.setProperty(REQUEST, request);
                exchange.getIn().setBody(body);
                headers.forEach(exchange.getIn()::setHeader);
                variables.forEach(exchange.getIn()::setHeader);
                createUoW(exchange);
                getProcessor().process(exchange);
                if (exchange.getException() != null) {
                    throw exchange.getException();
                }
                if (checkoutDoor && !OutcomeGuard.hasOutcome(exchange)) {
                    noOutcome(exchange, request, response);
                    return;
                }
                answer(exchange.getMessage(), response);
            } catch (IOException e) {
                throw e;
            } catch (Exception e) {
                LOG.error("No answer to {} {}", request.getMethod(), path, e);
                Problem.ofStatus(503, request.getRequestURI()).send(response, 1);
            } finally {
                doneUoW(exchange);
                releaseExchange(exchange, true);
            }
        }
    }

    private void noOutcome(Exchange exchange, HttpServletRequest request, HttpServletResponse response) throws IOException {
        LOG.error("The routes ended without an outcome for {} {}; its caller still holds the checkout. Fix that file under routes/. Last step: {}",
                request.getMethod(), exchange.getFromEndpoint(), OutcomeGuard.lastStep(exchange));
        outcomes.noOutcome(exchange);
        Checkout checkout = exchange.getProperty(Checkout.PROPERTY, Checkout.class);
        Problem problem = Problem.noOutcome(request.getRequestURI());
        (checkout == null || checkout.getCheckoutId() == null ? problem : problem.with(checkout.getCheckoutId())).send(response, 0);
    }

    private static void answer(Message message, HttpServletResponse response) throws IOException {
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        response.setStatus(status == null ? 200 : status);
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            if (!header.getKey().regionMatches(true, 0, "Camel", 0, 5)) {
                response.setHeader(header.getKey(), header.getValue().toString());
            }
        }
        byte[] body = message.getBody(byte[].class);
        if (body != null) {
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
        }
    }
}
