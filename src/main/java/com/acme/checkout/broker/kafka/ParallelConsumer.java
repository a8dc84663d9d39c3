package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.InternalHeaders;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer whose records are worked on side by side and settled in any order. It commits a partition's offset only up to
 * its first record that is not settled ({@link OffsetCommitter}), so that whatever is killed, nothing is skipped; what was
 * settled beyond that is given out again. At most a given number of records is worked on; the rest stays on the broker.
 *
 * <p>Every record that the client fetched is registered before anything else is done with it, and stays so until it is
 * settled ({@link TrackedRecord}): whatever fails on its way, it alone is given out again, after 1 s, 2 s and so on up to
 * 1 min ({@link RecordDispatcher}). A record of a delay topic is held back for as long as its header
 * {@value InternalHeaders#DELAYED_UNTIL} says, at most the topic's own delay, its partition paused, and the poll goes on.
 *
 * <p>{@link #polledRecord}, {@link #stalledPartitions}, {@link #lag}, {@link #topicRecreated} and {@link #isClosed} may be
 * called by any thread; all else belongs to the polling thread, as with any Kafka consumer, so that there is no lock. Times are
 * nanoseconds of a clock that nobody sets.
 */
class ParallelConsumer {

    /** Client property: how many records may be worked on at once. */
    static final String IN_FLIGHT = "checkout.in.flight";

    private static final Logger LOG = LoggerFactory.getLogger(ParallelConsumer.class);
    private static final long CHECK_INTERVAL = TimeUnit.MILLISECONDS.toNanos(200);
    private static final Duration TIMEOUT_WHILE_FULL = Duration.ofMillis(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Consumer<byte[], byte[]> client;
    private final LongSupplier nanos;
    private final Subscription subscription;
    private final AssignedPartitions partitions;
    private final RecreatedTopics recreatedTopics;
    private final RecordFetcher fetcher;
    private final RecordDispatcher dispatcher;
    private final PartitionPauser pauser;
    private final OffsetCommitter committer;
    private final ConsumerLag lag;
    private final StalledPartitions stalled;
    private final ConsumerMetrics metrics;

    private volatile Thread poller;
    private boolean suspended;
    private long nextCheck;
    /** What ended this consumer, for good; null while it lives. */
    private Error fatal;

    ParallelConsumer(Consumer<byte[], byte[]> client, int limit, ConsumerMetrics metrics) {
        this(client, limit, metrics, System::nanoTime);
    }

    ParallelConsumer(Consumer<byte[], byte[]> client, int limit, ConsumerMetrics metrics, LongSupplier nanos) {
        this.client = client;
        this.metrics = metrics;
        this.nanos = nanos;
        subscription = new Subscription(client);
        partitions = new AssignedPartitions(client, nanos);
        recreatedTopics = new RecreatedTopics(client, subscription, partitions);
        fetcher = new RecordFetcher(client, subscription, nanos);
        dispatcher = new RecordDispatcher(partitions, limit, metrics, nanos);
        pauser = new PartitionPauser(client, partitions, dispatcher);
        committer = new OffsetCommitter(client, subscription, partitions, metrics, nanos);
        lag = new ConsumerLag(client, partitions);
        stalled = new StalledPartitions(subscription, partitions, fetcher, nanos);
        nextCheck = nanos.getAsLong();
    }

    /** The consumer that Camel polls. */
    Consumer<byte[], byte[]> asConsumer() {
        return ConsumerProxy.of(this, client);
    }

    /** The record with these very headers, where the calling thread has just polled it here; otherwise null. */
    TrackedRecord polledRecord(Headers headers) {
        return poller == Thread.currentThread() ? dispatcher.find(headers) : null;
    }

    /** How many of its partitions make no progress: see {@link StalledPartitions#count}. */
    int stalledPartitions() {
        return stalled.count();
    }

    /** How many records of {@code topic} it has still to settle, at most 200 ms ago while it is polled: see {@link ConsumerLag#of}. */
    long lag(String topic) {
        return lag.of(topic);
    }

    /** This topic was deleted and made again: see {@link RecreatedTopics}. */
    void topicRecreated(String topic) {
        recreatedTopics.report(topic);
    }

    void subscribe(Collection<String> topics, ConsumerRebalanceListener camel) {
        subscription.subscribe(
                topics, new RebalanceListener(camel, partitions, dispatcher, committer, () -> fatal != null));
        metrics.subscribed(subscription.topics());
    }

    /** Gives nothing out until {@link #resume}. */
    void suspend() {
        suspended = true;
    }

    void resume() {
        suspended = false;
    }

    /**
     * What is to be worked on now. What nobody has taken of the last poll's records is given out again.
     *
     * @throws WakeupException as the client does; nothing is lost by it, nor by any other
     * @throws IllegalStateException an error (out of memory, say) has ended this consumer: Camel is to make another
     */
    ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        if (fatal == null) {
            try {
                return pollOnce(timeout);
            } catch (Error e) {
                giveUp(e);
            }
        }
        throw new IllegalStateException("an error has ended the client", fatal);
    }

    private ConsumerRecords<byte[], byte[]> pollOnce(Duration timeout) {
        poller = Thread.currentThread();
        dispatcher.takeBack(true);
        recreatedTopics.seekToBeginning();
        checkProgressAndCommit();
        boolean full = dispatcher.isFull();
        pauser.update(suspended || full);
        dispatcher.register(fetcher.fetch(fetchTimeout(timeout, full)));
        return suspended ? ConsumerRecords.empty() : dispatcher.giveOut();
    }

    /** No longer than until the next record is due. */
    private Duration fetchTimeout(Duration timeout, boolean full) {
        long untilDue = dispatcher.untilDue();
        Duration longest = dispatcher.hasReady() && !suspended ? Duration.ZERO : full ? TIMEOUT_WHILE_FULL : timeout;
        return !suspended && untilDue < longest.toNanos() ? Duration.ofNanos(untilDue) : longest;
    }

    /** Every 200 ms: looks how far each partition is, and commits what is settled. */
    private void checkProgressAndCommit() {
        long now = nanos.getAsLong();
        if (now - nextCheck < 0) {
            return;
        }
        nextCheck = now + CHECK_INTERVAL;
        for (PartitionProgress progress : partitions.all()) {
            PartitionProgress current = partitions.moveToPosition(progress);
            stalled.watch(current, lag.measure(current), suspended, now);
        }
        committer.commitAsync(now);
    }

    /**
     * Nobody knows what the client had read and was not registered yet: committed further, that would be skipped. The next
     * client begins at what is committed. As an error it would end Camel's thread, and nobody would read any more.
     */
    private void giveUp(Error error) {
        fatal = error;
        subscription.close();
        try {
            LOG.error(
                    "{} is read by a new client, since an error has ended this one; what is not committed comes again",
                    subscription.topics(),
                    error);
            client.close(CLOSE_TIMEOUT);
        } catch (Throwable e) {
            error.addSuppressed(e);
        } finally {
            dispatcher.forget(partitions.partitions());
        }
    }

    /** The client has been closed: all of its partitions are another consumer's. */
    void closed() {
        subscription.close();
        dispatcher.forget(partitions.partitions());
    }

    /** Whether it is closed, by Camel or by an error. */
    boolean isClosed() {
        return subscription.isClosed();
    }
}
