package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayState;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A replay and how far it is.
 *
 * @param state where it stands
 * @param selection what was chosen, as JSON
 * @param rate entries a second, at most
 * @param canary how many of each destination go alone and must start their sagas before the rest
 * @param canaryEntries how many that makes
 * @param why for a person, of the state; null where there is nothing to say
 * @param frozen entries that were chosen at the click; all numbers that follow make up this one, but for {@code sent} and {@code heldBack}
 * @param sent those that were sent so far, whatever became of them
 * @param resolved their sagas are started
 * @param failedAgain they are dead letters again
 * @param refused not sent, since they would have been another checkout
 * @param remaining not sent yet
 * @param underway sent, and nothing is known of them yet
 * @param cancelled given back without having been sent
 * @param heldBack chosen as well, and left out: they had failed again twice
 * @param destinations the same figures by destination
 */
public record Replay(
        UUID id,
        ReplayState state,
        String actor,
        Instant createdAt,
        Instant changedAt,
        String selection,
        int rate,
        int canary,
        int canaryEntries,
        String why,
        int frozen,
        int sent,
        int resolved,
        int failedAgain,
        int refused,
        int remaining,
        int underway,
        int cancelled,
        int heldBack,
        List<ReplayDestination> destinations) {

    /** Whether entries will still be sent. */
    public boolean open() {
        return state.isOpen();
    }

    /** Whether it has come to its end, and not all that it sent has started. */
    public boolean incomplete() {
        return state == ReplayState.DONE && resolved < frozen;
    }

    /** What became of its entries, for a person. */
    String summary() {
        return resolved + " resolved, " + failedAgain + " failed again, " + refused + " refused";
    }
}
