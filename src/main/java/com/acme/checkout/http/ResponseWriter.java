package com.acme.checkout.http;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/** Writes what a route answers: its message's body, its {@code CamelHttpResponseCode} and its headers, none of Camel's own among them. */
final class ResponseWriter {

    /** Of the connection and the container, not of the answer (RFC 9110, section 7.6.1). */
    private static final Set<String> NOT_THE_ROUTES = Set.of(
            "connection",
            "content-length",
            "date",
            "host",
            "keep-alive",
            "proxy-connection",
            "te",
            "trailer",
            "transfer-encoding",
            "upgrade");

    private ResponseWriter() {}

    /**
     * Writes the status, the headers that the route has set, and the body.
     *
     * @param inbound the headers that came with the request: none of them comes back
     */
    static void write(Message message, Map<String, Object> inbound, HttpServletResponse response) throws IOException {
        Object body = message.getBody();
        if (body != null && !(body instanceof byte[]) && !(body instanceof InputStream)) {
            byte[] bytes = message.getBody(byte[].class);
            body = bytes != null ? bytes : message.getBody(InputStream.class);
            if (body == null) {
                throw new IllegalStateException("a body of "
                        + message.getBody().getClass().getName() + " can't be sent; have the route marshal it");
            }
        }
        Integer status = message.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
        response.setStatus(status == null ? 200 : status);
        for (Map.Entry<String, Object> header : message.getHeaders().entrySet()) {
            String name = header.getKey();
            if (header.getValue() != null
                    && !name.regionMatches(true, 0, "Camel", 0, 5)
                    && inbound.get(name) != header.getValue()
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
