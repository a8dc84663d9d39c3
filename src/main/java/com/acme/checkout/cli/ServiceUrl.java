package com.acme.checkout.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;

/** Where a running service is. */
final class ServiceUrl {

    static final String STANDARD = "http://localhost:8080";

    private ServiceUrl() {}

    /**
     * An http or https URL without credentials and without a slash at its end.
     *
     * @param name what was set, for the person who set it wrongly
     * @throws Failure (wrong use) for anything else
     */
    static URI of(String text, String name) {
        try {
            URI url = new URI(text.strip().replaceFirst("/+$", ""));
            if (url.getHost() != null
                    && Set.of("http", "https").contains(url.getScheme())
                    && url.getUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        throw Failure.wrongUse(name + " is not a URL as in " + STANDARD);
    }

    /** Says so where credentials go to {@code url} readable for whoever is in between. */
    static void warnWithoutTls(URI url, Terminal terminal, String program) {
        if (url.getScheme().equals("http") && !url.getHost().matches("localhost|127\\..*|\\[::1]")) {
            terminal.err()
                    .println(program + ": " + url.getHost()
                            + " is asked without TLS: whoever is in between reads the credentials");
        }
    }

    /** The header {@code Authorization} of that user (RFC 7617). */
    static String basic(String user, String password) {
        return "Basic " + Base64.getEncoder().encodeToString((user + ':' + password).getBytes(StandardCharsets.UTF_8));
    }
}
