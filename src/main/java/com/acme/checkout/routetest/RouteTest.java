package com.acme.checkout.routetest;

import com.acme.checkout.broker.memory.MemoryQueues;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One test of routes.
 *
 * @param settings those that the application starts with, by their names or their environment variables
 * @param steps what is sent one after the other, and what comes of it each time
 */
record RouteTest(String name, Path file, int line, Map<String, String> settings, List<Step> steps) {

    /** Where a command enters. */
    enum Door {
        /** {@code POST /carts/{cartId}/checkout}, or the request that is given. */
        HTTP,
        /** {@code POST /commands/checkout-cart}. */
        COMMANDS,
        /** A message on a queue. */
        BROKER,
        /** A dead letter that is given back: the route {@code direct:replay}, or {@code direct:replay-check}. */
        REPLAY,
        /** A message as the dead-letter desk looks at it. */
        REPLAY_CHECK
    }

    /**
     * What is sent, what the others answer meanwhile, and what is expected.
     *
     * @param request method and path; null for the door's own
     * @param queue that the message is written to
     * @param command fields beside those of a valid command, null for one to leave out; null where {@code body} is given
     * @param event attributes of a CloudEvent around the command, beside the usual ones; null for none
     * @param body in the place of a command; null for none
     * @param bodyBytes how long a body is that is nothing but long; 0 for none
     * @param answers of the Orchestrators by destination, in turn; {@link #ANY} for all others
     * @param lookups what they answer when they are asked for a saga, as {@code answers}
     * @param broker what writes to a queue come to, in turn
     * @param breakers the state in which a destination's breaker is meanwhile
     * @param withinMillis how long it is sent again until it is as expected; 0: once
     * @param expected null where nothing is said
     */
    record Step(
            Door door,
            String request,
            String queue,
            Map<String, String> headers,
            Located command,
            Located event,
            Located body,
            int bodyBytes,
            Map<String, List<Answer>> answers,
            Map<String, List<Answer>> lookups,
            Map<String, List<MemoryQueues.Answer>> broker,
            Map<String, String> breakers,
            long withinMillis,
            Located expected) {}

    /** The destinations that {@code answers} does not name. */
    static final String ANY = "";

    /**
     * What an Orchestrator answers to one call.
     *
     * @param fails how the network fails in the place of an answer; null where there is one
     * @param delayMillis until it answers or fails
     */
    record Answer(int status, Map<String, String> headers, long delayMillis, Failure fails) {}

    /** How a call fails. */
    enum Failure {
        /** Nobody listens. */
        REFUSED,
        /** The connection ends without an answer. */
        DROPPED,
        /** This service stops meanwhile. */
        STOPPING
    }
}
