package com.acme.checkout.startup;

import java.util.Set;

/**
 * The exchange properties that Java and the routes share, by their names: the one place where {@link RouteNames} learns of
 * those that no route sets or reads. A test holds it against the sources.
 */
final class ExchangeProperties {

    /** Those that Java sets. */
    static final Set<String> SET = Set.of(
            "checkout",
            "checkoutId",
            "command",
            "commandType",
            "deadLetter",
            "deadLetterReason",
            "delayedQueue",
            "destination",
            "due",
            "failedStep",
            "exhausted",
            "httpRequest",
            "lastStep",
            "lookupAnswer",
            "messageBodyBytes",
            "messageDone",
            "messageHeaders",
            "messageId",
            "messageKey",
            "messageSource",
            "preferenceApplied",
            "queue",
            "replayClaim",
            "respondAsync",
            "rules",
            "span",
            "traceparent",
            "tracestate");

    /** Those that Java reads. */
    static final Set<String> READ = Set.of(
            "cartId",
            "checkout",
            "checkoutId",
            "command",
            "connection",
            "deadLetter",
            "deadLetterReason",
            "delayedQueue",
            "destination",
            "due",
            "failedStep",
            "httpRequest",
            "lastStep",
            "lookupAnswer",
            "messageBodyBytes",
            "messageDone",
            "messageHeaders",
            "messageId",
            "messageKey",
            "messageSource",
            "orchestratorStatus",
            "plan",
            "preferenceApplied",
            "replayClaim",
            "sagaId",
            "span",
            "status",
            "waitsInPlace");

    private ExchangeProperties() {}
}
