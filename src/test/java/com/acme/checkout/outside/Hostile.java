package com.acme.checkout.outside;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Dead letters that this service would never write, but that anyone may who can write on its queue. */
final class Hostile {

    private static final List<String> TEXTS = List.of(
            "deadLetterDetail",
            "deadLetterException",
            "deadLetterAttempts",
            "deadLetterAttemptLog",
            "deadLetterFirstAt",
            "deadLetterLastAt",
            "deadLetterRoute",
            "deadLetterDestination",
            "deadLetterReplay",
            "deadLetterStatus",
            "checkoutId",
            "cartId",
            "idempotencyKey",
            "traceparent",
            "deadLetterHeaders");

    /** Values that are no date, no number, no id, too long, or that a database does not take for text. */
    private static final List<Object> VALUES = List.of(
            "",
            "-1",
            "9".repeat(40),
            "+999999999-12-31T23:59:59Z",
            "-0001-01-01T00:00:00Z",
            "x".repeat(10_000),
            // A number becomes three characters in a cause.
            "1 ".repeat(5_000),
            // A character of two units on each limit there is.
            "x" + "😀".repeat(5_000),
            "😀".repeat(5_000),
            "a\0b",
            "\ud800",
            "{\"a\":\"\\u0000\\ud800\"}",
            "{} {}",
            "[".repeat(5_000),
            "null",
            UUID.randomUUID() + "/" + UUID.randomUUID(),
            5,
            true,
            1.5,
            Long.MAX_VALUE);

    /** How many entries come of them. */
    static final int FILED = VALUES.size() + 3;

    private Hostile() {}

    static void send(Queues queues, String source) throws Exception {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Object value : VALUES) {
            Map<String, Object> headers = new LinkedHashMap<>();
            headers.put("deadLetterReason", "EXHAUSTED");
            TEXTS.forEach(name -> headers.put(name, value));
            all.add(headers);
        }
        all.add(new LinkedHashMap<>(Map.of("deadLetterId", "not an id", "deadLetterReason", "EXHAUSTED AND TIRED")));
        all.add(new LinkedHashMap<>(Map.of("deadLetterId", UUID.randomUUID() + "x", "deadLetterReason", 7)));
        all.add(new LinkedHashMap<>(Map.of("deadLetterId", UUID.randomUUID().toString())));
        for (Map<String, Object> headers : all) {
            headers.put("deadLetterSource", source + " " + all.indexOf(headers));
            queues.send("checkout.dead-letters", ("{\"of\": \"" + source + "\"}").getBytes(UTF_8), headers);
        }
    }
}
