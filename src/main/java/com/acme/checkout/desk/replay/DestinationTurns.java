package com.acme.checkout.desk.replay;

import com.acme.checkout.desk.ReplayDestinationState;
import com.acme.checkout.desk.ReplayState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * To which destinations a replay sends now. Before all canaries have started, nothing but canaries, and if one fails, the
 * replay stops; a destination whose circuit breaker is open waits meanwhile, and holds nobody. After that, each goes on its
 * own, and is paused on its own where too much of it fails again.
 */
class DestinationTurns {

    private static final Logger LOG = LoggerFactory.getLogger(DestinationTurns.class);
    private static final String RESUME = "; it pauses by itself; resume it once that is fixed";

    private final UUID id;
    private final ReplayScheduler scheduler;
    private final ReplayDestinations destinations;
    private final Map<String, DestinationTurn> turns = new HashMap<>();

    DestinationTurns(UUID id, ReplayScheduler scheduler) {
        this.id = id;
        this.scheduler = scheduler;
        this.destinations = new ReplayDestinations(scheduler.jdbc());
    }

    /** @param canary whether none but those that go first may be sent */
    record Turns(List<ReplayDestination> destinations, boolean canary) {}

    private static final Turns NONE = new Turns(List.of(), false);

    private DestinationTurn of(ReplayDestination destination) {
        return turns.computeIfAbsent(
                destination.destination(),
                name -> new DestinationTurn(new FailureWindow(scheduler.pauseWindow(), scheduler.pauseShare())));
    }

    /** Whose turn it is, of a replay that runs; none where it has just been stopped or paused. */
    Turns next(Replay replay) {
        boolean first = replay.canaryEntries() > 0 && replay.canaryEntries() < replay.frozen();
        replay.destinations().forEach(this::of);
        boolean watched = first && turns.values().stream().anyMatch(turn -> !turn.canaryPassed());
        Map<String, Canary> canaries = watched ? Canary.of(scheduler.jdbc(), id) : Map.of();
        List<ReplayDestination> canary = new ArrayList<>();
        List<ReplayDestination> rest = new ArrayList<>();
        boolean hold = false;
        boolean paused = true;
        for (ReplayDestination each : replay.destinations()) {
            DestinationTurn turn = of(each);
            if (each.paused()) {
                turn.paused(each);
                continue;
            }
            paused &= each.remaining() == 0;
            boolean waits = waits(each);
            if (!turn.canaryPassed()) {
                Canary its = canaries.get(each.destination());
                if (its == null || its.started()) {
                    turn.passCanary(each);
                } else {
                    String failure = turn.canaryFailure(its, scheduler.canaryWait());
                    if (failure != null) {
                        failed(replay, each, failure);
                        return NONE;
                    }
                    hold |= its.sent() || !waits;
                    if (!its.sent() && !waits) {
                        canary.add(each);
                    }
                    continue;
                }
            }
            String failures = turn.tooManyFailures(each);
            if (failures != null) {
                pause(each, failures);
            } else if (!waits && each.remaining() > 0) {
                rest.add(each);
            }
        }
        if (paused && replay.remaining() > 0) {
            scheduler.control().allPaused(id);
        }
        return hold ? new Turns(canary, true) : new Turns(rest, false);
    }

    /** Says so where that has changed. */
    private boolean waits(ReplayDestination destination) {
        boolean waits = destination.remaining() > 0 && scheduler.open(destination.destination());
        if (waits != (destination.state() == ReplayDestinationState.WAITING)) {
            destinations.change(
                    id,
                    destination.destination(),
                    waits ? ReplayDestinationState.WAITING : ReplayDestinationState.SENDING,
                    waits ? "waits: its circuit breaker is open" : null);
        }
        return waits;
    }

    /** Where others have gone beyond their canary, it pauses alone. */
    private void failed(Replay replay, ReplayDestination destination, String failure) {
        if (replay.frozen() - replay.remaining() > replay.canaryEntries()) {
            of(destination).passCanary(destination);
            pause(destination, failure + RESUME);
        } else {
            String why = destination.name() + ": " + failure + "; the rest was not sent";
            scheduler.control().end(id, ReplayState.STOPPED, why, "desk", null);
            LOG.warn("Replay {} stopped at its canary: {}", id, why);
        }
    }

    private void pause(ReplayDestination destination, String why) {
        scheduler.control().pauseItself(id, destination.destination(), why);
        LOG.warn("Replay {} pauses by itself for destination {}: {}", id, destination.name(), why);
    }

    /** So much of its canary was sent just now. */
    void canarySent(ReplayDestination destination) {
        of(destination).canarySent();
    }

    /** While the whole of it is paused, nothing counts. */
    void paused(Replay replay) {
        replay.destinations().forEach(each -> of(each).paused(each));
    }

    /** What the replay says of what does not send, anew. */
    void tell() {
        destinations.tell(id);
    }
}
