package com.acme.checkout.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** Looks at a replay once a second until it has ended, and prints where it stands each time that this has changed. */
final class ReplayWatch {

    /** How long it bears that nobody answers, as while the service is started anew. */
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Set<String> ENDED = Set.of("DONE", "CANCELLED", "STOPPED");

    private final Desk desk;
    private final Terminal terminal;
    private final boolean json;

    ReplayWatch(Desk desk, Terminal terminal, boolean json) {
        this.desk = desk;
        this.terminal = terminal;
        this.json = json;
    }

    /** Returns the exit code: done only where every entry of replay {@code id} was resolved. */
    int toItsEnd(String id) throws IOException {
        boolean shows = terminal.shows() && !json;
        String said = "";
        long answered = System.nanoTime();
        while (true) {
            try {
                Desk.Answer answer = desk.get("/replays/" + id);
                answered = System.nanoTime();
                Map<String, Object> operation = Json.object(answer.json());
                String line = json ? answer.text().strip() : progress(operation);
                String state = Json.text(operation, "state");
                boolean ended = ENDED.contains(state);
                if (!line.equals(said)) {
                    terminal.out().print(shows ? "\r\033[K" + line + (ended ? "\n" : "") : line + "\n");
                    terminal.out().flush();
                    said = line;
                }
                if (ended) {
                    boolean all = state.equals("DONE")
                            && Json.zero(operation, "failedAgain")
                            && Json.zero(operation, "refused");
                    return all ? DeskCommand.DONE : DeskCommand.PARTLY;
                }
            } catch (Failure e) {
                if (e.code != DeskCommand.NOT_REACHABLE || System.nanoTime() - answered > PATIENCE.toNanos()) {
                    throw e;
                }
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure(DeskCommand.NOT_REACHABLE, "interrupted");
        }
    }

    /** Of one that has ended nothing remains: what it did not send is given back. */
    private static String unsent(Map<String, Object> operation) {
        return ENDED.contains(Json.text(operation, "state"))
                ? Json.text(operation, "cancelled") + " not sent"
                : Json.text(operation, "remaining") + " remaining";
    }

    /** Where a replay stands, in a line. */
    static String progress(Map<String, Object> operation) {
        return Json.text(operation, "state") + ": " + Json.text(operation, "sent") + " of "
                + Json.text(operation, "frozen") + " sent, "
                + Json.text(operation, "resolved") + " resolved, "
                + Json.text(operation, "failedAgain") + " failed again, "
                + Json.text(operation, "refused") + " refused, "
                + (operation.containsKey("underway") ? Json.text(operation, "underway") + " under way, " : "")
                + unsent(operation) + ", "
                + Json.text(operation, "rate") + " a second"
                + (operation.get("why") == null ? "" : "; " + Json.text(operation, "why"));
    }
}
