package com.acme.checkout.http;

import com.acme.checkout.settings.InvalidSettingException;
import java.util.List;
import org.apache.camel.component.platform.http.PlatformHttpEndpoint;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** The options of a {@code platform-http} endpoint that {@link HttpEngine} can keep; all others end the start. */
final class PlatformHttpOptions {

    private PlatformHttpOptions() {}

    /** The media types of an option of that name; none where {@code text} is null or blank. */
    static List<MediaType> mediaTypes(PlatformHttpEndpoint endpoint, String option, String text) {
        if (text == null || text.isBlank()) {
            return List.of();
        }
        try {
            return MediaType.parseMediaTypes(text);
        } catch (InvalidMediaTypeException e) {
            throw wrong(endpoint, option, "is no list of media types", "write it as in application/json,text/xml");
        }
    }

    /** What other engines know and this one doesn't is refused, and never left out in silence. */
    static void check(PlatformHttpEndpoint endpoint) {
        if (endpoint.isHttpProxy()) {
            throw wrong(endpoint, "proxy", "is not supported", "give the paths that the route serves");
        }
        refuse(
                endpoint,
                "useStreaming",
                endpoint.isUseStreaming(),
                "bodies are read whole, up to 64 KiB: leave it out");
        refuse(
                endpoint,
                "fileNameExtWhitelist",
                endpoint.getFileNameExtWhitelist() != null,
                "uploads are not stored: leave it out");
        refuse(endpoint, "useCookieHandler", endpoint.isUseCookieHandler(), "set the header Set-Cookie in the route");
        refuse(
                endpoint,
                "cookie…",
                endpoint.getEndpointUri().matches(".*[?&]cookie[A-Z].*"),
                "set the header Set-Cookie in the route");
        refuse(
                endpoint,
                "muteException=false",
                !endpoint.isMuteException(),
                "callers are shown no stack trace: leave it out");
        refuse(
                endpoint,
                "returnHttpRequestHeaders",
                endpoint.isReturnHttpRequestHeaders(),
                "nothing of a request comes back: set in the route what is to be answered");
        refuse(endpoint, "handleWriteResponseError", endpoint.isHandleWriteResponseError(), "leave it out");
        refuse(endpoint, "useBodyHandler=false", !endpoint.isUseBodyHandler(), "leave it out");
        refuse(
                endpoint,
                "requestTimeout",
                endpoint.getRequestTimeout() > 0,
                "leave it out, and limit in the route what may take long");
    }

    private static void refuse(PlatformHttpEndpoint endpoint, String option, boolean set, String cure) {
        if (set) {
            throw wrong(endpoint, option, "is not supported by this service's HTTP server", cure);
        }
    }

    private static InvalidSettingException wrong(
            PlatformHttpEndpoint endpoint, String option, String what, String cure) {
        return new InvalidSettingException("platform-http:" + endpoint.getPath() + ", option " + option, what, cure);
    }
}
