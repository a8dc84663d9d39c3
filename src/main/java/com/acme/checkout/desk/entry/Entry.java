package com.acme.checkout.desk.entry;

import com.acme.checkout.desk.EntryState;
import com.acme.checkout.desk.cause.Cause;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/**
 * A filed dead letter without its payload.
 *
 * @param seq order of filing
 * @param id its {@code deadLetterId}
 * @param state where it stands
 * @param fingerprint of its {@link Cause}
 * @param attempts calls that were made to the Orchestrator before it became a dead letter
 * @param destination empty where no rule had picked one
 * @param repaired whether an operator has put another body in the place of the original one
 * @param failures replays of it that failed again
 * @param replay the replay that claimed it last, if any did
 * @param bodyBytes how long its body was, where only the beginning of it was kept; null where it is whole
 * @param headersCut whether values of its headers were cut
 */
public record Entry(
        long seq,
        UUID id,
        EntryState state,
        String fingerprint,
        String reason,
        String detail,
        String exception,
        Integer status,
        int attempts,
        Instant firstAt,
        Instant lastAt,
        Instant filedAt,
        Instant changedAt,
        String source,
        String route,
        String destination,
        String checkoutId,
        String cartId,
        String idempotencyKey,
        String traceparent,
        boolean repaired,
        int failures,
        @JsonProperty("operation") UUID replay,
        String discardReason,
        Integer bodyBytes,
        boolean headersCut) {}
