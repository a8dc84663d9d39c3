package com.acme.checkout.settings;

import java.net.URI;

/** Settings that are http or https URLs. What is said of a wrong one never quotes it: it may hold a password. */
public final class HttpUrl {

    /** What to do about an Orchestrator's URL that is missing or wrong. */
    public static final String ORCHESTRATOR_CURE =
            "set it to the Orchestrator's base URL, as in http://orchestrator.example:8090";

    private static final int LAST_PORT = 65_535;

    private HttpUrl() {}

    /**
     * The URL of an Orchestrator, without blanks around it and slashes at its end.
     *
     * @param name of the setting
     * @throws InvalidSettingException where it is no http or https URL, or has a query or a fragment
     */
    public static String orchestrator(String text, String name) {
        return checked(text, name, ORCHESTRATOR_CURE);
    }

    /**
     * The URL of an issuer of tokens, which also holds neither user nor password.
     *
     * @param name of the setting
     * @param whose tokens it issues, as in "the callers'"
     * @throws InvalidSettingException as {@link #orchestrator} does
     */
    public static String issuer(String text, String name, String whose) {
        String url = checked(text, name, "set it to the URL of the issuer of " + whose + " tokens");
        if (URI.create(url).getRawUserInfo() != null) {
            throw new InvalidSettingException(
                    name, "holds a user or a password", "an issuer's URL has none: leave them out");
        }
        return url;
    }

    /**
     * The URL of a page of ours as browsers find it, without user and password.
     *
     * @param name of the setting
     * @param cure what to do about a wrong one
     * @throws InvalidSettingException as {@link #orchestrator} does
     */
    public static String page(String text, String name, String cure) {
        String url = checked(text, name, cure);
        if (URI.create(url).getRawUserInfo() != null) {
            throw new InvalidSettingException(name, "holds a user or a password", "leave them out");
        }
        return url;
    }

    /**
     * The URL of a webhook. It may have a query: some hold their credentials there.
     *
     * @param name of the setting
     * @throws InvalidSettingException where it is no http or https URL, or has a user, a password or a fragment
     */
    public static String receiver(String text, String name) {
        String url = text == null ? "" : text.trim();
        int query = url.indexOf('?');
        try {
            String rest = page(
                    query < 0 ? url : url.substring(0, query),
                    name,
                    "set it to the URL that takes the messages, as in https://chat.example/hooks/1");
            URI.create(url);
            if (url.indexOf('#') < 0) {
                return query < 0 ? rest : url;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidSettingException(
                name,
                "is not an http or https URL",
                "set it to the URL that takes the messages, encoded and without #");
    }

    private static String checked(String text, String name, String cure) {
        String url = text == null ? "" : text.trim();
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null
                    && uri.getQuery() == null
                    && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getRawFragment() == null
                    && uri.getPort() != 0
                    && uri.getPort() <= LAST_PORT) {
                return url.replaceFirst("/+$", "");
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new InvalidSettingException(
                name,
                url.isEmpty()
                        ? "is missing"
                        : "is not an http or https URL"
                                + (url.contains("@")
                                        ? ", or holds a user or a password that is not percent-encoded"
                                        : ""),
                cure);
    }
}
