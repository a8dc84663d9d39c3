package com.acme.checkout.startup;

import com.acme.checkout.startup.RouteParts.Part;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.util.URISupport;

/** An endpoint that a step names. {@code dynamic}: it holds Simple expressions, to be worked out for each message. */
record RouteEndpoint(RouteParts route, Part part, String uri, boolean dynamic) {

    String scheme() {
        int colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(0, colon);
    }

    /** Scheme and path as in {@code direct:name}, without slashes and parameters. */
    String address() {
        String plain = uri.contains("?") ? uri.substring(0, uri.indexOf('?')) : uri;
        return scheme() + ":"
                + plain.substring(scheme().isEmpty() ? 0 : scheme().length() + 1)
                        .replaceFirst("^//", "");
    }

    Map<String, Object> parameters() {
        if (!uri.contains("?")) {
            return Map.of();
        }
        try {
            Map<String, Object> given = new LinkedHashMap<>(URISupport.parseQuery(uri.substring(uri.indexOf('?') + 1)));
            // That of an optional placeholder without a value, which Camel leaves out too.
            given.values().removeIf(value -> String.valueOf(value).isEmpty());
            return given;
        } catch (URISyntaxException e) {
            route.findings()
                    .add(new InvalidRouteException(
                            route.where(part),
                            uri,
                            "the parameters of a " + scheme() + ": endpoint can't be read (" + e.getMessage() + ")",
                            "correct them"));
            return Map.of();
        }
    }

    Place where() {
        return route.where(part);
    }
}
