package com.acme.checkout.command;

/**
 * The caller's idempotency key: 1 to 255 visible ASCII characters. In HTTP it may also come as a quoted string
 * (RFC 9651 section 3.3.3, as draft-ietf-httpapi-idempotency-key-header asks): both forms are one key.
 */
public final class IdempotencyKey {

    private static final int MAX_LENGTH = 255;

    private IdempotencyKey() {
    }

    /** Takes {@code value} as {@code checkout}'s key, or adds a violation of {@code field}. Null means that none was sent. */
    public static void take(Checkout checkout, String field, String value) {
        if (value == null) {
            return;
        }
        String key = unquote(value.trim());
        if (key.isEmpty() || key.length() > MAX_LENGTH || !key.chars().allMatch(c -> c > 0x20 && c < 0x7F)) {
            checkout.violations().add(new Violation(field, "must be 1 to 255 visible ASCII characters, without spaces"));
        } else {
            checkout.idempotencyKey(key);
        }
    }

    private static String unquote(String value) {
        if (value.length() < 2 || value.charAt(0) != '"' || value.charAt(value.length() - 1) != '"') {
            return value;
        }
        return value.substring(1, value.length() - 1).replaceAll("\\\\([\"\\\\])", "$1");
    }
}
