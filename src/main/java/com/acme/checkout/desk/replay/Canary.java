package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayEntryState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The entries that go first to one destination of a replay, as they stand: all of them must start their sagas before
 * another one is sent there.
 *
 * @param states how many of them are in each state
 */
record Canary(String destination, Map<ReplayEntryState, Integer> states) {

    /** {@code replay}'s, by destination. */
    static Map<String, Canary> of(JdbcClient jdbc, UUID replay) {
        Map<String, Canary> canaries = new TreeMap<>();
        jdbc.sql(
                        "select destination, state, count(*) as n from operation_entry where operation = :id and canary "
                                + "and position <= (select canary_entries from operation where id = :id) group by destination, state")
                .param("id", replay)
                .query(row -> {
                    canaries.computeIfAbsent(
                                    row.getString("destination"),
                                    name -> new Canary(name, new EnumMap<>(ReplayEntryState.class)))
                            .states()
                            .put(ReplayEntryState.valueOf(row.getString("state")), row.getInt("n"));
                });
        return canaries;
    }

    private int count(ReplayEntryState state) {
        return states.getOrDefault(state, 0);
    }

    int entries() {
        return states.values().stream().mapToInt(Integer::intValue).sum();
    }

    boolean started() {
        return count(ReplayEntryState.RESOLVED) == entries();
    }

    int failures() {
        return count(ReplayEntryState.FAILED_AGAIN) + count(ReplayEntryState.REFUSED);
    }

    boolean sent() {
        return count(ReplayEntryState.FROZEN) == 0;
    }

    /** Why nothing else is sent there: some of them failed again. */
    String failure() {
        return failures() + " of the canary's " + entries() + " failed again";
    }

    /** Why nothing else is sent there: some of them have not started within {@code wait}. */
    String lateness(Duration wait) {
        return "of the canary's " + entries() + " only " + count(ReplayEntryState.RESOLVED) + " started within "
                + wait.toSeconds() + " s, the others wait for their Orchestrator";
    }
}
