package com.acme.checkout.desk.cause;

import java.net.URI;
import java.util.regex.Pattern;

/** A ticket: any text, and a link where it is an http or https URL. Nothing else ever becomes one. */
final class Ticket {

    /** What browsers run, or take from somewhere else than the web; they pass over white space in a scheme. */
    private static final Pattern RUNS = Pattern.compile("(?i)(?:javascript|vbscript|data|file|blob)\\s*:.*");

    private Ticket() {}

    /**
     * The same text; null for null.
     *
     * @throws IllegalArgumentException a URL that a browser would run
     */
    static String checked(String ticket) {
        if (ticket != null && RUNS.matcher(ticket).matches()) {
            throw new IllegalArgumentException("ticket must be a text, or an http or https URL.");
        }
        return ticket;
    }

    /** Where a page leads to; null for what is no http or https URL with a host (RFC 3986). */
    static String link(String ticket) {
        try {
            URI uri = ticket == null ? null : URI.create(ticket);
            return uri != null
                            && uri.getHost() != null
                            && String.valueOf(uri.getScheme()).matches("(?i)https?")
                    ? ticket
                    : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** For a column: the last part of a link's path, or its host where it has none; of a text, all. */
    static String brief(String ticket) {
        if (link(ticket) == null) {
            return ticket;
        }
        URI uri = URI.create(ticket);
        String path = uri.getPath() == null ? "" : uri.getPath().replaceFirst("/+$", "");
        return path.isEmpty() ? uri.getHost() : path.substring(path.lastIndexOf('/') + 1);
    }
}
