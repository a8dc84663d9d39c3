package com.acme.checkout.delivery;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpRequest;
import org.springframework.stereotype.Component;

/**
 * The user and password that an Orchestrator's URL may hold ({@code https://user:password@host}): sent with each call, as
 * Basic credentials (RFC 7617), and taken out of the URL, which the log and the messages of exceptions show.
 */
@Component
public class OrchestratorCredentials {

    private final Map<String, String> byUrl = new HashMap<>();

    /** For the usual case, which costs each call nothing. */
    private final boolean none;

    OrchestratorCredentials(DestinationProperties destinations) {
        destinations.destinations().values().stream()
                .filter(each -> each.url() != null)
                .forEach(each -> byUrl.put(each.plainUrl(), each.credentials()));
        none = byUrl.values().stream().allMatch(String::isEmpty);
    }

    /** The value of the header that the user and password of {@code url} make; empty where there are none. */
    public static String authorization(String url) {
        String user = URI.create(url).getUserInfo();
        return user == null
                ? ""
                : "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (user.contains(":") ? user : user + ":").getBytes(StandardCharsets.UTF_8));
    }

    /** {@code url} without user and password. */
    public static String without(String url) {
        String user = URI.create(url).getRawUserInfo();
        return user == null ? url : url.replaceFirst("//[^/@]*@", "//");
    }

    /** Adds those of the Orchestrator that {@code request} goes to, unless a route has said who it is. */
    void addTo(HttpRequest request) {
        if (none || request.containsHeader(HttpHeaders.AUTHORIZATION)) {
            return;
        }
        try {
            String url = request.getUri().toString();
            // Of two that it begins with, the longer one is whose it is, also where that one has none.
            byUrl.keySet().stream()
                    .filter(base -> isBelow(base, url))
                    .max(Comparator.comparingInt(String::length))
                    .map(byUrl::get)
                    .filter(authorization -> !authorization.isEmpty())
                    .ifPresent(authorization -> request.setHeader(HttpHeaders.AUTHORIZATION, authorization));
        } catch (URISyntaxException e) {
            // Then it is none of them.
        }
    }

    private static boolean isBelow(String base, String url) {
        return url.startsWith(base)
                && (url.length() == base.length()
                        || base.endsWith("/")
                        || "/?".indexOf(url.charAt(base.length())) >= 0);
    }
}
