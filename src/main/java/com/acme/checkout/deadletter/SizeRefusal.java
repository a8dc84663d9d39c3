package com.acme.checkout.deadletter;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells whether a broker refused a message because it is too large. Each says it in its own way: Kafka by
 * {@code RecordTooLargeException}, RabbitMQ by closing the channel ("message size … is larger than …"), AMQP 1.0 by
 * {@code amqp:link:message-size-exceeded}, NATS by "maximum payload".
 */
final class SizeRefusal {

    private static final Pattern SAYS = Pattern.compile(
            "too ?large|larger than|size.{0,20}exceed|exceed.{0,40}size|maximum payload|max_payload|message-size|frame_too_large");

    private SizeRefusal() {}

    static boolean is(Throwable failure) {
        int depth = 0;
        for (Throwable cause = failure; cause != null && depth < 20; cause = cause.getCause(), depth++) {
            String text = (cause.getClass().getSimpleName() + ' ' + cause.getMessage()).toLowerCase(Locale.ROOT);
            if (SAYS.matcher(text).find()) {
                return true;
            }
        }
        return false;
    }
}
