package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** A topic that was deleted and made again is read from its beginning, and not committed past. */
class RecreatedTopicsTest extends MockedKafka {

    @Test
    void aRecreatedTopicStartsAgain() {
        arrive(COMMANDS, LongStream.range(0, 10).toArray());
        take(COMMANDS);
        settle(COMMANDS, LongStream.range(0, 9).toArray());
        fail(COMMANDS, 9);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(9);
        client.seek(COMMANDS, 0);
        arrive(COMMANDS, 0, 1, 2);
        assertThat(take(COMMANDS)).containsExactly(0L, 1L, 2L);
        settle(COMMANDS, 1, 2);
        poll();
        assertThat(committed(COMMANDS)).isZero();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).as("what is left of the old one").containsExactly(9L);
        settle(COMMANDS, 9);
        poll();
        assertThat(committed(COMMANDS)).isZero();
        client.seek(COMMANDS, 3);
        arrive(COMMANDS, 3, 4);
        take(COMMANDS);
        settle(COMMANDS, 3, 4);
        poll();
        assertThat(committed(COMMANDS)).as("the new 0 is not settled").isZero();
    }

    @Test
    void aRecreatedTopicThatIsLongerByThenIsReadFromItsBeginning() {
        arrive(COMMANDS, 0, 1, 2);
        take(COMMANDS);
        settle(COMMANDS, 0, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(2);
        // Of the new one, as if it were the old one's.
        arrive(COMMANDS, 3);
        assertThat(take(COMMANDS)).containsExactly(3L);
        consumer.topicRecreated("another");
        poll();
        consumer.topicRecreated(COMMANDS.topic());
        poll();
        assertThat(client.position(COMMANDS)).isZero();
        arrive(COMMANDS, 0, 1, 2, 3);
        assertThat(take(COMMANDS)).containsExactly(0L, 1L, 2L, 3L);
        settle(COMMANDS, 0);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        poll();
        assertThat(client.position(COMMANDS)).as("once").isEqualTo(4);
    }

    @Test
    void aRecreatedTopicThatIsEmptyIsNotCommittedPast() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(2);
        client.seek(COMMANDS, 0);
        poll();
        assertThat(committed(COMMANDS)).isZero();
    }
}
