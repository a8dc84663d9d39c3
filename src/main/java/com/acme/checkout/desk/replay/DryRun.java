package com.acme.checkout.desk.replay;

import java.util.Map;

/**
 * What a replay would do.
 *
 * @param total entries chosen
 * @param byDestination those that would be sent, by the destination that they had; empty where none had been picked
 * @param refused those that would not, by why
 */
public record DryRun(int total, Map<String, Integer> byDestination, Map<String, Integer> refused) {

    /** How many would be sent. */
    public int going() {
        return byDestination.values().stream().mapToInt(Integer::intValue).sum();
    }
}
