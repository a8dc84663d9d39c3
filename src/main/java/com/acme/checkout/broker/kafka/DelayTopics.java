package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.InternalHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The topics whose records wait for some time before they are handed on: one topic for each length of the delay, named by
 * it. Thread-safe: immutable.
 */
final class DelayTopics {

    private static final String PREFIX = "checkout.delay.";
    private static final String UNIT = "ms";
    private static final int LONGEST_TEXT = 300;

    private final List<Duration> delays;

    /** @param delays one at least, in any order */
    DelayTopics(List<Duration> delays) {
        this.delays = delays.stream().sorted().toList();
    }

    /** The topic whose records wait for {@code delay}. */
    static String name(Duration delay) {
        return PREFIX + delay.toMillis() + UNIT;
    }

    /** How many milliseconds records of {@code topic} wait there; negative where it is no delay topic. */
    static long delayMillis(String topic) {
        if (topic.startsWith(PREFIX) && topic.endsWith(UNIT)) {
            try {
                return Long.parseLong(topic.substring(PREFIX.length(), topic.length() - UNIT.length()));
            } catch (NumberFormatException | IndexOutOfBoundsException e) {
                // Somebody else's.
            }
        }
        return -1;
    }

    /**
     * Nanoseconds until {@code record} is due by its header {@value InternalHeaders#DELAYED_UNTIL}; never more than
     * {@code longest}, never negative. What can't be read does not hold it back; whoever hands it on says so.
     */
    static long remainingNanos(ConsumerRecord<byte[], byte[]> record, long longest) {
        Header until = record.headers().lastHeader(InternalHeaders.DELAYED_UNTIL);
        if (until == null || until.value() == null || until.value().length > LONGEST_TEXT) {
            return 0;
        }
        try {
            long millis = Math.max(0, Long.parseLong(new String(until.value(), StandardCharsets.US_ASCII)));
            return Math.min(TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis - System.currentTimeMillis())), longest);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /** The longest delay of at most {@code millis}; the shortest where all are longer. */
    Duration longestWithin(long millis) {
        Duration found = delays.get(0);
        for (Duration each : delays) {
            if (each.toMillis() <= millis) {
                found = each;
            }
        }
        return found;
    }
}
