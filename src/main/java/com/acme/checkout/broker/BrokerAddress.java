package com.acme.checkout.broker;

import com.acme.checkout.settings.InvalidSettingException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Settings that are the address of a broker. Where a client can't read the host of one, it takes localhost; so an address is
 * read here first. What is said of a wrong one never quotes it: it may hold a password.
 */
public final class BrokerAddress {

    /** How to write what is special in a user or a password; an example follows. */
    public static final String ENCODED =
            "write what is special in a user or a password percent-encoded (@ as %40, # as %23, % as %25), as in ";

    /** One of several, as in failover:(amqp://a,amqp://b). */
    private static final Pattern ONE = Pattern.compile("\\w+://[^,)\\s]*");

    private static final int LAST_PORT = 65_535;

    private BrokerAddress() {}

    /**
     * The address without blanks around it.
     *
     * @param name of the setting
     * @param form regular expression that the address matches
     * @param example of a right one
     * @throws InvalidSettingException where it is not of that form, or names no host or no port that there can be
     */
    public static String checked(String address, String name, String form, String example) {
        String text = address == null ? "" : address.trim();
        if (!text.matches(form)) {
            throw new InvalidSettingException(name, "is not the address of such a broker", "write it as in " + example);
        }
        Matcher each = ONE.matcher(text);
        while (each.find()) {
            check(each.group(), name, example);
        }
        return text;
    }

    private static void check(String address, String name, String example) {
        URI uri;
        try {
            uri = new URI(address);
        } catch (URISyntaxException e) {
            throw new InvalidSettingException(name, "can't be read as a URL", ENCODED + example);
        }
        if (uri.getHost() == null) {
            throw new InvalidSettingException(
                    name,
                    "names no host that can be read",
                    "take a host name of letters, digits, hyphens and dots; " + ENCODED + example);
        }
        if (uri.getPort() != -1 && !isPort("" + uri.getPort())) {
            throw new InvalidSettingException(
                    name, "names a port that is none", "take a number from 1 to 65535, as in " + example);
        }
        if (uri.getRawFragment() != null
                || uri.getRawQuery() != null && uri.getRawQuery().contains("@")) {
            throw new InvalidSettingException(name, "holds a # or a ? before its host", ENCODED + example);
        }
    }

    /** Whether {@code text} is a number from 1 to 65535. */
    public static boolean isPort(String text) {
        return text.matches("\\d{1,5}") && Integer.parseInt(text) >= 1 && Integer.parseInt(text) <= LAST_PORT;
    }
}
