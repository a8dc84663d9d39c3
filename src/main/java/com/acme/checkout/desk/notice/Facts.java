package com.acme.checkout.desk.notice;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/**
 * What a notice tells, whatever format it is sent in. Nothing in it is a customer's or an operator's.
 *
 * @param title one line
 * @param lines more lines for a person; may be empty
 * @param subject the id of what it is about; null where it is about many
 * @param path of the desk's page that shows it, below the desk's own; empty: the first page
 * @param data the same for a program
 */
record Facts(String title, List<String> lines, String subject, String path, Map<String, Object> data) {

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the database keeps it. */
    String json() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("facts can't be written as JSON", e);
        }
    }

    /** @throws IllegalStateException it is not from {@link #json()} */
    static Facts of(String json) {
        try {
            return JSON.readValue(json, Facts.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the outbox holds what is not JSON", e);
        }
    }
}
