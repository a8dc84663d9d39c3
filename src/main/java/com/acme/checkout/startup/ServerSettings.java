package com.acme.checkout.startup;

import com.acme.checkout.broker.BrokerAddress;
import com.acme.checkout.http.HttpProperties;
import com.acme.checkout.settings.InvalidSettingException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import org.springframework.core.env.Environment;

/** Checks what Spring Boot's own settings say of the ports, the address and the log, in words of ours. */
final class ServerSettings {

    private ServerSettings() {}

    /** @throws InvalidSettingException for the first that is wrong */
    static void check(Environment env, HttpProperties http) {
        int port = port(env, "SERVER_PORT", "server.port");
        if (port == port(env, "MANAGEMENT_SERVER_PORT", "management.server.port")) {
            throw new InvalidSettingException(
                    "MANAGEMENT_SERVER_PORT", "is SERVER_PORT too: health and metrics would be public", "set another");
        }
        log(env);
        address(env, http);
    }

    static int port(Environment env, String name, String key) {
        String text = env.getProperty(key, "").trim();
        if (!text.matches("\\d{1,10}")) {
            throw new InvalidSettingException(name, "is not a whole number", "set it to one, 0 or more");
        }
        if (!BrokerAddress.isPort(text)) {
            throw new InvalidSettingException(name, "is not a port", "set it to a number from 1 to 65535");
        }
        return Integer.parseInt(text);
    }

    private static void log(Environment env) {
        String level = env.getProperty("logging.level.root", "").trim();
        if (!level.toUpperCase(Locale.ROOT).matches("TRACE|DEBUG|INFO|WARN|ERROR|OFF|FATAL|")) {
            throw new InvalidSettingException(
                    "CHECKOUT_LOG_LEVEL", "is not a level", "set it to DEBUG, INFO, WARN or ERROR");
        }
        String format = env.getProperty("logging.structured.format.console", "").trim();
        if (!format.matches("logstash|ecs|gelf|") && !format.contains(".")) {
            throw new InvalidSettingException(
                    "CHECKOUT_LOG_FORMAT",
                    "is neither logstash nor ecs nor gelf",
                    "set it to one of them, or leave it out");
        }
    }

    /** One that others reach too, by whom they then are: anybody on that network. */
    private static void address(Environment env, HttpProperties http) {
        String address = env.getProperty("server.address", "").trim();
        boolean loopback;
        try {
            loopback = !address.isEmpty() && InetAddress.getByName(address).isLoopbackAddress();
        } catch (UnknownHostException e) {
            throw new InvalidSettingException(
                    "SERVER_ADDRESS",
                    "is no address of this machine's",
                    "set it to one, as in 127.0.0.1, or 0.0.0.0 for all of them");
        }
        if (!loopback && http.auth() == HttpProperties.Auth.NONE && !http.openToNetwork()) {
            throw new InvalidSettingException(
                    "SERVER_ADDRESS",
                    "is reached from outside this machine, and CHECKOUT_HTTP_AUTH is none: anybody there could check out",
                    "set CHECKOUT_HTTP_AUTH to basic or jwt, or CHECKOUT_HTTP_OPEN_TO_NETWORK=true if it is meant");
        }
    }
}
