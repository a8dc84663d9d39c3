package com.acme.checkout.command;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/**
 * The trace that a command belongs to (W3C Trace Context).
 *
 * @param traceparent a valid {@code traceparent} (section 3.2.2)
 * @param tracestate the valid {@code tracestate} that came with it (section 3.3); null where there was none
 * @param given whether {@code traceparent} came with the command; otherwise it was generated here
 */
public record TraceContext(String traceparent, String tracestate, boolean given) {

    private static final int LENGTH = 55;
    private static final int LONGEST = 512;
    private static final int MOST_MEMBERS = 32;

    /** What all versions begin with (section 3.2.2). */
    private static final Pattern START =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    /** One member of a list (sections 3.3.1.3.1 and 3.3.1.3.2). */
    private static final Pattern MEMBER =
            Pattern.compile("([a-z][_0-9a-z\\-*/]{0,255}|[a-z0-9][_0-9a-z\\-*/]{0,240}@[a-z][_0-9a-z\\-*/]{0,13})"
                    + "=[\\x20-\\x2b\\x2d-\\x3c\\x3e-\\x7e]{0,255}[\\x21-\\x2b\\x2d-\\x3c\\x3e-\\x7e]");

    /** As {@link #of(String, String)}, without a {@code tracestate}. */
    public static TraceContext of(String traceparent) {
        return of(traceparent, null);
    }

    /**
     * The trace of a valid {@code traceparent}, and a new one in the place of any other, as section 3.2 says. One of a later
     * version may have further fields (section 4): they are kept, up to 512 characters in all. A {@code tracestate} that breaks a rule
     * of section 3.3, is longer than 512 characters or comes without a valid {@code traceparent} is dropped.
     */
    public static TraceContext of(String traceparent, String tracestate) {
        return isValid(traceparent) ? new TraceContext(traceparent, state(tracestate), true) : generate();
    }

    /** The same trace, with another span of it as the parent of what comes next. */
    public TraceContext with(String span) {
        return new TraceContext(span, tracestate, given);
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
        return new TraceContext(text.append("-01").toString(), null, false);
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

    /** Null where it holds nothing, or is not valid. */
    private static String state(String value) {
        if (value == null || value.length() > LONGEST) {
            return null;
        }
        Set<String> keys = new HashSet<>();
        for (String each : value.split(",")) {
            // Optional white space around a member, and an empty one, are allowed (section 3.3.1.1).
            String member = each.replaceAll("^[ \t]+|[ \t]+$", "");
            if (!member.isEmpty()
                    && (!MEMBER.matcher(member).matches() || !keys.add(member.substring(0, member.indexOf('='))))) {
                return null;
            }
        }
        return keys.isEmpty() || keys.size() > MOST_MEMBERS ? null : value;
    }

    private static void hex(StringBuilder text, long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (value >>> shift) & 0xF, 16));
        }
    }
}
