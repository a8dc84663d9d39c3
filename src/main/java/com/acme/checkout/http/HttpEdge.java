package com.acme.checkout.http;

import com.acme.checkout.command.CommandReader;
import com.acme.checkout.command.Violation;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
 * the caller's rate, not JSON, too large or too slow. Behind it Camel sees the path's variables and the body's bytes and
 * not one header or query parameter, so that none can steer a component or come back in an answer; {@link HttpDoor}
 * takes those that the contract names from the request.
 */
@Component
class HttpEdge extends OncePerRequestFilter {

    private static final long BODY_NANOS = Duration.ofSeconds(10).toNanos();

    private final HttpEngine engine;
    private final ObjectProvider<CamelContext> camel;
    private final LoadingCache<String, RateLimiter> rates;
    private volatile boolean ready;

    HttpEdge(HttpEngine engine, ObjectProvider<CamelContext> camel, @Value("${checkout.http.rate}") int perSecond) {
        this.engine = engine;
        this.camel = camel;
        RateLimiterConfig config = RateLimiterConfig.custom().limitForPeriod(Math.max(1, perSecond))
                .limitRefreshPeriod(Duration.ofSeconds(1)).timeoutDuration(Duration.ZERO).build();
        rates = perSecond <= 0 ? null : Caffeine.newBuilder().maximumSize(10_000)
                .expireAfterAccess(Duration.ofMinutes(10)).build(caller -> RateLimiter.of(caller, config));
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
        String path = request.getRequestURI();
        if (path.equals("/openapi.yaml") || path.equals("/asyncapi.yaml")) {
            chain.doFilter(request, response);
            return;
        }
        if (!ready) {
            Problem.ofStatus(503, path).send(response, 1);
            return;
        }
        boolean sandbox = path.startsWith("/sandbox/");
        if (!sandbox && !acceptable(request)) {
            Problem.ofStatus(406, path).send(response, 0);
            return;
        }
        byte[] body = null;
        if (request.getMethod().equals("POST") && (sandbox || isDoor(path))) {
            if (!withinRate(request)) {
                new Problem("rate-limited", "Too many requests", 429,
                        "This is more than your rate; the command was not taken. Send it again later.", path).send(response, 1);
                return;
            }
            if (!sandbox && !json(request, path)) {
                Problem.ofStatus(415, path).send(response, 0);
                return;
            }
            try {
                body = body(request);
            } catch (TooSlow e) {
                response.setHeader("Connection", "close");
                new Problem("request-timeout", "Too slow", 408,
                        "The body did not arrive within 10 seconds; the command was not taken.", path).send(response, 0);
                return;
            } catch (IOException e) {
                new Problem("bad-request", "Body not readable", 400,
                        "The body ended early, or is not what Content-Encoding says.", path)
                        .with(List.of(new Violation("$", "must be a complete body, gzip only where declared")))
                        .send(response, 0);
                return;
            }
            if (body == null) {
                response.setHeader("Connection", "close");
                Problem.ofStatus(413, path).send(response, 0);
                return;
            }
        }
        if (!engine.serve(request, response, body, sandbox ? sandboxHeaders(request) : Map.of())) {
            chain.doFilter(request, response);
        }
    }

    /** The sandbox is steered by its query; of the headers it needs the two that the Orchestrator is sent. */
    private static Map<String, Object> sandboxHeaders(HttpServletRequest request) {
        Map<String, Object> headers = new HashMap<>();
        request.getParameterMap().forEach((name, values) -> headers.put(name, values[0]));
        headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("camel"));
        for (String name : List.of("Idempotency-Key", "traceparent")) {
            if (request.getHeader(name) != null) {
                headers.put(name, request.getHeader(name));
            }
        }
        return headers;
    }

    private static boolean isDoor(String path) {
        return path.startsWith("/carts/") || path.startsWith("/commands/");
    }

    private boolean withinRate(HttpServletRequest request) {
        if (rates == null) {
            return true;
        }
        String caller = request.getRemoteUser() != null ? request.getRemoteUser() : request.getRemoteAddr();
        return rates.get(caller).acquirePermission();
    }

    private static boolean acceptable(HttpServletRequest request) {
        String accept = request.getHeader("Accept");
        if (accept == null || accept.isEmpty() || accept.equals("*/*") || accept.equals("application/json")) {
            return true;
        }
        try {
            return MediaType.parseMediaTypes(Collections.list(request.getHeaders("Accept"))).stream()
                    .anyMatch(type -> type.getQualityValue() > 0 && type.includes(MediaType.APPLICATION_JSON));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    private static boolean json(HttpServletRequest request, String path) {
        String text = request.getContentType();
        String coding = request.getHeader("Content-Encoding");
        if (text == null || coding != null && !coding.equalsIgnoreCase("gzip") && !coding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (text.equals("application/json")) {
            return true;
        }
        try {
            MediaType type = MediaType.parseMediaType(text);
            boolean known = type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                    || path.startsWith("/commands/") && type.equalsTypeAndSubtype(HttpDoor.CLOUD_EVENT);
            return known && (type.getCharset() == null || type.getCharset().name().equals("UTF-8"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The decoded body; null where it is too large. Decoding stops at the limit, whatever the gzip would unpack to. */
    private static byte[] body(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > CommandReader.MAX_BYTES) {
            return null;
        }
        long deadline = System.nanoTime() + BODY_NANOS;
        InputStream raw = request.getInputStream();
        InputStream in = "gzip".equalsIgnoreCase(request.getHeader("Content-Encoding")) ? new GZIPInputStream(raw) : raw;
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
