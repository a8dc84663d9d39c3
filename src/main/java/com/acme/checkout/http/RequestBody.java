package com.acme.checkout.http;

import com.acme.checkout.command.CommandReader;
import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.zip.GZIPInputStream;

/** Reads a request's body within its limits: 64 KiB once decoded, and 10 seconds. */
final class RequestBody {

    /** The body did not arrive in time. */
    static final class TooSlowException extends IOException {}

    private static final long BODY_NANOS = Duration.ofSeconds(10).toNanos();

    private RequestBody() {}

    static boolean hasBody(HttpServletRequest request) {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    static boolean isGzip(HttpServletRequest request) {
        return "gzip".equalsIgnoreCase(request.getHeader("Content-Encoding"));
    }

    /** The decoded body; null where it is too large. Decoding stops at the limit, whatever the gzip would unpack to. */
    static byte[] read(HttpServletRequest request) throws IOException {
        if (request.getContentLengthLong() > CommandReader.MAX_BYTES) {
            return null;
        }
        long deadline = System.nanoTime() + BODY_NANOS;
        InputStream raw = request.getInputStream();
        InputStream in = isGzip(request) ? new GZIPInputStream(raw) : raw;
        int expected = Math.max(request.getContentLength(), 256);
        ByteArrayOutputStream out = new ByteArrayOutputStream(expected);
        byte[] buffer = new byte[Math.min(expected + 1, 8192)];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            out.write(buffer, 0, n);
            if (out.size() > CommandReader.MAX_BYTES) {
                return null;
            }
            if (System.nanoTime() - deadline > 0) {
                throw new TooSlowException();
            }
        }
        return out.toByteArray();
    }
}
