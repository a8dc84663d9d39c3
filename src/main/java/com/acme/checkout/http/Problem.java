package com.acme.checkout.http;

import com.acme.checkout.command.Violation;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.springframework.http.HttpStatus;

/** A problem detail (RFC 9457) with the members that the contract adds: {@code checkoutId}, {@code violations}. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String instance,
        String checkoutId,
        List<Violation> violations) {

    public static final String MEDIA_TYPE = "application/problem+json";

    private static final String PREFIX = "urn:acme:checkout:problem:";
    private static final ObjectMapper JSON = new ObjectMapper();

    public Problem(String name, String title, int status, String detail, String instance) {
        this(PREFIX + name, title, status, detail, instance, null, List.of());
    }

    /** The type's last part. */
    String name() {
        return type.substring(PREFIX.length());
    }

    Problem with(String checkoutId) {
        return new Problem(type, title, status, detail, instance, checkoutId, violations);
    }

    public Problem with(List<Violation> violations) {
        return new Problem(type, title, status, detail, instance, checkoutId, violations);
    }

    byte[] bytes() {
        try {
            return JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem is always writable", e);
        }
    }

    /** Sends this as the whole answer; {@code retryAfter} in seconds, 0 for none. */
    public void send(HttpServletResponse response, int retryAfter) throws IOException {
        response.setStatus(status);
        response.setContentType(MEDIA_TYPE);
        if (retryAfter > 0) {
            response.setHeader("Retry-After", Integer.toString(retryAfter));
        }
        byte[] body = bytes();
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
        response.flushBuffer();
    }

    /** The routes ended without an outcome (contract, section 2). */
    static Problem noOutcome(String instance) {
        return new Problem(
                "no-outcome",
                "No outcome",
                500,
                "A fault in this service's routes; it has been logged, and the command is still yours. "
                        + "Send it again later, with the same Idempotency-Key.",
                instance);
    }

    /** For a status that the container or Spring decided on before any route was asked. */
    public static Problem ofStatus(int status, String instance) {
        return switch (status) {
            case 401 ->
                new Problem(
                        "unauthorized",
                        "No valid credentials",
                        401,
                        "Send credentials in the Authorization header.",
                        instance);
            case 403 ->
                new Problem(
                        "forbidden",
                        "Not allowed",
                        403,
                        "These credentials do not allow checking out carts.",
                        instance);
            case 404 ->
                new Problem(
                        "not-found",
                        "No such resource",
                        404,
                        "There is nothing here; /openapi.yaml lists what there is.",
                        instance);
            case 405 ->
                new Problem(
                        "method-not-allowed",
                        "Method not allowed",
                        405,
                        "This resource does not take this method; the Allow header lists those that it takes.",
                        instance);
            case 406 ->
                new Problem(
                        "not-acceptable",
                        "Not acceptable",
                        406,
                        "Answers are application/json, errors application/problem+json: let Accept allow them.",
                        instance);
            case 413 ->
                new Problem(
                        "too-large", "Too large", 413, "A command is at most 64 KiB, after decompression.", instance);
            case 415 ->
                new Problem(
                        "unsupported-media-type",
                        "Not JSON",
                        415,
                        "Send Content-Type: application/json in UTF-8, uncompressed or with Content-Encoding: gzip.",
                        instance);
            case 503 ->
                new Problem(
                        "unavailable",
                        "Not available now",
                        503,
                        "The command was not taken. Send it again, with the same Idempotency-Key.",
                        instance);
            case 400 ->
                new Problem(
                                "bad-request",
                                "Not a valid request",
                                400,
                                "The request could not be read as HTTP.",
                                instance)
                        .with(List.of(new Violation("$", "must be a well-formed HTTP request")));
            case 417 ->
                new Problem(
                        "expectation-failed",
                        "Expectation failed",
                        417,
                        "The only expectation that this server meets is 100-continue: send the request without Expect.",
                        instance);
            case 431 ->
                new Problem(
                        "request-header-fields-too-large",
                        "Request header fields too large",
                        431,
                        "The request's headers are longer than this server reads: send fewer or shorter ones.",
                        instance);
            case 500 ->
                new Problem(
                        "internal-server-error",
                        "Internal server error",
                        500,
                        "A fault of this service; its log says which.",
                        instance);
            case 501 ->
                new Problem(
                        "not-implemented",
                        "Not implemented",
                        501,
                        "This server does not know the request's method or transfer coding: send another, not this one again.",
                        instance);
            case 505 ->
                new Problem(
                        "http-version-not-supported",
                        "HTTP version not supported",
                        505,
                        "Send the request as HTTP/1.1.",
                        instance);
            default -> unnamed(status, instance);
        };
    }

    /** Any other: named as HTTP names it, and with the status that it has. */
    private static Problem unnamed(int status, String instance) {
        HttpStatus known = HttpStatus.resolve(status);
        String title =
                known == null ? (status < 500 ? "Not a valid request" : "Server error") : known.getReasonPhrase();
        String name = known == null
                ? (status < 500 ? "bad-request" : "server-error")
                : known.name().toLowerCase(Locale.ROOT).replace('_', '-');
        return new Problem(
                name,
                title,
                status,
                status < 500 ? "The request was refused before any route saw it." : "The request was not taken.",
                instance);
    }
}
