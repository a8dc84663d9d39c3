package com.acme.checkout.desk.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.EntryState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The headers of a dead letter, as its door reads them when it is replayed. */
class OriginalDoorTest {

    private final OriginalDoor door = new OriginalDoor(null);

    @Test
    void aCloudEventByHttpHasItsAttributesAndItsTypeOfContentAgain() throws Exception {
        assertThat(
                        door.headers(
                                entry("/commands/checkout-cart"),
                                "{\"Content-Type\":\"application/json\",\"Idempotency-Key\":\"k\",\"ce-type\":\"t\","
                                        + "\"ce-source\":\"/caf%C3%A9\",\"ce-id\":\"1\",\"ce-specversion\":\"1.0\",\"gone\":null}"))
                .containsEntry("ce_type", "t")
                .containsEntry("ce_source", "/café")
                .containsEntry("ce_datacontenttype", "application/json")
                .containsEntry("idempotencyKey", "k")
                .containsEntry("gone", null)
                .doesNotContainKeys("Idempotency-Key", "ce-type");
    }

    @Test
    void theBrokersHeadersStayAsTheyAre() throws Exception {
        assertThat(door.headers(
                        entry("checkout.commands"),
                        "{\"ce_type\":\"t\",\"Content-Type\":\"x\",\"n\":{\"a\":[1,null]},\"size\":7,\"exact\":0.10000000000000000001,"
                                + "\"gift\":true,\"gone\":null}"))
                .containsEntry("ce_type", "t")
                .containsEntry("n", Map.of("a", Arrays.asList(1, null)))
                .containsEntry("size", 7)
                .containsEntry("exact", new BigDecimal("0.10000000000000000001"))
                .containsEntry("gift", true)
                .containsEntry("gone", null)
                .doesNotContainKey("ce_datacontenttype");
    }

    @Test
    void theTracestateGoesWithTheTraceThatItCameWith() throws Exception {
        String trace = "00-0af7651916cd43dd8448eb211c80319c-";
        Entry entry = entry("checkout.commands", trace + "b7ad6b7169203331-01");
        assertThat(door.headers(entry, "{\"traceparent\":\"" + trace + "00f067aa0ba902b7-01\",\"tracestate\":\"a=1\"}"))
                .containsEntry("traceparent", entry.traceparent())
                .containsEntry("tracestate", "a=1");
        assertThat(door.headers(entry, "{\"traceparent\":\"none\",\"tracestate\":\"a=1\"}"))
                .containsEntry("traceparent", entry.traceparent())
                .doesNotContainKey("tracestate");
    }

    private static Entry entry(String source) {
        return entry(source, null);
    }

    private static Entry entry(String source, String traceparent) {
        Instant now = Instant.EPOCH;
        return new Entry(
                1,
                new UUID(0, 1),
                EntryState.OPEN,
                "",
                "INVALID",
                "",
                "",
                null,
                0,
                now,
                now,
                now,
                now,
                source,
                "",
                "",
                null,
                null,
                null,
                traceparent,
                false,
                0,
                null,
                null,
                null,
                false);
    }
}
