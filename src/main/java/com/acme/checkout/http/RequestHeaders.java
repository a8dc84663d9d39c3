package com.acme.checkout.http;

import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.HeadersJson;
import com.acme.checkout.command.Violation;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.util.UriUtils;

/** What the HTTP door reads from a request's headers. */
final class RequestHeaders {

    private static final List<String> EVENT_ATTRIBUTES = List.of("specversion", "type", "source", "id");

    private RequestHeaders() {}

    /** Each line of {@code header}, in their order. */
    static List<String> lines(HttpServletRequest request, String header) {
        return Collections.list(request.getHeaders(header));
    }

    /** All lines of {@code header} as the one list that they make (RFC 9110, section 5.3); null where there is none. */
    static String list(HttpServletRequest request, String header) {
        List<String> lines = lines(request, header);
        return lines.isEmpty() ? null : String.join(",", lines);
    }

    /** The trace that the request belongs to. More than one {@code traceparent} is none. */
    static void trace(HttpServletRequest request, Checkout checkout) {
        List<String> traces = lines(request, "traceparent");
        checkout.trace(traces.size() == 1 ? traces.get(0) : null, list(request, "tracestate"));
    }

    /** The attributes of a CloudEvent in binary mode. What can't be read is a violation of {@code checkout}. */
    static Map<String, String> eventAttributes(HttpServletRequest request, Checkout checkout) {
        Map<String, String> attributes = new HashMap<>();
        for (String name : EVENT_ATTRIBUTES) {
            List<String> lines = lines(request, "ce-" + name);
            if (lines.size() > 1) {
                checkout.received()
                        .violations()
                        .add(new Violation(name, "must be one header line, not " + lines.size()));
            }
            if (!lines.isEmpty()) {
                try {
                    // CloudEvents HTTP binding, section 3.1.3.2.
                    attributes.put(name, UriUtils.decode(lines.get(0), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException e) {
                    attributes.put(name, lines.get(0));
                    checkout.received()
                            .violations()
                            .add(new Violation(name, "must have its % followed by two hexadecimal digits"));
                }
            }
        }
        attributes.put("datacontenttype", request.getContentType());
        return attributes;
    }

    /** Only those that the contract names: credentials never reach a queue. */
    static HeadersJson original(HttpServletRequest request) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (String name : List.of(
                "Content-Type",
                "Idempotency-Key",
                "Prefer",
                "traceparent",
                "tracestate",
                "ce-specversion",
                "ce-type",
                "ce-source",
                "ce-id")) {
            String value = name.equals("tracestate") ? list(request, name) : request.getHeader(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return HeadersJson.of(headers);
    }
}
