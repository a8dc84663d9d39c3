package com.acme.checkout.desk.notice;

import com.acme.checkout.desk.NoticeEvent;
import java.time.Instant;
import java.util.UUID;

/**
 * What one webhook is told once.
 *
 * @param id the same for each attempt: a receiver knows a notice again by it
 * @param at when it happened
 * @param attempts how often it was sent in vain
 */
record Notice(UUID id, NoticeEvent event, Facts facts, Instant at, int attempts) {}
