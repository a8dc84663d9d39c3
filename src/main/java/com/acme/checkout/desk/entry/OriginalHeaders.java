package com.acme.checkout.desk.entry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** The headers of an original message, as an entry keeps them: one JSON object. */
record OriginalHeaders(JsonNode tree) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** None where {@code json} is null or no JSON. */
    static OriginalHeaders of(String json) {
        try {
            return new OriginalHeaders(JSON.readTree(json == null ? "{}" : json));
        } catch (JsonProcessingException e) {
            return new OriginalHeaders(JSON.createObjectNode());
        }
    }

    /** Whether the attributes of a CloudEvent came as headers, by whichever binding. */
    boolean event() {
        for (var names = tree.fieldNames(); names.hasNext(); ) {
            if (names.next().matches("ce[_-].*|cloudEvents[_:].*")) {
                return true;
            }
        }
        return false;
    }
}
