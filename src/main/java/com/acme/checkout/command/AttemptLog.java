package com.acme.checkout.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How the calls made to the Orchestrator for one command went. It holds nothing that a sender or the Orchestrator wrote, and it is
 * bounded: the first {@value #FIRST} attempts and the last {@value #LAST}. Where numbers are missing, those attempts are not kept.
 *
 * @param receivedAt when the command was taken from its door; null where nobody knows
 * @param attempts   those that are kept, in their order
 */
public record AttemptLog(Instant receivedAt, List<Attempt> attempts) {

    /** Nothing is known. */
    public static final AttemptLog NONE = new AttemptLog(null, List.of());

    /** The longest text, in characters, all of them ASCII. */
    public static final int MOST_CHARACTERS = 4096;

    static final int FIRST = 8;
    static final int LAST = 24;

    /** Short: of the longest log not many characters are left. */
    private static final String CALLS = "n";

    private static final int MOST_CALLS = 9;
    private static final int MOST_NUMBER = 999_999_999;
    private static final Pattern FAILURE = Pattern.compile("[a-z][a-z ]{0,23}");
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * One call.
     *
     * @param number  1 for the first of the command
     * @param at      when it began, to the millisecond
     * @param status  HTTP status of the answer; null where there was none
     * @param failure why there was none, in a few words; null where there was one
     * @param ms      how long it took, in milliseconds
     * @param parked  whether the command had waited on the broker since the attempt before, or since it was received
     * @param calls   2 where the connection had been closed, and the same call was made once more on another; else 1
     */
    public record Attempt(int number, Instant at, Integer status, String failure, long ms, boolean parked, int calls) {

        /** Within the bounds of a log's text. */
        public Attempt {
            at = at.truncatedTo(ChronoUnit.MILLIS);
            ms = Math.max(0, Math.min(ms, MOST_NUMBER));
        }
    }

    /** As {@link #of} reads it: one JSON object of at most {@value #MOST_CHARACTERS} characters. */
    public String json() {
        ObjectNode log = JSON.createObjectNode();
        if (receivedAt != null) {
            log.put("receivedAt", receivedAt.truncatedTo(ChronoUnit.MILLIS).toString());
        }
        var list = log.putArray("attempts");
        for (Attempt attempt : attempts) {
            ObjectNode each = list.addObject();
            each.put("number", attempt.number()).put("at", attempt.at().toString());
            if (attempt.status() != null) {
                each.put("status", attempt.status());
            } else {
                each.put("failure", attempt.failure());
            }
            each.put("ms", attempt.ms());
            if (attempt.parked()) {
                each.put("parked", true);
            }
            if (attempt.calls() != 1) {
                each.put(CALLS, attempt.calls());
            }
        }
        return log.toString();
    }

    /** What {@link #json} wrote; {@link #NONE} of null and of anything else. Never fails. */
    public static AttemptLog of(String text) {
        if (text == null || text.length() > MOST_CHARACTERS) {
            return NONE;
        }
        try {
            JsonNode log = JSON.readTree(text);
            JsonNode list = log.path("attempts");
            if (!list.isArray() || list.size() > FIRST + LAST) {
                return NONE;
            }
            List<Attempt> attempts = new ArrayList<>(list.size());
            for (JsonNode each : list) {
                attempts.add(attempt(each));
            }
            return new AttemptLog(log.has("receivedAt") ? instant(log, "receivedAt") : null, List.copyOf(attempts));
        } catch (JsonProcessingException | DateTimeException | IllegalArgumentException e) {
            return NONE;
        }
    }

    private static Attempt attempt(JsonNode json) {
        Integer status = json.has("status") ? number(json, "status", 100, 999) : null;
        String failure = status == null ? json.path("failure").asText() : null;
        if (failure != null && !FAILURE.matcher(failure).matches()) {
            throw new IllegalArgumentException("failure");
        }
        return new Attempt(
                number(json, "number", 0, MOST_NUMBER),
                instant(json, "at"),
                status,
                failure,
                number(json, "ms", 0, MOST_NUMBER),
                json.path("parked").asBoolean(),
                json.has(CALLS) ? number(json, CALLS, 1, MOST_CALLS) : 1);
    }

    private static int number(JsonNode json, String name, int least, int most) {
        JsonNode number = json.path(name);
        if (!number.isInt() || number.intValue() < least || number.intValue() > most) {
            throw new IllegalArgumentException(name);
        }
        return number.intValue();
    }

    /** Within four digits of a year: longer ones would not fit. */
    private static Instant instant(JsonNode json, String name) {
        String text = json.path(name).asText();
        if (!text.startsWith("2")) {
            throw new IllegalArgumentException(name);
        }
        return Instant.parse(text);
    }
}
