package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayDestinationState;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * The part of a replay that goes to one destination: where its entries failed before.
 *
 * @param destination empty where no destination was picked
 * @param why for a person, of the state; null where there is nothing to say
 * @param frozen how many there are; all numbers that follow make up this one
 */
public record ReplayDestination(
        String destination,
        @JsonIgnore ReplayDestinationState state,
        String why,
        int frozen,
        int resolved,
        int failedAgain,
        int refused,
        int remaining,
        int underway,
        int cancelled) {

    /** Its state for others: what waits for nothing has ended, though the replay goes on elsewhere. */
    @JsonProperty("state")
    ReplayDestinationState told() {
        return frozen > 0 && remaining + underway == 0 ? ReplayDestinationState.ENDED : state;
    }

    /** For a person. */
    public String name() {
        return name(destination);
    }

    static String name(String destination) {
        return destination == null || destination.isEmpty() ? "no destination" : destination;
    }

    /** Those that did not start. */
    int failures() {
        return failedAgain + refused;
    }

    boolean paused() {
        return state == ReplayDestinationState.PAUSED;
    }
}
