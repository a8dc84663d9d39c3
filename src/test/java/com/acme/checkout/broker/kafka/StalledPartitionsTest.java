package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.junit.jupiter.api.Test;

/** What counts as a standstill, and what does not. */
class StalledPartitionsTest extends MockedKafka {

    @Test
    void thatNothingCanBeReadForAMinuteIsAStandstill() {
        client.rebalance(List.of());
        client.setPollException(new GroupAuthorizationException("checkout-api"));
        poll();
        now += Duration.ofSeconds(59).toNanos();
        assertThat(consumer.stalledPartitions()).isZero();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(consumer.stalledPartitions()).isEqualTo(1);
        poll();
        assertThat(consumer.stalledPartitions()).isZero();
    }

    @Test
    void aPartitionThatMakesNoProgressForAMinuteIsCounted() {
        arrive(COMMANDS, 0, 1);
        client.addRecord(record(DELAY, 0, Long.toString(Long.MAX_VALUE)));
        take(COMMANDS);
        settle(COMMANDS, 1);
        for (int i = 0; i < 250; i++) {
            poll();
            assertThat(consumer.stalledPartitions()).isZero();
        }
        for (int i = 0; i < 50; i++) {
            poll();
        }
        assertThat(consumer.stalledPartitions()).as("0 is under way").isEqualTo(1);
        settle(COMMANDS, 0);
        poll();
        assertThat(consumer.stalledPartitions()).isZero();
    }

    @Test
    void whatIsHeldBackOnADelayTopicIsNoStandstill() {
        TopicPartition hour = new TopicPartition("checkout.delay.3600000ms", 0);
        client.updateBeginningOffsets(Map.of(hour, 0L));
        client.rebalance(List.of(hour));
        client.addRecord(record(hour, 0, Long.toString(Long.MAX_VALUE)));
        client.addRecord(record(hour, 1, Long.toString(Long.MAX_VALUE)));
        for (int i = 0; i < 400; i++) {
            poll();
            assertThat(consumer.stalledPartitions()).isZero();
        }
    }

    @Test
    void thatNobodyPollsForAMinuteIsAStandstill() {
        poll();
        now += Duration.ofMinutes(1).toNanos();
        assertThat(consumer.stalledPartitions()).isEqualTo(3);
        camel.close();
        assertThat(consumer.stalledPartitions()).isZero();
        assertThat(consumer.isClosed()).isTrue();
    }
}
