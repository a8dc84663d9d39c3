package com.acme.checkout.broker.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.acme.checkout.broker.InternalHeaders;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetCommitCallback;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each transition of the consumer, driven by Kafka's own mock of the client and a clock that the test sets. */
class ParallelConsumerTest {

    private static final TopicPartition COMMANDS = new TopicPartition("checkout.commands", 0);
    private static final TopicPartition OTHERS = new TopicPartition("checkout.commands", 1);
    private static final TopicPartition DELAY = new TopicPartition("checkout.delay.10000ms", 0);
    private static final int LIMIT = 10;

    private final Client client = new Client();
    private long now = Long.MAX_VALUE - 1000;
    private int commitFailures;
    private int givenAgain;
    private final Set<String> subscribed = new TreeSet<>();
    private final ParallelConsumer consumer = new ParallelConsumer(client, LIMIT, new ParallelConsumer.Tally() {
        @Override
        public void commitFailed() {
            commitFailures++;
        }

        @Override
        public void givenAgain() {
            givenAgain++;
        }

        @Override
        public void subscribed(Collection<String> topics) {
            subscribed.addAll(topics);
        }
    }, () -> now);
    private final Consumer<byte[], byte[]> face = consumer.face();
    private final Map<TopicPartition, Map<Long, ParallelConsumer.Claim>> claims = new HashMap<>();

    /** The mock, with a group coordinator that can refuse. */
    private static final class Client extends MockConsumer<byte[], byte[]> {

        private ConsumerRebalanceListener listener;
        private KafkaException commitFailure;
        private final Map<TopicPartition, Long> committed = new HashMap<>();
        private int commits;
        private boolean unsubscribed;
        private Error error;

        private Client() {
            super(OffsetResetStrategy.EARLIEST);
        }

        @Override
        public void subscribe(Collection<String> topics, ConsumerRebalanceListener told) {
            unsubscribed = false;
            listener = told;
            super.subscribe(topics, told);
        }

        @Override
        public synchronized Set<String> subscription() {
            return unsubscribed ? Set.of() : super.subscription();
        }

        @Override
        public synchronized ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            if (unsubscribed) {
                throw new IllegalStateException("Consumer is not subscribed to any topics or assigned any partitions");
            }
            ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
            if (error != null) {
                throw error;
            }
            return polled;
        }

        @Override
        public synchronized void close(Duration timeout) {
            // As the real one does.
            listener.onPartitionsRevoked(assignment());
            super.close(timeout);
        }

        @Override
        public synchronized void commitAsync(Map<TopicPartition, OffsetAndMetadata> offsets, OffsetCommitCallback callback) {
            commits++;
            if (commitFailure == null) {
                offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
                super.commitAsync(offsets, callback);
            } else {
                callback.onComplete(offsets, commitFailure);
            }
        }

        @Override
        public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
            commits++;
            if (commitFailure != null) {
                throw commitFailure;
            }
            offsets.forEach((partition, offset) -> committed.put(partition, offset.offset()));
            super.commitSync(offsets);
        }
    }

    @BeforeEach
    void subscribe() {
        face.subscribe(List.of(COMMANDS.topic(), DELAY.topic()), new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                // Camel does nothing.
            }

            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                // Camel does nothing.
            }
        });
        client.updateBeginningOffsets(Map.of(COMMANDS, 0L, OTHERS, 0L, DELAY, 0L));
        client.rebalance(List.of(COMMANDS, OTHERS, DELAY));
    }

    @Test
    void commitsUpToTheFirstThatIsNotSettledInWhateverOrder() {
        arrive(COMMANDS, 0, 1, 2, 3, 4);
        assertThat(take(COMMANDS)).containsExactly(0L, 1L, 2L, 3L, 4L);
        settle(COMMANDS, 4, 2, 0);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(3);
        settle(COMMANDS, 3);
        settle(COMMANDS, 3);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(5);
        int commits = client.commits;
        poll();
        assertThat(client.commits).as("nothing new, nothing to commit").isEqualTo(commits);
    }

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
        assertThat(givenAgain).isEqualTo(9);
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(3);
    }

    @Test
    void whatWasPolledAndNotClaimedComesAgain() {
        arrive(COMMANDS, 0, 1, 2, 3);
        // Camel throws at 1: the rest of its batch has no turn.
        ConsumerRecords<byte[], byte[]> polled = poll();
        claim(polled.records(COMMANDS).get(0));
        assertThat(take(COMMANDS)).as("those that had no turn").containsExactly(2L, 3L);
        settle(COMMANDS, 0, 2, 3);
        assertThat(givenAgain).as("the one that failed").isEqualTo(1);
        assertThat(poll()).isEmpty();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).containsExactly(1L);
        // Camel throws and goes on with the next.
        arrive(COMMANDS, 4, 5, 6);
        polled = poll();
        claim(polled.records(COMMANDS).get(0));
        claim(polled.records(COMMANDS).get(2));
        assertThat(take(COMMANDS)).isEmpty();
        assertThat(givenAgain).isEqualTo(2);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).containsExactly(5L);
        settle(COMMANDS, 1, 4, 5, 6);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(7);
    }

    @Test
    void whatCouldNotBeHandedOnIsGivenBackByItsClaim() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        // No thread for it; as well for one that was never claimed.
        fail(COMMANDS, 0);
        settle(COMMANDS, 1);
        arrive(COMMANDS, 2);
        consumer.claim(poll().records(COMMANDS).get(0).headers()).failed(new IllegalStateException("no thread"));
        assertThat(take(COMMANDS)).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).containsExactlyInAnyOrder(0L, 2L);
    }

    @Test
    void nothingIsLostByAnExceptionOutOfPoll() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        fail(COMMANDS, 0);
        settle(COMMANDS, 1);
        now += Duration.ofSeconds(1).toNanos();
        arrive(COMMANDS, 2);
        client.wakeup();
        assertThatThrownBy(() -> face.poll(Duration.ZERO)).isInstanceOf(WakeupException.class);
        assertThat(take(COMMANDS)).containsExactlyInAnyOrder(0L, 2L);
        assertThat(givenAgain).isEqualTo(1);
    }

    @Test
    void headersOfAPublicTopicAreData() {
        String[] odd = {"tomorrow", null, "", "32503680000000", "-1", "99999999999999999999", "\u0000\u00ff", "1e400"};
        for (int i = 0; i < odd.length; i++) {
            client.addRecord(record(COMMANDS, i, odd[i]));
            client.addRecord(record(OTHERS, i, null));
        }
        // More than are worked on at once: two polls.
        Set<Long> commands = new TreeSet<>(take(COMMANDS));
        Set<Long> others = new TreeSet<>(claims.getOrDefault(OTHERS, Map.of()).keySet());
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
    void whatIsRevokedIsCommittedAndWhatWaitsIsTheNextOwners() {
        arrive(COMMANDS, 0, 1, 2);
        take(COMMANDS);
        settle(COMMANDS, 0);
        fail(COMMANDS, 2);
        ParallelConsumer.Claim late = claims.get(COMMANDS).get(1L);
        fail(COMMANDS, 1);
        client.rebalance(List.of(OTHERS, DELAY));
        assertThat(committed(COMMANDS)).isEqualTo(1);
        now += Duration.ofMinutes(1).toNanos();
        assertThat(take(COMMANDS)).as("another's").isEmpty();
        // Assigned again, it comes from where it was committed; what the old claims say counts no more.
        client.rebalance(List.of(COMMANDS, OTHERS, DELAY));
        arrive(COMMANDS, 1, 2);
        assertThat(take(COMMANDS)).containsExactly(1L, 2L);
        late.settled();
        settle(COMMANDS, 2);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(3);
    }

    @Test
    void whatIsRevokedWhileNobodyMayCommitComesAgain() {
        arrive(COMMANDS, 0);
        take(COMMANDS);
        settle(COMMANDS, 0);
        client.commitFailure = new GroupAuthorizationException("checkout-api");
        client.rebalance(List.of(OTHERS));
        assertThat(commitFailures).isEqualTo(1);
        assertThat(committed(COMMANDS)).isZero();
    }

    @Test
    void whatIsLostIsNotCommitted() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0);
        int commits = client.commits;
        client.listener.onPartitionsLost(List.of(COMMANDS));
        fail(COMMANDS, 1);
        now += Duration.ofMinutes(1).toNanos();
        assertThat(take(COMMANDS)).isEmpty();
        assertThat(client.commits).isEqualTo(commits);
        assertThat(givenAgain).as("it is another's").isZero();
    }

    @Test
    void theLagIsAllFromTheFirstThatIsNotSettledToTheEnd() {
        assertThat(subscribed).containsExactlyInAnyOrder(COMMANDS.topic(), DELAY.topic());
        client.updateEndOffsets(Map.of(COMMANDS, 5L, OTHERS, 2L, DELAY, 7L));
        arrive(COMMANDS, 0, 1, 2);
        take(COMMANDS);
        settle(COMMANDS, 0, 2);
        poll();
        assertThat(consumer.lag(COMMANDS.topic())).as("1 and 2, which wait for 1; 3 and 4, which are not read; two of the other partition").isEqualTo(6);
        assertThat(consumer.lag(DELAY.topic())).isEqualTo(7);
        settle(COMMANDS, 1);
        poll();
        assertThat(consumer.lag(COMMANDS.topic())).isEqualTo(4);
        client.rebalance(List.of(COMMANDS));
        assertThat(consumer.lag(COMMANDS.topic())).as("a partition that another has now").isLessThan(3);
        assertThat(consumer.lag(DELAY.topic())).isZero();
    }

    @Test
    void whileNothingMayBeReadWhatWasReadGoesOn() {
        arrive(COMMANDS, 0);
        take(COMMANDS);
        fail(COMMANDS, 0);
        now += Duration.ofSeconds(1).toNanos();
        client.setPollException(new TopicAuthorizationException(Set.of("checkout.commands")));
        assertThat(take(COMMANDS)).containsExactly(0L);
        arrive(COMMANDS, 1);
        assertThat(take(COMMANDS)).containsExactly(1L);
    }

    @Test
    void thatNothingCanBeReadForAMinuteIsAStandstill() {
        client.rebalance(List.of());
        client.setPollException(new GroupAuthorizationException("checkout-api"));
        poll();
        now += Duration.ofSeconds(59).toNanos();
        assertThat(consumer.stalled()).isZero();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(consumer.stalled()).isEqualTo(1);
        poll();
        assertThat(consumer.stalled()).isZero();
    }

    @Test
    void aCommitThatIsRefusedIsCountedAndTriedAgainEverMoreSeldom() {
        arrive(COMMANDS, 0);
        take(COMMANDS);
        settle(COMMANDS, 0);
        client.commitFailure = new RebalanceInProgressException();
        poll();
        assertThat(commitFailures).as("once, while the group changes hands").isZero();
        client.commitFailure = new GroupAuthorizationException("checkout-api");
        int before = client.commits;
        for (int i = 0; i < 300; i++) {
            poll();
        }
        assertThat(client.commits - before).as("in a minute").isBetween(5, 15);
        assertThat(commitFailures).isEqualTo(client.commits - before);
        assertThat(committed(COMMANDS)).isZero();
        client.commitFailure = null;
        now += Duration.ofSeconds(10).toNanos();
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
    }

    @Test
    void abortedTransactionsAtTheEndAreCommittedPast() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0);
        // The client has read marks up to 5, and returned no record.
        client.seek(COMMANDS, 5);
        client.seek(OTHERS, 3);
        poll();
        assertThat(committed(OTHERS)).isEqualTo(3);
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(5);
    }

    @Test
    void aTopicThatIsMadeAnewStartsAnew() {
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
    void aTopicThatIsMadeAnewAndLongerByThenIsReadFromItsBeginning() {
        arrive(COMMANDS, 0, 1, 2);
        take(COMMANDS);
        settle(COMMANDS, 0, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(2);
        // Of the new one, as if it were the old one's.
        arrive(COMMANDS, 3);
        assertThat(take(COMMANDS)).containsExactly(3L);
        consumer.madeAnew("another");
        poll();
        consumer.madeAnew(COMMANDS.topic());
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
    void aTopicThatIsMadeAnewAndEmptyIsNotCommittedPast() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0, 1);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(2);
        client.seek(COMMANDS, 0);
        poll();
        assertThat(committed(COMMANDS)).isZero();
    }

    @Test
    void aPartitionThatMakesNoProgressForAMinuteIsCounted() {
        arrive(COMMANDS, 0, 1);
        client.addRecord(record(DELAY, 0, Long.toString(Long.MAX_VALUE)));
        take(COMMANDS);
        settle(COMMANDS, 1);
        for (int i = 0; i < 250; i++) {
            poll();
            assertThat(consumer.stalled()).isZero();
        }
        for (int i = 0; i < 50; i++) {
            poll();
        }
        assertThat(consumer.stalled()).as("0 is under way").isEqualTo(1);
        settle(COMMANDS, 0);
        poll();
        assertThat(consumer.stalled()).isZero();
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
            assertThat(consumer.stalled()).isZero();
        }
    }

    @Test
    void thatNobodyPollsForAMinuteIsAStandstill() {
        poll();
        now += Duration.ofMinutes(1).toNanos();
        assertThat(consumer.stalled()).isEqualTo(3);
        face.close();
        assertThat(consumer.stalled()).isZero();
        assertThat(consumer.closed()).isTrue();
    }

    @Test
    void noMoreThanTheLimitIsUnderWayAndTheRestIsNotRead() {
        arrive(COMMANDS, LongStream.range(0, LIMIT).toArray());
        assertThat(take(COMMANDS)).hasSize(LIMIT);
        arrive(OTHERS, 0, 1);
        assertThat(take(OTHERS)).isEmpty();
        assertThat(client.paused()).containsExactlyInAnyOrder(COMMANDS, OTHERS, DELAY);
        settle(COMMANDS, 3);
        assertThat(take(OTHERS)).containsExactly(0L, 1L);
        // As many that failed and wait hold up the reading as well: they are kept here.
        settle(OTHERS, 0, 1);
        fail(COMMANDS, LongStream.range(0, LIMIT).filter(offset -> offset != 3).toArray());
        arrive(OTHERS, 2);
        assertThat(take(OTHERS)).containsExactly(2L);
        fail(OTHERS, 2);
        arrive(OTHERS, 3);
        poll();
        assertThat(take(OTHERS)).isEmpty();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).hasSize(LIMIT - 1);
    }

    @Test
    void whileSuspendedNothingIsGivenOut() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        fail(COMMANDS, 1);
        face.pause(face.assignment());
        arrive(COMMANDS, 2);
        now += Duration.ofSeconds(1).toNanos();
        assertThat(take(COMMANDS)).isEmpty();
        settle(COMMANDS, 0);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        // As Camel resumes.
        face.seek(COMMANDS, 1);
        face.resume(face.assignment());
        assertThat(take(COMMANDS)).containsExactlyInAnyOrder(1L, 2L);
    }

    @Test
    void whoIsUnsubscribedAndPolledSubscribesAgain() {
        client.unsubscribed = true;
        poll();
        arrive(COMMANDS, 0);
        assertThat(take(COMMANDS)).containsExactly(0L);
    }

    @Test
    void anErrorEndsTheClientAndIsAnExceptionAndCommitsNothingFurther() {
        arrive(COMMANDS, 0, 1);
        take(COMMANDS);
        settle(COMMANDS, 0);
        poll();
        assertThat(committed(COMMANDS)).isEqualTo(1);
        settle(COMMANDS, 1);
        // Read by the client, and never registered.
        arrive(COMMANDS, 2);
        client.error = new OutOfMemoryError("of a test");
        int commits = client.commits;
        assertThatThrownBy(() -> face.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class).hasRootCauseMessage("of a test");
        assertThat(client.closed()).isTrue();
        assertThat(consumer.closed()).isTrue();
        assertThat(consumer.stalled()).isZero();
        assertThat(client.commits).isEqualTo(commits);
        // As Camel leaves one that failed, before it makes another.
        assertThatThrownBy(() -> face.poll(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        face.unsubscribe();
        face.close();
        assertThat(committed(COMMANDS)).isEqualTo(1);
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        now += Duration.ofMillis(200).toNanos();
        return face.poll(Duration.ZERO);
    }

    /** Polls at the time that it is, claims all of it as Camel does; the offsets of {@code partition}. */
    private List<Long> take(TopicPartition partition) {
        ConsumerRecords<byte[], byte[]> polled = face.poll(Duration.ZERO);
        polled.forEach(this::claim);
        return polled.records(partition).stream().map(ConsumerRecord::offset).toList();
    }

    private void claim(ConsumerRecord<byte[], byte[]> record) {
        ParallelConsumer.Claim claim = consumer.claim(record.headers());
        claim.take();
        claims.computeIfAbsent(new TopicPartition(record.topic(), record.partition()), p -> new HashMap<>()).put(record.offset(), claim);
    }

    private void settle(TopicPartition partition, long... offsets) {
        Arrays.stream(offsets).forEach(offset -> claims.get(partition).get(offset).settled());
    }

    private void fail(TopicPartition partition, long... offsets) {
        Arrays.stream(offsets).forEach(offset -> claims.get(partition).get(offset).failed(new IllegalStateException("a route failed")));
    }

    private void arrive(TopicPartition partition, long... offsets) {
        Arrays.stream(offsets).forEach(offset -> client.addRecord(record(partition, offset)));
    }

    private long committed(TopicPartition partition) {
        return client.committed.getOrDefault(partition, 0L);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset) {
        return new ConsumerRecord<>(partition.topic(), partition.partition(), offset, null, new byte[0]);
    }

    private static ConsumerRecord<byte[], byte[]> record(TopicPartition partition, long offset, String until) {
        ConsumerRecord<byte[], byte[]> record = record(partition, offset);
        for (String name : new ArrayList<>(List.of(InternalHeaders.DELAYED_UNTIL, InternalHeaders.DELAYED_DUE, InternalHeaders.DELAYED_QUEUE))) {
            record.headers().add(name, until == null ? null : until.getBytes(UTF_8));
        }
        return record;
    }
}
