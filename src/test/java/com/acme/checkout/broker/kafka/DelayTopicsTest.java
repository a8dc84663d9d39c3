package com.acme.checkout.broker.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.acme.checkout.broker.InternalHeaders;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** The names of delay topics, and how long a record stays in one. */
class DelayTopicsTest {

    @Test
    void areKnownByTheirNames() {
        assertThat(DelayTopics.delayMillis(DelayTopics.name(Duration.ofMinutes(10))))
                .isEqualTo(600_000);
        for (String other : List.of(
                "checkout.commands",
                "checkout.delay",
                "checkout.delay.",
                "checkout.delay.ms",
                "checkout.delay.xms",
                "checkout.dead-letters")) {
            assertThat(DelayTopics.delayMillis(other)).as(other).isNegative();
        }
    }

    @Test
    void theLongestDelayThatIsNotTooLongIsChosen() {
        DelayTopics topics = new DelayTopics(List.of(Duration.ofSeconds(10), Duration.ofSeconds(1)));
        assertThat(topics.longestWithin(60_000)).isEqualTo(Duration.ofSeconds(10));
        assertThat(topics.longestWithin(10_000)).isEqualTo(Duration.ofSeconds(10));
        assertThat(topics.longestWithin(9_999)).isEqualTo(Duration.ofSeconds(1));
        assertThat(topics.longestWithin(1)).as("all are longer").isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void aRecordRemainsUntilItIsDueAndNeverLongerThanItsTopicSays() {
        long longest = Duration.ofSeconds(10).toNanos();
        assertThat(DelayTopics.remainingNanos(record(Long.toString(System.currentTimeMillis() + 5000)), longest))
                .isBetween(
                        Duration.ofSeconds(1).toNanos(), Duration.ofSeconds(5).toNanos());
        assertThat(DelayTopics.remainingNanos(record(Long.toString(Long.MAX_VALUE)), longest))
                .isEqualTo(longest);
        for (String due : new String[] {null, "", "tomorrow", "-1", "1", "9".repeat(301)}) {
            assertThat(DelayTopics.remainingNanos(record(due), longest)).as(due).isZero();
        }
    }

    private static ConsumerRecord<byte[], byte[]> record(String due) {
        ConsumerRecord<byte[], byte[]> record = new ConsumerRecord<>("checkout.delay.10000ms", 0, 0, null, new byte[0]);
        record.headers().add(InternalHeaders.DELAYED_UNTIL, due == null ? null : due.getBytes(US_ASCII));
        return record;
    }
}
