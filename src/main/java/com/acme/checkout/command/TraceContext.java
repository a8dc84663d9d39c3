package com.acme.checkout.command;

import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The trace that a command belongs to (W3C Trace Context).
 *
 * @param traceparent a valid {@code traceparent} (section 3.2.2)
 */
public record TraceContext(String traceparent) {

    private static final int LENGTH = 55;
    private static final int LONGEST = 512;

    /** What all versions begin with (section 3.2.2). */
    private static final Pattern START =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /**
     * The trace of a valid {@code traceparent}, and a new one in the place of any other, as section 3.2 says. One of a later
     * version may have further fields (section 4): they are kept, up to 512 characters in all.
     */
    public static TraceContext of(String traceparent) {
        return isValid(traceparent) ? new TraceContext(traceparent) : generate();
    }

    /** 32 hexadecimal digits. */
    public String traceId() {
        return traceparent.substring(3, 35);
    }

    private static TraceContext generate() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder text = new StringBuilder(LENGTH).append("00-");
        hex(text, random.nextLong() | 1);
        hex(text, random.nextLong());
        text.append('-');
        hex(text, random.nextLong() | 1);
        return new TraceContext(text.append("-01").toString());
    }

    private static boolean isValid(String value) {
        if (value == null
                || value.length() < LENGTH
                || value.length() > LONGEST
                || !START.matcher(value).region(0, LENGTH).matches()) {
            return false;
        }
        return value.length() == LENGTH
                || !value.startsWith("00")
                        && value.charAt(LENGTH) == '-'
                        && value.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static void hex(StringBuilder text, long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (value >>> shift) & 0xF, 16));
        }
    }
}
