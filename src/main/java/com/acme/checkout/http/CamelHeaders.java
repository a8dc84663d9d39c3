package com.acme.checkout.http;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;

/**
 * What a route that is no checkout door sees of its request, under the names that Camel's users know: the request's headers,
 * query parameters and path variables, and {@code CamelHttpMethod}, {@code CamelHttpPath} and their like, which are set here.
 * No caller can send a header of Camel's own, in whatever case.
 */
final class CamelHeaders {

    private static final String FORM = "application/x-www-form-urlencoded";

    private CamelHeaders() {}

    /** Of {@code request} to {@code path}. */
    static Map<String, Object> of(
            HttpServletRequest request, PlatformHttpEndpoint endpoint, String path, Map<String, String> variables) {
        Map<String, Object> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            for (String value : Collections.list(request.getHeaders(name))) {
                add(
                        headers,
                        endpoint,
                        name.equalsIgnoreCase(Exchange.CONTENT_TYPE) ? Exchange.CONTENT_TYPE : name,
                        value);
            }
        }
        parameters(request.getQueryString(), (name, value) -> add(headers, endpoint, name, value));
        headers.putAll(variables);
        headers.keySet().removeIf(CamelHeaders::isCamels);
        headers.put(Exchange.HTTP_METHOD, request.getMethod());
        headers.put(Exchange.HTTP_URI, path);
        headers.put(Exchange.HTTP_URL, request.getRequestURL().toString());
        headers.put(
                Exchange.HTTP_PATH,
                path.startsWith(endpoint.getPath())
                        ? path.substring(endpoint.getPath().length())
                        : path);
        if (request.getQueryString() != null) {
            headers.put(Exchange.HTTP_QUERY, request.getQueryString());
            headers.put(Exchange.HTTP_RAW_QUERY, request.getQueryString());
        }
        return headers;
    }

    /** A form's parameters, which are the body then; null where the body is no form. */
    static Map<String, Object> form(HttpServletRequest request, PlatformHttpEndpoint endpoint, byte[] body) {
        String type = request.getContentType();
        if (body == null
                || !endpoint.isPopulateBodyWithForm()
                || type == null
                || !type.regionMatches(true, 0, FORM, 0, FORM.length())) {
            return null;
        }
        Map<String, Object> form = new TreeMap<>();
        parameters(new String(body, StandardCharsets.UTF_8), (name, value) -> append(form, name, value));
        return form;
    }

    private static void add(Map<String, Object> headers, PlatformHttpEndpoint endpoint, String name, String value) {
        if (!name.isEmpty()
                && !isCamels(name)
                && (endpoint.getHeaderFilterStrategy() == null
                        || !endpoint.getHeaderFilterStrategy().applyFilterToExternalHeaders(name, value, null))) {
            append(headers, name, value);
        }
    }

    /** More than one value of a name is a list, as everywhere in Camel. */
    private static void append(Map<String, Object> map, String name, String value) {
        map.merge(name, value, (before, next) -> {
            List<Object> values =
                    before instanceof List<?> list ? new ArrayList<>(list) : new ArrayList<>(List.of(before));
            values.add(next);
            return values;
        });
    }

    private static boolean isCamels(String name) {
        return name.regionMatches(true, 0, "camel", 0, 5) || name.regionMatches(true, 0, "org.apache.camel", 0, 16);
    }

    private static void parameters(String text, BiConsumer<String, String> each) {
        if (text == null || text.isEmpty()) {
            return;
        }
        for (String pair : text.split("&")) {
            int equals = pair.indexOf('=');
            each.accept(
                    decoded(equals < 0 ? pair : pair.substring(0, equals)),
                    equals < 0 ? "" : decoded(pair.substring(equals + 1)));
        }
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Not percent-encoded: as it is.
            return text;
        }
    }
}
