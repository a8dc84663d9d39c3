package com.acme.checkout.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.command.AttemptLog;
import com.acme.checkout.command.Checkout;
import com.acme.checkout.command.HeadersJson;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written of a command that waits is what is read of it. */
class PendingHeadersTest {

    private static final Instant FIRST = Instant.parse("2026-11-29T10:00:00Z");
    private static final Instant LAST = Instant.parse("2026-11-29T10:10:00Z");

    @Test
    void whatIsWrittenIsRead() throws Exception {
        Checkout left = new Checkout(Checkout.Door.BROKER);
        left.checkoutId("963bcda8-dbd7-5c7b-af0d-06a511427cbf");
        left.idempotencyKey("key");
        left.trace("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "rojo=1");
        left.received().source("checkout.commands partition 1 offset 2");
        left.received().messageId("id");
        left.received().replay("claim");
        left.received().parkedAt(FIRST);
        left.received().originalHeaders(() -> new HeadersJson("{\"a\":\"b\"}", true));
        left.received().structuredEvent(true);
        left.received().eventAttributes(Map.of("id", "1"));
        left.attempts().resume(3, 2, FIRST, LAST, 503);
        left.attempts().begin();
        left.attempts().answered(503, null);
        Map<String, Object> headers = PendingHeaders.of(left);
        assertThat(headers).containsEntry("checkoutId", left.getCheckoutId()).doesNotContainValue(null);
        Checkout resumed = read(headers);
        assertThat(resumed.idempotencyKey()).isEqualTo("key");
        assertThat(resumed.trace()).isEqualTo(left.trace());
        assertThat(resumed.received().source()).isEqualTo("checkout.commands partition 1 offset 2");
        assertThat(resumed.received().messageId()).isEqualTo("id");
        assertThat(resumed.received().replay()).isEqualTo("claim");
        assertThat(resumed.received().parkedAt()).isEqualTo(FIRST);
        assertThat(resumed.received().originalHeaders()).isEqualTo(new HeadersJson("{\"a\":\"b\"}", true));
        assertThat(resumed.received().structuredEvent()).isTrue();
        assertThat(resumed.received().eventAttributes()).containsOnly(Map.entry("id", "1"));
        assertThat(resumed.attempts().log().attempts())
                .isEqualTo(left.attempts().log().attempts())
                .singleElement()
                .extracting(AttemptLog.Attempt::number)
                .isEqualTo(4);
        assertThat(resumed.attempts().count()).isEqualTo(4);
        assertThat(resumed.attempts().round()).isEqualTo(2);
        assertThat(resumed.attempts().firstAt()).isEqualTo(FIRST);
        assertThat(resumed.attempts().lastAt()).isEqualTo(left.attempts().lastAt());
        assertThat(resumed.attempts().lastStatus()).isEqualTo(503);
    }

    @Test
    void whereNothingIsSaidTheMessageStandsForItself() {
        Checkout resumed = read(Map.of());
        assertThat(resumed.received().source()).isEqualTo("checkout.pending.standard");
        assertThat(resumed.received().messageId()).isEqualTo("checkout.pending.standard message");
        assertThat(resumed.received().originalHeaders()).isEqualTo(HeadersJson.of(Map.of()));
        assertThat(resumed.attempts().count()).isZero();
        assertThat(read(Map.of("pendingSource", "x".repeat(1025))).received().source())
                .as("longer than this service writes it")
                .isEqualTo("checkout.pending.standard");
    }

    /** It is for operators alone, and no reason to give up a checkout. */
    @Test
    void sinceWhenItWaitsIsNotKnownWhereItCannotBeRead() {
        assertThat(read(Map.of("pendingParkedAt", "long ago")).received().parkedAt())
                .isNull();
        assertThat(read(Map.of("pendingParkedAt", "9999-01-01T00:00:00Z"))
                        .received()
                        .parkedAt())
                .isNull();
    }

    /** Likewise: not even one that is too long for any other header. */
    @Test
    void aLogOfAttemptsThatCannotBeReadIsNone() {
        for (String bad : List.of("NaN", "", "{", "x".repeat(HeadersJson.MOST_BYTES + 1))) {
            Checkout resumed = read(Map.of("pendingAttemptLog", bad, "pendingAttempts", "3"));
            assertThat(resumed.attempts().log()).isEqualTo(AttemptLog.NONE);
            assertThat(resumed.attempts().count()).isEqualTo(3);
        }
    }

    @Test
    void whatCannotBeReadIsNamedAndTheRestIsRead() {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        assertThatThrownBy(() -> PendingHeaders.read(
                        new HashMap<>(Map.of("pendingRound", "x", "pendingMessageId", "id")),
                        checkout,
                        "queue",
                        "message"))
                .isInstanceOf(UnreadableHeaderException.class)
                .hasMessageStartingWith("header pendingRound of a command on an internal queue can't be read");
        assertThat(checkout.received().messageId()).isEqualTo("id");
    }

    private static Checkout read(Map<String, Object> headers) {
        Checkout checkout = new Checkout(Checkout.Door.BROKER);
        PendingHeaders.read(headers, checkout, "checkout.pending.standard", "message");
        return checkout;
    }
}
