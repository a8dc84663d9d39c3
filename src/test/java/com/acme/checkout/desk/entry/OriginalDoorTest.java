package com.acme.checkout.desk.entry;

import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.desk.EntryState;
import java.time.Instant;
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
                .doesNotContainKeys("Idempotency-Key", "ce-type", "gone");
    }

    @Test
    void theBrokersHeadersStayAsTheyAre() throws Exception {
        assertThat(door.headers(
                        entry("checkout.commands"), "{\"ce_type\":\"t\",\"Content-Type\":\"x\",\"n\":{\"a\":1}}"))
                .containsEntry("ce_type", "t")
                .containsEntry("n", "{\"a\":1}")
                .doesNotContainKey("ce_datacontenttype");
    }

    private static Entry entry(String source) {
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
                null,
                false,
                0,
                null,
                null,
                null,
                false);
    }
}
