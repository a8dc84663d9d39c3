package com.acme.checkout.http;

import com.acme.checkout.command.CommandReader;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.time.Duration;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
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
 * the caller's rate, not JSON, too large or too slow. Behind it Camel sees the method, the path and the body's bytes and
 * not one header or query parameter, so that none can steer a component or come back in an answer; {@link HttpDoor}
 * takes those that the contract names from the original request.
 */
@Component
class HttpEdge extends OncePerRequestFilter {

    /** Request attribute: the body, decoded. */
    static final String BODY = HttpEdge.class.getName() + ".body";

    /** Request attribute: the request as it came. */
    static final String ORIGINAL = HttpEdge.class.getName() + ".original";

    private static final long BODY_NANOS = Duration.ofSeconds(10).toNanos();

    private final ObjectProvider<CamelContext> camel;
    private final LoadingCache<String, RateLimiter> rates;
    private volatile boolean ready;

    HttpEdge(ObjectProvider<CamelContext> camel, @Value("${checkout.http.rate}") int perSecond) {
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
        if (path.startsWith("/sandbox/")) {
            chain.doFilter(new Sealed(request, request.getParameterMap()), response);
            return;
        }
        if (!acceptable(request)) {
            Problem.ofStatus(406, path).send(response, 0);
            return;
        }
        if (request.getMethod().equals("POST") && isDoor(path)) {
            if (!withinRate(request)) {
                new Problem("rate-limited", "Too many requests", 429,
                        "This is more than your rate; the command was not taken. Send it again later.", path).send(response, 1);
                return;
            }
            if (!json(request, path)) {
                Problem.ofStatus(415, path).send(response, 0);
                return;
            }
            byte[] body;
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
                        .with(List.of(new com.acme.checkout.command.Violation("$", "must be a complete body, gzip only where declared")))
                        .send(response, 0);
                return;
            }
            if (body == null) {
                response.setHeader("Connection", "close");
                Problem.ofStatus(413, path).send(response, 0);
                return;
            }
            request.setAttribute(BODY, body);
        }
        request.setAttribute(ORIGINAL, request);
        chain.doFilter(new Sealed(request, Map.of()), response);
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

    /** The request without headers, and with those query parameters only that it is given. */
    private static final class Sealed extends HttpServletRequestWrapper {

        private final Map<String, String[]> parameters;

        Sealed(HttpServletRequest request, Map<String, String[]> parameters) {
            super(request);
            this.parameters = parameters;
        }

        @Override
        public String getQueryString() {
            return parameters.isEmpty() ? null : super.getQueryString();
        }

        @Override
        public Map<String, String[]> getParameterMap() {
            return parameters;
        }

        @Override
        public Enumeration<String> getParameterNames() {
            return Collections.enumeration(parameters.keySet());
        }

        @Override
        public String getParameter(String name) {
            return parameters.containsKey(name) ? parameters.get(name)[0] : null;
        }

        @Override
        public String[] getParameterValues(String name) {
            return parameters.get(name);
        }

        @Override
        public String getHeader(String name) {
            return hidden(name) ? null : super.getHeader(name);
        }

        @Override
        public Enumeration<String> getHeaders(String name) {
            return hidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
        }

        @Override
        public Enumeration<String> getHeaderNames() {
            return parameters == Map.<String, String[]>of() ? Collections.emptyEnumeration()
                    : Collections.enumeration(Collections.list(super.getHeaderNames()).stream().filter(n -> !hidden(n)).toList());
        }

        /** The sandbox's Orchestrator needs two; the doors' are taken from the original. */
        private boolean hidden(String name) {
            return !getRequestURI().startsWith("/sandbox/")
                    || !name.equalsIgnoreCase("Idempotency-Key") && !name.equalsIgnoreCase("traceparent");
        }

        @Override
        public String getContentType() {
            return null;
        }

        /** The body is read already; Camel's own message finds none. */
        @Override
        public BufferedReader getReader() throws IOException {
            return getAttribute(BODY) == null ? super.getReader() : new BufferedReader(Reader.nullReader(), 1);
        }
    }
}
