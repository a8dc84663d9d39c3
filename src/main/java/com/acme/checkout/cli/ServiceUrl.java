package com.acme.checkout.cli;

import java.net.URI;
import java.net.URISyntaxException;
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
}
