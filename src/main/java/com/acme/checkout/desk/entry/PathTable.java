package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.ReplayEntryState;
import com.acme.checkout.desk.audit.HistoryLine;
import com.acme.checkout.desk.page.Words;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The path of one entry as the rows of a table, from its door to the last that is known of it. */
final class PathTable {

    private static final Words WORDS = new Words();

    /**
     * One row.
     *
     * @param step   what it is a row of
     * @param at     when it began; null where nobody knows
     * @param what   what happened
     * @param took   how long it took; null where that says nothing
     * @param waited how long the command had waited before; null likewise
     * @param replay the replay that begins here; null where none does
     * @param kind   colours it: good, bad or empty
     */
    public record Row(String step, Instant at, String what, String took, String waited, UUID replay, String kind) {

        /** Times to the millisecond. */
        public Row {
            at = at == null ? null : at.truncatedTo(ChronoUnit.MILLIS);
        }
    }

    private final List<Row> rows = new ArrayList<>();

    private PathTable() {}

    /** {@code history}: what happened to the entry. */
    static List<Row> of(Entry entry, EntryPath path, List<HistoryLine> history) {
        PathTable table = new PathTable();
        table.add("Received", path.receivedAt(), "at " + entry.source(), "");
        if (!entry.destination().isEmpty()) {
            table.add("Rules", null, "picked the destination " + entry.destination(), "");
        } else if (entry.attempts() == 0) {
            table.add("Rules", null, "no destination was picked", "");
        }
        // With each replay that failed again its attempts are added.
        int made = entry.failures() == 0 ? entry.attempts() : 0;
        table.attempts(path.attempts(), made);
        table.add("Dead letter", entry.filedAt(), reason(entry, history), "bad");
        path.replays().forEach(table::replay);
        return table.rows;
    }

    private static String reason(Entry entry, List<HistoryLine> history) {
        if (entry.failures() == 0) {
            return entry.reason() + (entry.detail() == null ? "" : ": " + entry.detail());
        }
        return history.stream()
                .filter(line -> line.kind().equals("FILED") && line.detail() != null)
                .findFirst()
                .map(HistoryLine::detail)
                .orElse("filed");
    }

    private void attempts(List<EntryPath.Attempt> attempts, int made) {
        int last = 0;
        for (EntryPath.Attempt each : attempts) {
            missing(each.number() - last - 1);
            last = Math.max(last, each.number());
            boolean good = each.status() != null && each.status() / 100 == 2;
            rows.add(new Row(
                    "Attempt " + WORDS.number(each.number()),
                    each.at(),
                    (each.status() == null ? "no answer: " + each.failure() : "HTTP " + each.status())
                            + (each.calls() == null
                                    ? ""
                                    : "; " + each.calls() + " calls: the connection had been closed"),
                    length(each.ms()),
                    waited(each),
                    null,
                    good ? "good" : "bad"));
        }
        missing(made - last);
    }

    private void missing(int attempts) {
        if (attempts > 0) {
            add("Attempts", null, WORDS.count(attempts, "attempt here is not kept", "attempts here are not kept"), "");
        }
    }

    private static String waited(EntryPath.Attempt attempt) {
        String parked = attempt.parked() ? "parked on the broker" : null;
        if (attempt.waitedMs() == null) {
            return parked;
        }
        return length(attempt.waitedMs()) + (parked == null ? "" : ", " + parked);
    }

    private void replay(EntryPath.Replay replay) {
        rows.add(new Row("Replay", replay.at(), "begun by " + replay.actor(), null, null, replay.id(), ""));
        attempts(replay.attempts(), 0);
        String why = replay.detail() == null ? "" : ": " + replay.detail();
        switch (replay.state()) {
            case RESOLVED -> add("Saga started", replay.endedAt(), "the Orchestrator confirmed it", "good");
            case FAILED_AGAIN -> add("Dead letter again", replay.endedAt(), "failed again" + why, "bad");
            default ->
                add(
                        "Outcome",
                        replay.endedAt(),
                        replay.state().label() + why,
                        replay.state() == ReplayEntryState.REFUSED ? "bad" : "");
        }
    }

    private void add(String step, Instant at, String what, String kind) {
        rows.add(new Row(step, at, what, null, null, null, kind));
    }

    /** To the millisecond below a second, to a tenth of a second below a minute. */
    static String length(long ms) {
        if (ms < 1000) {
            return ms + " ms";
        }
        return ms < 60_000 ? ms / 1000 + "." + ms % 1000 / 100 + " s" : WORDS.length(Duration.ofMillis(ms));
    }
}
