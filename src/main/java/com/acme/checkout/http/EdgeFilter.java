package com.acme.checkout.http;

import com.acme.checkout.command.CheckoutId;
import com.acme.checkout.command.CommandReader;
import com.acme.checkout.command.Violation;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.InvalidMediaTypeException;
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

    private static final long BODY_NANOS = Duration.ofSeconds(10).toNanos();

    private static final Set<String> COMMANDS = Set.of("/carts/{}/checkout", "/commands/checkout-cart");
    private static final String EVENTS = "/commands/checkout-cart";
    private static final String STANDING = "/checkouts/{}";
    private static final List<MediaType> JSON = List.of(MediaType.APPLICATION_JSON);

    private final HttpEngine engine;
    private final ObjectProvider<CamelContext> camel;
    private final RateLimits rates;
    private volatile boolean ready;

    EdgeFilter(HttpEngine engine, ObjectProvider<CamelContext> camel, @Value("${checkout.http.rate}") int perSecond) {
        this.engine = engine;
        this.camel = camel;
        this.rates = new RateLimits(perSecond);
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
        if (path.equals("/openapi.yaml") || path.equals("/asyncapi.yaml") || path.equals("/ops") || path.startsWith("/ops/")) {
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

    private void serve(HttpServletRequest request, HttpServletResponse response, String path, HttpEngine.Match match) throws IOException {
        HttpEngine.Door door = match.door();
        String shape = door.shape();
        boolean command = COMMANDS.contains(shape);
        boolean standing = shape.equals(STANDING);
        Problem refused = refused(request, path, door, shape);
        if (refused != null) {
            refused.send(response, refused.status() == 429 ? 1 : 0);
            return;
        }
        Map<String, Object> headers = command || standing ? new HashMap<>(match.variables())
                : CamelHeaders.of(request, door.getEndpoint(), path, match.variables());
        if (standing) {
            String id = match.variables().values().iterator().next();
            if (!CheckoutId.isUuid(id)) {
                new Problem("checkout-not-found", "No such checkout", 404, "A checkoutId is a UUID in its 36-character text form.",
                        request.getRequestURI()).send(response, 0);
                return;
            }
            headers.replaceAll((name, value) -> UUID.fromString(id).toString());
        }
        byte[] body = null;
        if (command || !standing && hasBody(request)) {
            try {
                body = body(request);
            } catch (TooSlow e) {
                response.setHeader("Connection", "close");
                new Problem("request-timeout", "Too slow", 408,
                        "The body did not arrive within 10 seconds; the command was not taken.", request.getRequestURI()).send(response, 0);
                return;
            } catch (IOException e) {
                new Problem("bad-request", "Body not readable", 400,
                        "The body ended early, or is not what Content-Encoding says.", request.getRequestURI())
                        .with(List.of(new Violation("$", "must be a complete body, gzip only where declared")))
                        .send(response, 0);
                return;
            }
            if (body == null) {
                response.setHeader("Connection", "close");
                Problem.ofStatus(413, request.getRequestURI()).send(response, 0);
                return;
            }
            if (!command && isGzip(request)) {
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
            return new Problem("rate-limited", "Too many requests", 429,
                    "This is more than your rate; nothing was done. Send it again later.", uri);
        }
        if (COMMANDS.contains(shape) || shape.equals(STANDING)) {
            return !acceptable(request, JSON) ? Problem.ofStatus(406, uri)
                    : !shape.equals(STANDING) && !json(request, shape) ? Problem.ofStatus(415, uri) : null;
        }
        if (!door.consumes().isEmpty() && !consumable(request, door.consumes())) {
            return new Problem("unsupported-media-type", "Unsupported media type", 415, "Send one of " + MediaType.toString(door.consumes()) + ".", uri);
        }
        return door.produces().isEmpty() || acceptable(request, door.produces()) ? null
                : new Problem("not-acceptable", "Not acceptable", 406, "Answers are " + MediaType.toString(door.produces()) + ": let Accept allow them.", uri);
    }

    private static boolean consumable(HttpServletRequest request, List<MediaType> consumes) {
        if (request.getContentType() == null) {
            return !hasBody(request) || consumes.contains(MediaType.ALL);
        }
        try {
            MediaType type = MediaType.parseMediaType(request.getContentType());
            return consumes.stream().anyMatch(taken -> taken.includes(type));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    private static boolean isGzip(HttpServletRequest request) {
        return "gzip".equalsIgnoreCase(request.getHeader("Content-Encoding"));
    }

    private static boolean acceptable(HttpServletRequest request, List<MediaType> produced) {
        String accept = request.getHeader("Accept");
        if (accept == null || accept.isEmpty() || accept.equals("*/*")) {
            return true;
        }
        try {
            return MediaType.parseMediaTypes(Collections.list(request.getHeaders("Accept"))).stream()
                    .anyMatch(type -> type.getQualityValue() > 0 && produced.stream().anyMatch(type::isCompatibleWith));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean json(HttpServletRequest request, String shape) {
        String text = request.getContentType();
        String coding = request.getHeader("Content-Encoding");
        if (text == null || severalLines(request, "Content-Type") || severalLines(request, "Content-Encoding") || coding != null && !coding.equalsIgnoreCase("gzip") && !coding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (text.equals("application/json")) {
            return true;
        }
        try {
            MediaType type = MediaType.parseMediaType(text);
            boolean known = type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                    || shape.equals(EVENTS) && type.equalsTypeAndSubtype(HttpDoor.CLOUD_EVENT);
            return known && (type.getCharset() == null || type.getCharset().name().equals("UTF-8"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean severalLines(HttpServletRequest request, String header) {
        Enumeration<String> lines = request.getHeaders(header);
        return lines.hasMoreElements() && lines.nextElement() != null && lines.hasMoreElements();
    }

    /** The decoded body; null where it is too large. Decoding stops at the limit, whatever the gzip would unpack to. */
    private static byte[] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > CommandReader.MAX_BYTES) {
            return null;
        }
        long deadline = System.nanoTime() + BODY_NANOS;
        InputStream raw = request.getInputStream();
        InputStream in = isGzip(request) ? new GZIPInputStream(raw) : raw;
        int expected = Math.max(request.getContentLength(), 256);
        ByteArrayOutputStream out = new ByteArrayOutputStream(expected);
        byte[] buffer = new byte[Math.min(expected + 1, 8192)];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            if (out.size() > CommandReader.MAX_BYTES) {
                return null;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TooSlow();
            }
        }
        return out.toByteArray();
    }

    private static final class TooSlow extends IOException {
    }
}
