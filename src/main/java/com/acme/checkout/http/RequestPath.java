package com.acme.checkout.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The one path of a request that all here decide by, decoded once and normalised: however a path is written, it is
 * treated as the plain one, or there is nothing there.
 */
final class RequestPath {

    private RequestPath() {}

    /** As {@link #of(String)}; null as well where there is none. */
    static String of(HttpServletRequest request) {
        return of(request.getRequestURI());
    }

    /**
     * The decoded path: without {@code ;parameters}, doubled slashes and dot segments (RFC 3986, section 5.2.4), encoded
     * or not. Null where it can be no plain path's alias: malformed, or with an encoded slash, a backslash or a control
     * character in it.
     */
    static String of(String uri) {
        return isPlain(uri) ? uri : normalised(uri);
    }

    private static boolean isPlain(String uri) {
        if (uri == null || uri.isEmpty() || uri.charAt(0) != '/') {
            return false;
        }
        char before = 0;
        for (int i = 0; i < uri.length(); i++) {
            char c = uri.charAt(i);
            if (c <= ' ' || c >= 0x7F || c == '%' || c == ';' || c == '\\' || before == '/' && (c == '/' || c == '.')) {
                return false;
            }
            before = c;
        }
        return true;
    }

    private static String normalised(String uri) {
        if (uri == null || !uri.startsWith("/")) {
            return null;
        }
        Deque<String> segments = new ArrayDeque<>();
        String[] parts = uri.substring(1).split("/", -1);
        boolean folder = false;
        for (String part : parts) {
            int parameters = part.indexOf(';');
            String segment = decoded(parameters < 0 ? part : part.substring(0, parameters));
            if (segment == null) {
                return null;
            }
            folder = segment.isEmpty() || segment.equals(".") || segment.equals("..");
            if (segment.equals("..")) {
                segments.pollLast();
            } else if (!folder) {
                segments.addLast(segment);
            }
        }
        return segments.isEmpty() ? "/" : '/' + String.join("/", segments) + (folder ? "/" : "");
    }

    private static String decoded(String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
        for (int i = 0; i < segment.length(); i++) {
            int c = segment.charAt(i);
            if (c == '%') {
                int high = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 1), 16) : -1;
                int low = i + 2 < segment.length() ? Character.digit(segment.charAt(i + 2), 16) : -1;
                if (high < 0 || low < 0) {
                    return null;
                }
                c = high << 4 | low;
                i += 2;
            } else if (c >= 0x7F) {
                return null;
            }
            if (c < ' ' || c == 0x7F || c == '/' || c == '\\') {
                return null;
            }
            bytes.write(c);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }
}
