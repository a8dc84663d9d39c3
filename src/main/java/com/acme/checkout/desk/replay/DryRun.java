package com.acme.checkout.desk.replay;

import java.util.Map;
import java.util.UUID;

/**
 * What a replay would do.
 *
 * @param total entries chosen
 * @param byDestination those that would be sent, by the destination that they had; empty where none had been picked
 * @param refused those that would not, by why
 * @param heldBack how many of those are held back after failing again twice, and go where that is asked for
 * @param token what confirms exactly this; null where nothing could be sent
 */
public record DryRun(
        int total, Map<String, Integer> byDestination, Map<String, Integer> refused, int heldBack, UUID token) {

    /** How many would be sent. */
    public int going() {
        return byDestination.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Why nothing of it can be sent, for a person. */
    String whyNot() {
        return total == 0
                ? "there is no such entry"
                : refused.entrySet().stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .reduce((one, other) -> one + "; " + other)
                        .orElse("");
    }
}
