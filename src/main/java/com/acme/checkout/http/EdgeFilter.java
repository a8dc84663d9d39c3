package com.acme.checkout.http;

import com.acme.checkout.command.CheckoutId;
import com.acme.checkout.command.CommandTypes;
import com.acme.checkout.command.Violation;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The edge between the network and the routes. Refuses what no route should see: requests before the routes run, over
 * the caller's rate, of a type that the route does not take, too large or too slow. Which route a request is for is
 * decided once, by its decoded path, and all limits go by that.
 *
 * <p>The routes of the checkout doors see the path's variables and the body's bytes and not one header or query parameter,
 * so that none can steer a component; {@link HttpDoor} takes those that the contract names from the request. Any other
 * {@code platform-http} route sees its request as {@link CamelHeaders} says.
 */
@Component
class EdgeFilter extends OncePerRequestFilter {

    private static final String CART = "/carts/{}/checkout";
    private static final String STANDING = "/checkouts/{}";
    private static final List<MediaType> JSON = List.of(MediaType.APPLICATION_JSON);

    private final HttpEngine engine;
    private final ObjectProvider<CamelContext> camel;
    private final RateLimits rates;
    private final CommandTypes commands;
    private volatile boolean ready;

    EdgeFilter(HttpEngine engine, ObjectProvider<CamelContext> camel, HttpProperties http, CommandTypes commands) {
        this.engine = engine;
        this.commands = commands;
        this.camel = camel;
        this.rates = new RateLimits(http.rate());
    }

    @EventListener(ApplicationReadyEvent.class)
    void open() {
        ready = camel.getObject().getStatus().isStarted();
    }

    @EventListener(ContextClosedEvent.class)
    void close() {
        ready = false;
    }

    @Override
    protected boolean shouldNotFilterErrorDispatch() {
        return true;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String uri = request.getRequestURI();
        String path = RequestPath.of(uri);
        if (path == null) {
            Problem.ofStatus(404, uri).send(response, 0);
            return;
        }
        if (request.getMethod().equals("TRACE")) {
            // It would be answered with the request, credentials and all (RFC 9110, section 9.3.8).
            response.setHeader("Allow", "");
            Problem.ofStatus(405, uri).send(response, 0);
            return;
        }
        // The desk's callers and limits are others.
        if (path.equals("/openapi.yaml")
                || path.equals("/asyncapi.yaml")
                || path.equals("/ops")
                || path.startsWith("/ops/")) {
            chain.doFilter(request, response);
            return;
        }
        if (!ready) {
            Problem.ofStatus(503, uri).send(response, 1);
            return;
        }
        HttpEngine.Match match = engine.match(path, request.getMethod());
        if (match.door() != null) {
            serve(request, response, path, match);
        } else if (match.allowed().isEmpty()) {
            chain.doFilter(request, response);
        } else {
            response.setHeader("Allow", String.join(", ", match.allowed()));
            Problem.ofStatus(405, uri).send(response, 0);
        }
    }

    /** Whether a route of that shape takes commands. */
    private boolean isCommand(String shape) {
        return shape.equals(CART) || commands.isDoor(shape);
    }

    private void serve(HttpServletRequest request, HttpServletResponse response, String path, HttpEngine.Match match)
            throws IOException {
        HttpEngine.Door door = match.door();
        String shape = door.shape();
        boolean command = isCommand(shape);
        boolean standing = shape.equals(STANDING);
        Problem refused = refused(request, path, door, shape);
        if (refused != null) {
            refused.send(response, refused.status() == 429 ? 1 : 0);
            return;
        }
        Map<String, Object> headers = command || standing
                ? new HashMap<>(match.variables())
                : CamelHeaders.of(request, door.getEndpoint(), path, match.variables());
        if (standing) {
            String id = match.variables().values().iterator().next();
            if (!CheckoutId.isUuid(id)) {
                new Problem(
                                "checkout-not-found",
                                "No such checkout",
                                404,
                                "A checkoutId is a UUID in its 36-character text form.",
                                request.getRequestURI())
                        .send(response, 0);
                return;
            }
            headers.replaceAll((name, value) -> UUID.fromString(id).toString());
        }
        byte[] body = null;
        if (command || !standing && RequestBody.hasBody(request)) {
            try {
                body = RequestBody.read(request);
            } catch (RequestBody.TooSlowException e) {
                response.setHeader("Connection", "close");
                new Problem(
                                "request-timeout",
                                "Too slow",
                                408,
                                "The body did not arrive within 10 seconds; the command was not taken.",
                                request.getRequestURI())
                        .send(response, 0);
                return;
            } catch (IOException e) {
                new Problem(
                                "bad-request",
                                "Body not readable",
                                400,
                                "The body ended early, or is not what Content-Encoding says.",
                                request.getRequestURI())
                        .with(List.of(new Violation("$", "must be a complete body, gzip only where declared")))
                        .send(response, 0);
                return;
            }
            if (body == null) {
                response.setHeader("Connection", "close");
                Problem.ofStatus(413, request.getRequestURI()).send(response, 0);
                return;
            }
            if (!command && RequestBody.isGzip(request)) {
                headers.remove("Content-Encoding");
            }
        }
        Object form = command || standing ? null : CamelHeaders.form(request, door.getEndpoint(), body);
        door.serve(request, response, form == null ? body : form, headers, command, command || standing);
    }

    /** Why no route should see this request, before its body is looked at; null where one may. */
    private Problem refused(HttpServletRequest request, String path, HttpEngine.Door door, String shape) {
        String uri = request.getRequestURI();
        // The sandbox is called by this process itself.
        if (!path.startsWith("/sandbox/") && !rates.allow(request)) {
            return new Problem(
                    "rate-limited",
                    "Too many requests",
                    429,
                    "This is more than your rate; nothing was done. Send it again later.",
                    uri);
        }
        if (isCommand(shape) || shape.equals(STANDING)) {
            return !ContentNegotiation.acceptable(request, JSON)
                    ? Problem.ofStatus(406, uri)
                    : !shape.equals(STANDING) && !ContentNegotiation.json(request, commands.isDoor(shape))
                            ? Problem.ofStatus(415, uri)
                            : null;
        }
        if (!door.consumes().isEmpty() && !ContentNegotiation.consumable(request, door.consumes())) {
            return new Problem(
                    "unsupported-media-type",
                    "Unsupported media type",
                    415,
                    "Send one of " + MediaType.toString(door.consumes()) + ".",
                    uri);
        }
        return door.produces().isEmpty() || ContentNegotiation.acceptable(request, door.produces())
                ? null
                : new Problem(
                        "not-acceptable",
                        "Not acceptable",
                        406,
                        "Answers are " + MediaType.toString(door.produces()) + ": let Accept allow them.",
                        uri);
    }
}
