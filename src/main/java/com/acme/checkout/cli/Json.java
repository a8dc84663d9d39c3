package com.acme.checkout.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** JSON as maps, lists, texts and numbers; and what of it a person reads. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    private Json() {}

    /** Nothing where {@code text} is not JSON. */
    static Optional<Object> read(String text) {
        try {
            return Optional.ofNullable(MAPPER.readValue(text, Object.class));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    static String write(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An object's members; none where it is something else. */
    @SuppressWarnings("unchecked")
    static Map<String, Object> object(Object json) {
        return json instanceof Map<?, ?> object ? (Map<String, Object>) object : Map.of();
    }

    /** A list, or the first that an object holds under one of {@code names}; else an empty one. */
    @SuppressWarnings("unchecked")
    static List<Object> list(Object json, String... names) {
        if (json instanceof List<?> list) {
            return (List<Object>) list;
        }
        for (String name : names) {
            if (object(json).get(name) instanceof List<?> list) {
                return (List<Object>) list;
            }
        }
        return List.of();
    }

    /** A member for a screen: a dash where there is none, a time without fractions of a second. */
    static String text(Map<String, Object> object, String name) {
        Object value = object.get(name);
        return value == null
                ? "-"
                : Terminal.clean(value instanceof Map || value instanceof List ? write(value) : value.toString())
                        .replaceFirst("^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d)\\.\\d+Z$", "$1Z");
    }

    /** Whether a member is 0, empty or not there. */
    static boolean zero(Map<String, Object> object, String name) {
        Object count = object.get(name);
        return count == null || count.toString().equals("0") || count instanceof List<?> none && none.isEmpty();
    }
}
