package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayEntryState;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The entries that go first in a replay, as they stand: all of them must start their sagas before another one is sent.
 *
 * @param entries      how many they are
 * @param states       how many of them are in each state
 * @param destinations how many of each destination failed again or were refused
 */
record Canary(int entries, Map<ReplayEntryState, Integer> states, Map<String, Integer> destinations) {

    /** {@code replay}'s, whose first {@code entries} it is. */
    static Canary of(JdbcClient jdbc, UUID replay, int entries) {
        Map<ReplayEntryState, Integer> states = new EnumMap<>(ReplayEntryState.class);
        Map<String, Integer> failed = new TreeMap<>();
        jdbc.sql("select e.state, d.destination, count(*) as n from operation_entry e"
                        + " left join dead_letter d on d.id = e.dead_letter"
                        + " where e.operation = ? and e.position <= ? group by e.state, d.destination")
                .param(replay)
                .param(entries)
                .query(row -> {
                    ReplayEntryState state = ReplayEntryState.valueOf(row.getString("state"));
                    states.merge(state, row.getInt("n"), Integer::sum);
                    if (state == ReplayEntryState.FAILED_AGAIN || state == ReplayEntryState.REFUSED) {
                        String destination = row.getString("destination");
                        failed.merge(
                                destination == null || destination.isEmpty() ? "no destination" : destination,
                                row.getInt("n"),
                                Integer::sum);
                    }
                });
        return new Canary(entries, states, failed);
    }

    private int count(ReplayEntryState state) {
        return states.getOrDefault(state, 0);
    }

    boolean started() {
        return count(ReplayEntryState.RESOLVED) == entries;
    }

    boolean failed() {
        return !destinations.isEmpty();
    }

    boolean sent() {
        return count(ReplayEntryState.FROZEN) == 0;
    }

    /** Why nothing else was sent: some of them failed again. */
    String failure() {
        return destinations.values().stream().mapToInt(Integer::intValue).sum() + " of the canary's " + entries
                + " failed again ("
                + destinations.entrySet().stream()
                        .map(each -> each.getKey() + ": " + each.getValue())
                        .collect(Collectors.joining(", "))
                + "); the rest was not sent";
    }

    /** Why nothing else was sent: some of them have not started within {@code wait}. */
    String lateness(Duration wait) {
        return "of the canary's " + entries + " only " + count(ReplayEntryState.RESOLVED) + " started within "
                + wait.toSeconds() + " s, the others wait for their Orchestrator; the rest was not sent";
    }
}
