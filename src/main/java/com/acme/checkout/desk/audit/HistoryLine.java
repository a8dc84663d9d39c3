package com.acme.checkout.desk.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.UUID;

/** What happened to an entry or a replay. {@code actor} is an operator, or {@code desk}. */
public record HistoryLine(
        Instant at,
        String actor,
        UUID entry,
        @JsonProperty("operation") UUID replay,
        String kind,
        String detail) {}
