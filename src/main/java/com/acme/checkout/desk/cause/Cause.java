package com.acme.checkout.desk.cause;

import java.time.Instant;
import java.util.Map;

/**
 * Entries that failed alike.
 *
 * @param exception class and message of the root cause, with numbers, ids and addresses normalised
 * @param detail of the first entry
 * @param count of those that the filter lets through, as is all that follows
 * @param oldest filing of the oldest that is unresolved; null where none is
 */
public record Cause(
        String fingerprint,
        String reason,
        String route,
        Integer status,
        String exception,
        String detail,
        long count,
        Map<String, Long> byState,
        Instant first,
        Instant last,
        Instant oldest) {}
