package com.acme.checkout.command;

import java.util.List;
import java.util.regex.Pattern;

/**
 * The caller's idempotency key: 1 to 255 visible ASCII characters. In HTTP it may also come as a quoted string
 * (RFC 9651 section 3.3.3, as draft-ietf-httpapi-idempotency-key-header asks): both forms are one key.
 */
public final class IdempotencyKey {

    /** In characters, whether it comes as a header or as an event's {@code source} and {@code id}. */
    static final int MAX_LENGTH = 255;

    private static final Pattern ESCAPED = Pattern.compile("\\\\([\"\\\\])");

    private IdempotencyKey() {}

    /** Takes the one of {@code lines}: more than one header line is a violation, none means that none was sent. */
    public static void take(Checkout checkout, String field, List<String> lines) {
        if (lines.size() > 1) {
            checkout.received().violations().add(new Violation(field, "must be one line, not " + lines.size()));
        } else if (!lines.isEmpty()) {
            take(checkout, field, lines.get(0));
        }
    }

    /** Takes {@code value} as {@code checkout}'s key, or adds a violation of {@code field}. Null means that none was sent. */
    public static void take(Checkout checkout, String field, String value) {
        if (value == null) {
            return;
        }
        String key = unquote(value.trim());
        if (key.isEmpty() || key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            checkout.received()
                    .violations()
                    .add(new Violation(field, "must be 1 to 255 visible ASCII characters, without spaces"));
        } else {
            checkout.idempotencyKey(key);
        }
    }

    private static String unquote(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        return ESCAPED.matcher(value.substring(1, value.length() - 1)).replaceAll("$1");
    }
}
