package com.acme.checkout.http;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;

/** What a request's {@code Content-Type}, {@code Content-Encoding} and {@code Accept} allow: decides 415 and 406. */
final class ContentNegotiation {

    private ContentNegotiation() {}

    /** Whether the request has a body of one of these types, or none. */
    static boolean consumable(HttpServletRequest request, List<MediaType> consumes) {
        if (request.getContentType() == null) {
            return !RequestBody.hasBody(request) || consumes.contains(MediaType.ALL);
        }
        try {
            MediaType type = MediaType.parseMediaType(request.getContentType());
            return consumes.stream().anyMatch(taken -> taken.includes(type));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** Whether the caller takes one of the types that are produced (RFC 9110, section 12.5.1). */
    static boolean acceptable(HttpServletRequest request, List<MediaType> produced) {
        String accept = request.getHeader("Accept");
        if (accept == null || accept.isEmpty() || accept.equals("*/*")) {
            return true;
        }
        try {
            return MediaType.parseMediaTypes(Collections.list(request.getHeaders("Accept"))).stream()
                    .anyMatch(type ->
                            type.getQualityValue() > 0 && produced.stream().anyMatch(type::isCompatibleWith));
        } catch (InvalidMediaTypeException e) {
            return false;
        }
    }

    /** Whether the body is said to be JSON in UTF-8, at most gzipped. {@code events}: whether a CloudEvent is taken too. */
    static boolean json(HttpServletRequest request, boolean events) {
        String text = request.getContentType();
        String coding = request.getHeader("Content-Encoding");
        if (text == null
                || severalLines(request, "Content-Type")
                || severalLines(request, "Content-Encoding")
                || coding != null && !coding.equalsIgnoreCase("gzip") && !coding.equalsIgnoreCase("identity")) {
            return false;
        }
        if (text.equals("application/json")) {
            return true;
        }
        try {
            MediaType type = MediaType.parseMediaType(text);
            boolean known = type.equalsTypeAndSubtype(MediaType.APPLICATION_JSON)
                    || events && type.equalsTypeAndSubtype(HttpDoor.CLOUD_EVENT);
            return known
                    && (type.getCharset() == null || type.getCharset().name().equals("UTF-8"));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean severalLines(HttpServletRequest request, String header) {
        Enumeration<String> lines = request.getHeaders(header);
        return lines.hasMoreElements() && lines.nextElement() != null && lines.hasMoreElements();
    }
}
