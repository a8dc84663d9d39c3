package com.acme.checkout.desk.selection;

import com.acme.checkout.desk.Operator;
import com.acme.checkout.desk.Role;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A selection as it is sent: {@code ids}, a {@code cause}, a {@code filter} of the same names and values as the list's parameters, or
 * {@code all}. In their place, the {@code token} of a preview.
 */
public record SelectionRequest(List<UUID> ids, String cause, JsonNode filter, Boolean all, UUID token) {

    /**
     * Whether what was previewed is to be done.
     *
     * @throws IllegalArgumentException it says something else beside the token
     */
    public boolean confirms(Boolean dryRun) {
        if (token != null
                && (ids != null || cause != null || filter != null || all != null || Boolean.TRUE.equals(dryRun))) {
            throw new IllegalArgumentException(
                    "token confirms what was previewed: give neither a selection nor dryRun beside it.");
        }
        return token != null;
    }

    public Selection selection() {
        if (all != null) {
            if (!all || ids != null || cause != null || filter != null) {
                throw new IllegalArgumentException("all must be true, and stand alone: it chooses every entry.");
            }
            return new Selection(null, null, Filter.ALL);
        }
        return new Selection(ids, cause, filter == null || filter.isNull() ? null : read(filter));
    }

    private static Filter read(JsonNode filter) {
        if (!filter.isObject()) {
            throw new IllegalArgumentException("filter must be an object, as in {\"reason\": [\"EXHAUSTED\"]}.");
        }
        Map<String, List<String>> query = new LinkedHashMap<>();
        filter.fields().forEachRemaining(field -> {
            List<String> values = new ArrayList<>();
            (field.getValue().isArray() ? field.getValue() : List.of(field.getValue())).forEach(value -> {
                if (!value.isTextual()) {
                    throw new IllegalArgumentException("filter." + field.getKey() + " must be a string, or strings.");
                }
                values.add(value.textValue());
            });
            if (values.isEmpty()) {
                throw new IllegalArgumentException(
                        "filter." + field.getKey() + " must not be empty; leave it out if you do not need it.");
            }
            query.put(field.getKey(), values);
        });
        if (query.isEmpty()) {
            throw new IllegalArgumentException("An empty filter chooses nothing; every entry is {\"all\": true}.");
        }
        Filter chosen = Filter.strictly(query);
        if (chosen.text() != null) {
            // As in a list's parameters, which Spring Security judges.
            Operator.require(Role.PAYLOAD);
        }
        return chosen;
    }
}
