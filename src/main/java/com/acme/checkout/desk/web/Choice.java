package com.acme.checkout.desk.web;

import com.acme.checkout.desk.access.Operator;
import com.acme.checkout.desk.access.Role;
import com.acme.checkout.desk.store.Filter;
import com.acme.checkout.desk.store.Selection;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** A selection as it is sent: {@code ids}, a {@code cause}, or a {@code filter} of the same names and values as the list's parameters. */
record Choice(List<UUID> ids, String cause, JsonNode filter) {

    Selection selection() {
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
            query.put(field.getKey(), values);
        });
        Filter chosen = Filter.strictly(query);
        if (chosen.text() != null) {
            // As in a list's parameters: see Rules.
            Operator.require(Role.PAYLOAD);
        }
        return chosen;
    }
}
