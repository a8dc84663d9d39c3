package com.acme.checkout.desk.store;

import java.util.Map;

/** How many entries a filter lets through, in all, by state and by reason. */
public record Counts(long total, Map<String, Long> byState, Map<String, Long> byReason) {
}
