package com.acme.checkout.broker.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.junit.jupiter.api.Test;

/** What is given out, held back, and given out again. */
class RecordDispatcherTest extends MockedKafka {

    @Test
    void whatFailsComesAgainAloneAfterOneSecondGrowingToAMinute() {
        arrive(COMMANDS, 0, 1, 2);
        take(COMMANDS);
        settle(COMMANDS, 0, 2);
        for (int pause : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
            fail(COMMANDS, 1);
            fail(COMMANDS, 1);
            now += Duration.ofSeconds(pause).toNanos() - 1;
            assertThat(take(COMMANDS)).as("before %s s are over", pause).isEmpty();
            now += 1;
            assertThat(take(COMMANDS)).as("after %s s", pause).containsExactly(1L);
        }
        assertThat(redeliveries).isEqualTo(9);
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(3);
    }

    @Test
    void whatWasPolledAndNotTakenComesAgain() {
        arrive(COMMANDS, 0, 1, 2, 3);
        // Camel throws at 1: the rest of its batch has no turn.
        ConsumerRecords<byte[], byte[]> polled = poll();
        take(polled.records(COMMANDS).get(0));
        assertThat(take(COMMANDS)).as("those that had no turn").containsExactly(2L, 3L);
        settle(COMMANDS, 0, 2, 3);
        assertThat(redeliveries).as("the one that failed").isEqualTo(1);
        assertThat(poll()).isEmpty();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).containsExactly(1L);
        // Camel throws and goes on with the next.
        arrive(COMMANDS, 4, 5, 6);
        polled = poll();
        take(polled.records(COMMANDS).get(0));
        take(polled.records(COMMANDS).get(2));
        assertThat(take(COMMANDS)).isEmpty();
        assertThat(redeliveries).isEqualTo(2);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).containsExactly(5L);
        settle(COMMANDS, 1, 4, 5, 6);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(7);
    }

    @Test
    void whatCouldNotBeHandedOnComesAgain() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        // No thread for it; as well for one that was never taken.
        fail(COMMANDS, 0);
        settle(COMMANDS, 1);
        arrive(COMMANDS, 2);
        consumer.polledRecord(poll().records(COMMANDS).get(0).headers()).fail(new IllegalStateException("no thread"));
        assertThat(take(COMMANDS)).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).containsExactlyInAnyOrder(0L, 2L);
    }

    @Test
    void headersOfAPublicTopicAreData() {
        String[] odd = {"tomorrow", null, "", "32503680000000", "-1", "99999999999999999999", "\u0000\u00ff", "1e400"};
        for (int i = 0; i < odd.length; i++) {
            client.addRecord(record(COMMANDS, i, odd[i]));
            client.addRecord(record(OTHER_COMMANDS, i, null));
        }
        // More than are worked on at once: two polls.
        Set<Long> commands = new TreeSet<>(take(COMMANDS));
        Set<Long> others =
                new TreeSet<>(tracked.getOrDefault(OTHER_COMMANDS, Map.of()).keySet());
        assertThat(commands).hasSize(odd.length);
        assertThat(others).hasSize(odd.length);
    }

    @Test
    void aDelayTopicHoldsBackForItsOwnDelayAtMostAndTheOthersGoOn() {
        long inFive = System.currentTimeMillis() + 5000;
        client.addRecord(record(DELAY, 0, "tomorrow"));
        client.addRecord(record(DELAY, 1, null));
        client.addRecord(record(DELAY, 2, Long.toString(Long.MIN_VALUE)));
        client.addRecord(record(DELAY, 3, Long.toString(inFive)));
        client.addRecord(record(DELAY, 4, Long.toString(Long.MAX_VALUE)));
        assertThat(take(DELAY)).as("whoever hands them on says what is wrong").containsExactly(0L, 1L, 2L);
        assertThat(take(DELAY)).isEmpty();
        assertThat(client.paused()).containsExactly(DELAY);
        arrive(COMMANDS, 0);
        assertThat(take(COMMANDS)).containsExactly(0L);
        now += Duration.ofMillis(5000).toNanos();
        assertThat(take(DELAY)).containsExactly(3L);
        now += Duration.ofMillis(5000).toNanos();
        assertThat(take(DELAY)).containsExactly(4L);
        settle(DELAY, 0, 1, 2, 3, 4);
        poll();
        assertThat(client.paused()).isEmpty();
        assertThat(committed(DELAY)).isEqualTo(5);
    }

    @Test
    void noMoreThanTheLimitIsUnderWayAndTheRestIsNotRead() {
        arrive(COMMANDS, LongStream.range(0, LIMIT).toArray());
        assertThat(take(COMMANDS)).hasSize(LIMIT);
        arrive(OTHER_COMMANDS, 0, 1);
        assertThat(take(OTHER_COMMANDS)).isEmpty();
        assertThat(client.paused()).containsExactlyInAnyOrder(COMMANDS, OTHER_COMMANDS, DELAY);
        settle(COMMANDS, 3);
        assertThat(take(OTHER_COMMANDS)).containsExactly(0L, 1L);
        // As many that failed and wait hold up the reading as well: they are kept here.
        settle(OTHER_COMMANDS, 0, 1);
        fail(COMMANDS, LongStream.range(0, LIMIT).filter(offset -> offset != 3).toArray());
        arrive(OTHER_COMMANDS, 2);
        assertThat(take(OTHER_COMMANDS)).containsExactly(2L);
        fail(OTHER_COMMANDS, 2);
        arrive(OTHER_COMMANDS, 3);
        poll();
        assertThat(take(OTHER_COMMANDS)).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).hasSize(LIMIT - 1);
    }
}
