package com.acme.checkout.desk.entry;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.desk.ReplayEntryState;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The way of one checkout: to the desk, and in each replay after that.
 *
 * @param receivedAt when the command was taken from its door; null where nobody knows
 * @param attempts   the calls to the Orchestrator before it was filed, those that are kept; empty where none is
 * @param replays    each replay that had it, the oldest first
 */
public record EntryPath(
        Instant receivedAt, @JsonProperty("attemptLog") List<Attempt> attempts, List<Replay> replays) {

    /** An entry and its path, as one object of the API. */
    public record WithEntry(
            @JsonUnwrapped Entry entry, @JsonUnwrapped EntryPath path) {}

    /**
     * One call to the Orchestrator; as {@link AttemptLog.Attempt}.
     *
     * @param calls    how often it was made; null where it was once, as it is as long as no connection was closed before it
     * @param waitedMs milliseconds since the attempt before ended, or since the command was received; null where that is not known
     */
    public record Attempt(
            int number,
            Instant at,
            Integer status,
            String failure,
            long ms,
            Long waitedMs,
            boolean parked,
            Integer calls) {}

    /**
     * What one replay did with the entry.
     *
     * @param actor  who began it
     * @param at     when the entry was sent; where it was not, when the replay was begun
     * @param detail for the state, for a person; null where there is none
     * @param endedAt when that was known; null where it is not yet
     */
    public record Replay(
            @JsonProperty("operation") UUID id,
            String actor,
            Instant at,
            ReplayEntryState state,
            String detail,
            Instant endedAt,
            @JsonProperty("attemptLog") List<Attempt> attempts) {}

    static List<Attempt> attempts(AttemptLog log) {
        List<Attempt> attempts = new ArrayList<>(log.attempts().size());
        Instant free = log.receivedAt();
        int number = 1;
        for (AttemptLog.Attempt each : log.attempts()) {
            Long waited = free == null || each.number() != number
                    ? null
                    : Math.max(0, Duration.between(free, each.at()).toMillis());
            attempts.add(new Attempt(
                    each.number(),
                    each.at(),
                    each.status(),
                    each.failure(),
                    each.ms(),
                    waited,
                    each.parked(),
                    each.calls() == 1 ? null : each.calls()));
            free = each.at().plusMillis(each.ms());
            number = each.number() + 1;
        }
        return attempts;
    }
}
