package com.acme.checkout.routetest;

import com.acme.checkout.broker.memory.MemoryQueues.Message;
import com.acme.checkout.routetest.RouteTest.Door;
import com.acme.checkout.routetest.RouteTest.Step;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.mock.web.MockHttpServletResponse;

/** Runs one step of a test, and tells in JSON what came of it. */
final class StepRun {

    private static final ObjectMapper JSON = ScriptedOrchestrators.JSON;
    private static final String DEAD_LETTERS = "checkout.dead-letters";
    private static final String PENDING = "checkout.pending.";
    private static final String RETRIES = "checkout.retries";
    private static final String OUTCOMES = "checkout.outcomes";
    private static final String FAULTS = "checkout.route.faults";
    private static final String FILED = "checkout.desk.arrivals";

    /** No route may take longer over what a test sends. */
    private static final Duration MOST = Duration.ofSeconds(60);

    private static final Duration LOOK = Duration.ofMillis(20);

    private final TestApplication application;
    private final Step step;

    StepRun(TestApplication application, Step step) {
        this.application = application;
        this.step = step;
    }

    /**
     * Runs it.
     *
     * @return what is seen, under the names that a test has for it
     * @throws IllegalStateException it did not come to an end
     */
    ObjectNode run(Sender sender, String caller) throws Exception {
        application.orchestrators().reset(step.answers(), step.lookups());
        application.queues().reset(step.broker());
        application.reset(step.breakers());
        Map<String, Double> retries = application.counts(RETRIES, "kind");
        Map<String, Double> outcomes = application.counts(OUTCOMES, "outcome");
        Map<String, Double> faults = application.counts(FAULTS, "door");
        Map<String, Double> filed = application.counts(FILED, "reason");
        MockHttpServletResponse answer = sender.send(step, caller);
        settle(answer != null);
        ObjectNode seen = JSON.createObjectNode();
        if (answer != null) {
            answer(answer, seen.putObject("answer"));
        }
        outcome(outcomes, seen);
        calls(application.orchestrators().calls(false), seen.putArray("calls"));
        calls(lookups(), seen.putArray("lookups"));
        ObjectNode made = seen.putObject("retries");
        for (String kind : List.of("immediate", "delayed")) {
            made.put(kind, risen(RETRIES, "kind", kind, retries));
        }
        messages(seen);
        seen.put("acknowledged", application.queues().unacknowledged().isEmpty());
        seen.put("returned", application.queues().returned());
        seen.put("faults", risen(FAULTS, "door", "http", faults) + risen(FAULTS, "door", "broker", faults));
        seen.put(
                "filed",
                application.counts(FILED, "reason").keySet().stream()
                        .mapToInt(reason -> risen(FILED, "reason", reason, filed))
                        .sum());
        return seen;
    }

    /** Waits until all is done. A breaker that is open stays so until the command has gone elsewhere; it would wait for it there. */
    private void settle(boolean answered) throws InterruptedException {
        long end = System.nanoTime() + MOST.toNanos();
        boolean held = !step.breakers().isEmpty();
        while (!application.queues().awaitIdle(held ? LOOK : MOST)) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("did not come to an end within " + MOST.toSeconds() + " s");
            }
            if (held
                    && (answered
                            || application.queues().written().stream()
                                    .anyMatch(each -> each.queue().startsWith(PENDING)))) {
                held = false;
                application.closeBreakers();
            }
        }
        application.closeBreakers();
    }

    private static void answer(MockHttpServletResponse answer, ObjectNode to) throws Exception {
        to.put("status", answer.getStatus());
        ObjectNode headers = to.putObject("headers");
        for (String name : answer.getHeaderNames()) {
            headers.put(name.toLowerCase(Locale.ROOT), String.join(", ", answer.getHeaders(name)));
        }
        to.set("body", ScriptedOrchestrators.body(answer.getContentAsString(StandardCharsets.UTF_8)));
    }

    private int risen(String name, String tag, String value, Map<String, Double> before) {
        return (int)
                Math.round(application.counts(name, tag).getOrDefault(value, 0.0) - before.getOrDefault(value, 0.0));
    }

    /** The last one: nothing follows another than {@code accepted}. */
    private void outcome(Map<String, Double> before, ObjectNode to) {
        List<String> told = new ArrayList<>();
        for (String each : application.counts(OUTCOMES, "outcome").keySet()) {
            if (risen(OUTCOMES, "outcome", each, before) > 0) {
                told.add(each);
            }
        }
        if (told.size() > 1) {
            told.remove("accepted");
        }
        if (!told.isEmpty()) {
            to.put("outcome", String.join(", ", told));
        }
    }

    /** Those for this request: one that an earlier step made may come late. In the order of their destinations: all are asked at once. */
    private List<ScriptedOrchestrators.Call> lookups() {
        return application.orchestrators().calls(true).stream()
                .filter(each -> step.request() != null
                        && step.request()
                                .endsWith(each.path().substring(each.path().lastIndexOf('/'))))
                .sorted(Comparator.comparing(ScriptedOrchestrators.Call::destination))
                .toList();
    }

    private static void calls(List<ScriptedOrchestrators.Call> made, ArrayNode to) {
        for (ScriptedOrchestrators.Call each : made) {
            ObjectNode call = to.addObject()
                    .put("destination", each.destination())
                    .put("method", each.method())
                    .put("path", each.path());
            call.set("headers", JSON.valueToTree(each.headers()));
            call.set("body", each.body());
        }
    }

    private void messages(ObjectNode seen) {
        List<Message> written = new ArrayList<>(application.queues().written());
        if (step.door() == Door.BROKER && !written.isEmpty()) {
            // What the test itself has sent.
            written.remove(0);
        }
        ArrayNode parked = seen.putArray("parked");
        ArrayNode letters = JSON.createArrayNode();
        ObjectNode others = seen.putObject("messages");
        for (Message each : written) {
            ObjectNode message = JSON.createObjectNode();
            if (each.queue().startsWith(PENDING)) {
                message.put("destination", each.queue().substring(PENDING.length()));
                parked.add(message);
            } else if (each.queue().equals(DEAD_LETTERS)) {
                letters.add(message);
            } else {
                others.withArray(each.queue()).add(message);
            }
            if (each.headers().get("deadLetterReason") != null) {
                message.put("reason", each.headers().get("deadLetterReason").toString());
            }
            if (each.due() != null) {
                message.put("after", each.due() - TestApplication.NOW.toEpochMilli() + "ms");
            }
            ObjectNode headers = message.putObject("headers");
            each.headers().forEach((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), String.valueOf(value)));
            message.set("body", ScriptedOrchestrators.body(new String(each.body(), StandardCharsets.UTF_8)));
        }
        if (letters.size() == 1) {
            seen.set("deadLetter", letters.get(0));
        } else if (letters.size() > 1) {
            seen.set("deadLetter", letters);
        }
    }
}
