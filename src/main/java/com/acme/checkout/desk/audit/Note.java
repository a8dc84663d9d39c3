package com.acme.checkout.desk.audit;

import java.time.Instant;

/** What an operator wrote about an entry or a cause. */
public record Note(Instant at, String actor, String text) {}
