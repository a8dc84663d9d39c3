package com.acme.checkout.broker.kafka;

import com.acme.checkout.broker.InternalHeaders;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A consumer whose records are worked on side by side and settled in any order. It commits a partition's offset only up
 * to its first record that is not settled, so that whatever is killed, nothing is skipped; what was settled beyond that
 * is given out again. At most a given number of records is under way; the rest stays on the broker.
 *
 * <p>Every record that the client fetched is registered before anything else is done with it, and stays so until it is
 * settled: whatever fails on its way, it alone is given out again, after 1 s, 2 s and so on up to 1 min. A record of a
 * delay topic is held back for as long as its header {@value InternalHeaders#DELAYED_UNTIL} says, at most the topic's own
 * delay, its partition paused, and the poll goes on.
 *
 * <p>All but {@link #claim}, {@link #stalled}, {@link #lag} and {@link Claim}'s methods belongs to the polling thread, as with any
 * consumer. Times are nanoseconds of a clock that nobody sets.
 */
class ParallelConsumer {

    /** Client property: how many records may be under way. */
    static final String IN_FLIGHT = "checkout.in.flight";

    private static final Logger LOG = LoggerFactory.getLogger(ParallelConsumer.class);
    private static final long TICK = TimeUnit.MILLISECONDS.toNanos(200);
    private static final long COMMIT_AT_LEAST = TimeUnit.SECONDS.toNanos(10);
    private static final long COMMIT_ANSWERED = TimeUnit.SECONDS.toNanos(30);
    private static final long AGAIN = TimeUnit.SECONDS.toNanos(1);
    private static final int AGAIN_DOUBLED = 6;
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long REVOKE = TimeUnit.SECONDS.toNanos(3);
    private static final Duration FULL = Duration.ofMillis(5);
    private static final Duration COMMIT_TIMEOUT = Duration.ofSeconds(5);
    private static final int LONGEST_TEXT = 300;

    /** Told of what went wrong and was made good again. */
    interface Tally {

        /** Offsets could not be committed: for good, or once more. */
        void commitFailed();

        /** A record failed and will be given out again. */
        void givenAgain();

        /** This consumer reads these topics from now on, and knows its {@link #lag} on each. */
        void subscribed(Collection<String> topics);
    }

    private final Consumer<byte[], byte[]> client;
    private final int limit;
    private final Tally tally;
    private final LongSupplier nanos;

    private final AtomicInteger inFlight = new AtomicInteger();
    private final Map<TopicPartition, Progress> assigned = new ConcurrentHashMap<>();
    /** Topics of which other threads know that they are others now. */
    private final Set<String> others = ConcurrentHashMap.newKeySet();
    /** Failed; from other threads. */
    private final Queue<Claim> again = new ConcurrentLinkedQueue<>();
    /** Fetched, and neither given out nor held back yet. */
    private final ArrayDeque<Claim> ready = new ArrayDeque<>();
    /** Held back, or failed, until they are due. */
    private final PriorityQueue<Claim> waiting = new PriorityQueue<>((a, b) -> Long.signum(a.due - b.due));
    private int held;
    /** What the latest poll gave out, in the order in which it is handed on, and the claim on each by the record's headers. */
    private Map<TopicPartition, List<ConsumerRecord<byte[], byte[]>>> out = Map.of();
    private final Map<Headers, Claim> given = new IdentityHashMap<>();
    private boolean returned;

    private volatile Collection<String> topics = List.of();
    private ConsumerRebalanceListener listener;
    private boolean suspended;
    private boolean paused;
    private volatile Thread poller;
    private volatile boolean closed;
    /** What the poll ended with, for good. */
    private Error broken;

    private long nextTick;
    private boolean committing;
    private long committingSince;
    private long nextCommit;
    private int commitsFailed;
    private final Told commitTold = new Told();
    private final Told pollTold = new Told();
    private volatile boolean pollFails;
    private volatile long pollFailsSince;

    ParallelConsumer(Consumer<byte[], byte[]> client, int limit, Tally tally) {
        this(client, limit, tally, System::nanoTime);
    }

    ParallelConsumer(Consumer<byte[], byte[]> client, int limit, Tally tally, LongSupplier nanos) {
        this.client = client;
        this.limit = limit;
        this.tally = tally;
        this.nanos = nanos;
        nextTick = nanos.getAsLong();
        nextCommit = nextTick;
    }

    /** A trouble that lasts: said at once, then every minute, and when it is over. */
    private static final class Told {

        private boolean any;
        private long at;

        boolean due(long now) {
            if (any && now - at < MINUTE) {
                return false;
            }
            any = true;
            at = now;
            return true;
        }

        boolean over() {
            boolean was = any;
            any = false;
            return was;
        }
    }

    /** What of one partition is under way, from its assignment to this consumer until it is revoked. */
    private static final class Progress {

        private final TopicPartition partition;
        private final ConcurrentSkipListMap<Long, Claim> unsettled = new ConcurrentSkipListMap<>();
        private final AtomicInteger inFlight = new AtomicInteger();
        /** Nanoseconds that a record of this topic is held back at most; negative where it is none of delays. */
        private final long delay;
        /** The first offset that was not fetched; negative where it is not known yet. */
        private long next = -1;
        private long committed = -1;
        private int held;
        private long seen = -1;
        private boolean told;
        /** When it went on, or had nothing to go on with. */
        private volatile long movedAt;
        /** Records from the first that is not settled to the partition's end. */
        private volatile long lag;
        private volatile boolean gone;

        Progress(TopicPartition partition, long now) {
            this.partition = partition;
            long millis = KafkaMessageMapper.delayOf(partition.topic());
            delay = millis < 0 ? millis : TimeUnit.MILLISECONDS.toNanos(millis);
            movedAt = now;
        }

        long settledUpTo() {
            Long first = unsettled.ceilingKey(Long.MIN_VALUE);
            return first == null ? next : Math.min(first, next);
        }

        @Override
        public String toString() {
            return partition.topic() + " partition " + partition.partition();
        }
    }

    private enum Stage { WAITING, GIVEN, TAKEN, SETTLED }

    /** One record, from when it was fetched until it is settled. */
    final class Claim {

        private final Progress progress;
        private final ConsumerRecord<byte[], byte[]> record;
        private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
        private long due;
        private boolean held;
        private int failures;

        private Claim(Progress progress, ConsumerRecord<byte[], byte[]> record) {
            this.progress = progress;
            this.record = record;
        }

        /** From now on somebody works on it, and will call one of the others, once. */
        void take() {
            stage.compareAndSet(Stage.GIVEN, Stage.TAKEN);
        }

        /** It need not be given out again. */
        void settled() {
            if (stage.compareAndSet(Stage.TAKEN, Stage.SETTLED)) {
                progress.unsettled.remove(record.offset());
                done();
            }
        }

        /** It is given out again, later each time; {@code cause} goes to the log. */
        void failed(Throwable cause) {
            if (leave()) {
                long pause = AGAIN << Math.min(failures++, AGAIN_DOUBLED);
                pause = Math.min(pause, MINUTE);
                due = nanos.getAsLong() + pause;
                if (!progress.gone) {
                    tally.givenAgain();
                    LOG.warn("{} offset {} failed, attempt {}: {}. It is given out again in {} s.", progress, record.offset(), failures,
                            said(cause), TimeUnit.NANOSECONDS.toSeconds(pause));
                    again.add(this);
                }
            }
        }

        /** It comes again, and nothing is wrong with it: the service stops. */
        void returned() {
            if (leave()) {
                due = nanos.getAsLong() + AGAIN;
                again.add(this);
            }
        }

        private boolean leave() {
            if (stage.compareAndSet(Stage.TAKEN, Stage.WAITING) || stage.compareAndSet(Stage.GIVEN, Stage.WAITING)) {
                done();
                return true;
            }
            return false;
        }

        private void done() {
            progress.inFlight.decrementAndGet();
            inFlight.decrementAndGet();
        }
    }

    /** Class and message of the root cause, in one line that is not too long. */
    private static String said(Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String line = String.valueOf(root).replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    }

    /** The consumer that Camel polls: this one's methods where it has them, otherwise the client's. */
    @SuppressWarnings("unchecked")
    Consumer<byte[], byte[]> face() {
        return (Consumer<byte[], byte[]>) Proxy.newProxyInstance(Consumer.class.getClassLoader(), new Class<?>[] {Consumer.class},
                (proxy, method, arguments) -> call(method, arguments));
    }

    @SuppressWarnings("unchecked")
    private Object call(Method method, Object[] arguments) throws Throwable {
        switch (method.getName()) {
            case "poll" -> {
                return poll(arguments[0] instanceof Duration timeout ? timeout : Duration.ofMillis((Long) arguments[0]));
            }
            case "subscribe" -> {
                if (arguments.length == 2 && arguments[0] instanceof Collection<?> names) {
                    subscribe((Collection<String>) names, (ConsumerRebalanceListener) arguments[1]);
                    return null;
                }
                throw new UnsupportedOperationException("subscribe by names, with a listener");
            }
            // Camel suspends a route by these.
            case "pause", "resume" -> suspended = method.getName().equals("pause");
            case "seek" -> {
                // Camel resumes from what is committed, to see again what it had not done: all that is remembered here.
                return null;
            }
            case "unsubscribe" -> {
                if (closed) {
                    return null;
                }
            }
            case "close" -> {
                close(method, arguments);
                return null;
            }
            default -> {
                // The client's alone.
            }
        }
        return invoke(method, arguments);
    }

    private Object invoke(Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(client, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** The claim on the record with these very headers, where the calling thread has just polled it here; otherwise null. */
    Claim claim(Headers headers) {
        return poller == Thread.currentThread() ? given.get(headers) : null;
    }

    /**
     * How many of its partitions have had something to do for a minute and made no progress; one at least where for so long
     * nothing could be read. Also where nobody polls any more.
     */
    int stalled() {
        if (closed) {
            return 0;
        }
        long now = nanos.getAsLong();
        int count = 0;
        for (Progress progress : assigned.values()) {
            if (now - progress.movedAt >= MINUTE) {
                count++;
            }
        }
        return count == 0 && pollFails && now - pollFailsSince >= MINUTE ? 1 : count;
    }

    /**
     * What is to be worked on now. What of the last poll's records nobody has claimed since is given out again.
     *
     * @throws WakeupException as the client does; nothing is lost by it, nor by any other
     * @throws IllegalStateException an error (out of memory, say) has ended this consumer: Camel is to make another
     */
    ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        if (broken == null) {
            try {
                return next(timeout);
            } catch (Error e) {
                giveUp(e);
            }
        }
        throw new IllegalStateException("an error has ended the client", broken);
    }

    /**
     * Nobody knows what the client had read and was not registered yet: committed further, that would be skipped. The next
     * client begins at what is committed. As an error it would end Camel's thread, and nobody would read any more.
     */
    private void giveUp(Error error) {
        broken = error;
        closed = true;
        try {
            LOG.error("{} is read by a new client, since an error has ended this one; what is not committed comes again", topics, error);
            client.close(Duration.ofSeconds(1));
        } catch (Throwable e) {
            error.addSuppressed(e);
        } finally {
            forget(List.copyOf(assigned.keySet()));
        }
    }

    private ConsumerRecords<byte[], byte[]> next(Duration timeout) {
        poller = Thread.currentThread();
        takeBack(returned);
        readAnew();
        tick();
        boolean full = inFlight.get() >= limit || waiting.size() - held >= limit;
        pauseWhatMustWait(full);
        long untilDue = untilDue();
        Duration most = !ready.isEmpty() && !suspended ? Duration.ZERO : full ? FULL : timeout;
        register(fetch(untilDue < most.toNanos() ? Duration.ofNanos(untilDue) : most));
        out = new LinkedHashMap<>();
        if (!suspended) {
            giveDue();
            giveReady();
        }
        returned = true;
        return out.isEmpty() ? ConsumerRecords.empty() : new ConsumerRecords<>(out);
    }

    /**
     * Camel hands records on one by one. The first that nobody has claimed is the one that failed on the way; those behind
     * it, up to the next that was claimed, have only not had their turn.
     */
    private void takeBack(boolean blame) {
        for (List<ConsumerRecord<byte[], byte[]>> records : out.values()) {
            boolean blamed = !blame;
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Claim claim = given.get(record.headers());
                if (claim.stage.get() != Stage.GIVEN) {
                    blamed = !blame;
                } else if (!blamed) {
                    claim.failed(new IllegalStateException("Camel did not hand it on to its route"));
                    blamed = true;
                } else if (claim.leave()) {
                    ready.add(claim);
                }
            }
        }
        out = Map.of();
        given.clear();
        returned = false;
    }

    private ConsumerRecords<byte[], byte[]> fetch(Duration timeout) {
        try {
            ConsumerRecords<byte[], byte[]> fetched = client.poll(timeout);
            pollFails = false;
            if (pollTold.over()) {
                LOG.info("{} can be read again", topics);
            }
            return fetched;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            // Not allowed, for one. Out of here, Camel would log it and poll again, as fast as it can.
            long now = nanos.getAsLong();
            if (!pollFails) {
                pollFailsSince = now;
                pollFails = true;
            }
            if (pollTold.due(now)) {
                LOG.warn("{} can't be read: {}. What was read goes on; the rest is tried again all the time.", topics, said(e));
            }
            LockSupport.parkNanos(timeout.toNanos());
        } catch (IllegalStateException e) {
            if (closed || listener == null || !client.subscription().isEmpty()) {
                throw e;
            }
            // Camel unsubscribes when it is interrupted, and polls on.
            client.subscribe(topics, listener);
        }
        return ConsumerRecords.empty();
    }

    /** Nothing in here may throw: what is registered is safe. */
    private void register(ConsumerRecords<byte[], byte[]> fetched) {
        for (TopicPartition partition : fetched.partitions()) {
            Progress progress = assigned.computeIfAbsent(partition, this::begin);
            for (ConsumerRecord<byte[], byte[]> record : fetched.records(partition)) {
                if (record.offset() < progress.next) {
                    progress = anew(progress, record.offset());
                }
                Claim claim = new Claim(progress, record);
                progress.unsettled.put(record.offset(), claim);
                progress.next = record.offset() + 1;
                ready.add(claim);
            }
        }
    }

    private Progress begin(TopicPartition partition) {
        return new Progress(partition, nanos.getAsLong());
    }

    /**
     * This topic was deleted and made again. Where the new one is as long as the old one was by the time that it is read, no
     * offset tells; what was read of it meanwhile comes again. From any thread.
     */
    void madeAnew(String topic) {
        if (topics.contains(topic)) {
            others.add(topic);
        }
    }

    private void readAnew() {
        for (String topic : others) {
            try {
                for (Progress progress : List.copyOf(assigned.values())) {
                    if (progress.partition.topic().equals(topic)) {
                        client.seekToBeginning(List.of(progress.partition));
                        LOG.warn("{} is read from its beginning, having been at {}: its topic was deleted and made again", progress, progress.next);
                        assigned.put(progress.partition, begin(progress.partition));
                    }
                }
                others.remove(topic);
            } catch (WakeupException | InterruptException e) {
                throw e;
            } catch (KafkaException | IllegalStateException e) {
                LOG.debug("{} can't be read from its beginning yet", topic, e);
            }
        }
    }

    /** Offsets that were seen come again: they are other records'. What is left of the old ones is still worked on. */
    private Progress anew(Progress old, long offset) {
        LOG.warn("{} starts anew at offset {}, having been at {}: its topic was deleted and made again, or the broker lost some of it",
                old, offset, old.next);
        Progress progress = begin(old.partition);
        assigned.put(old.partition, progress);
        return progress;
    }

    private void giveReady() {
        long now = nanos.getAsLong();
        for (Claim claim = ready.poll(); claim != null; claim = ready.poll()) {
            Progress progress = claim.progress;
            if (progress.gone) {
                continue;
            }
            long hold = progress.delay < 0 || claim.failures > 0 || claim.held ? 0 : hold(claim.record, progress.delay);
            if (hold > 0) {
                claim.due = now + hold;
                claim.held = true;
                progress.held++;
                held++;
                waiting.add(claim);
            } else {
                give(claim);
            }
        }
    }

    private void giveDue() {
        takeFailed();
        long now = nanos.getAsLong();
        for (Claim claim = waiting.peek(); claim != null && claim.due - now <= 0 && inFlight.get() < limit; claim = waiting.peek()) {
            waiting.poll();
            release(claim);
            if (!claim.progress.gone) {
                give(claim);
            }
        }
    }

    private void give(Claim claim) {
        claim.stage.set(Stage.GIVEN);
        inFlight.incrementAndGet();
        claim.progress.inFlight.incrementAndGet();
        given.put(claim.record.headers(), claim);
        out.computeIfAbsent(claim.progress.partition, p -> new ArrayList<>()).add(claim.record);
    }

    /** It no longer waits; it was held back only where it had not failed. */
    private void release(Claim claim) {
        if (claim.held && claim.failures == 0) {
            claim.progress.held--;
            held--;
        }
    }

    private void takeFailed() {
        for (Claim failed = again.poll(); failed != null; failed = again.poll()) {
            // Never 0, for it has been held back for as long as it had to be.
            failed.failures = Math.max(1, failed.failures);
            waiting.add(failed);
        }
    }

    private long untilDue() {
        takeFailed();
        Claim first = waiting.peek();
        return first == null || suspended || inFlight.get() >= limit ? Long.MAX_VALUE : Math.max(0, first.due - nanos.getAsLong());
    }

    /** Nanoseconds until the record is due. What can't be read does not hold it back; whoever hands it on says so. */
    private static long hold(ConsumerRecord<byte[], byte[]> record, long atMost) {
        Header until = record.headers().lastHeader(InternalHeaders.DELAYED_UNTIL);
        if (until == null || until.value() == null || until.value().length > LONGEST_TEXT) {
            return 0;
        }
        try {
            long millis = Math.max(0, Long.parseLong(new String(until.value(), StandardCharsets.US_ASCII)));
            return Math.min(TimeUnit.MILLISECONDS.toNanos(Math.max(0, millis - System.currentTimeMillis())), atMost);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void pauseWhatMustWait(boolean full) {
        if (!suspended && !full && held == 0) {
            if (paused) {
                client.resume(client.paused());
                paused = false;
            }
            return;
        }
        Set<TopicPartition> pause = new HashSet<>(client.assignment());
        if (!suspended && !full) {
            pause.removeIf(partition -> {
                Progress progress = assigned.get(partition);
                return progress == null || progress.held == 0;
            });
        }
        Set<TopicPartition> resume = new HashSet<>(client.paused());
        resume.removeAll(pause);
        client.resume(resume);
        client.pause(pause);
        paused = true;
    }

    /** Now and then: looks how far each partition is, and commits what is settled. */
    private void tick() {
        long now = nanos.getAsLong();
        if (now - nextTick < 0) {
            return;
        }
        nextTick = now + TICK;
        for (Progress progress : assigned.values()) {
            watch(moveOn(progress), now);
        }
        commit(now);
    }

    /** Beyond the records there may be marks of transactions: where nothing else is left, the position is the end. */
    private Progress moveOn(Progress progress) {
        try {
            long position = client.position(progress.partition, Duration.ZERO);
            if (position < progress.next) {
                progress = anew(progress, position);
            }
            progress.next = position;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            LOG.debug("{} has no position now", progress, e);
        }
        return progress;
    }

    private void watch(Progress progress, long now) {
        long upTo = progress.settledUpTo();
        Map.Entry<Long, Claim> first = progress.unsettled.firstEntry();
        long unread = unread(progress);
        progress.lag = progress.next - upTo + unread;
        // One that is held back for the first time is where it should be.
        boolean moves = suspended || upTo != progress.seen
                || (first == null ? unread == 0 : first.getValue().held && first.getValue().failures == 0 && first.getValue().due - now > 0);
        if (moves) {
            progress.seen = upTo;
            progress.movedAt = now;
            progress.told = false;
        } else if (!progress.told && now - progress.movedAt >= MINUTE) {
            progress.told = true;
            LOG.warn("{} has made no progress for a minute: offset {} {}", progress, upTo,
                    first == null ? "is not read" : first.getValue().stage.get() == Stage.TAKEN ? "is under way" : "waits to be given out again");
        }
    }

    /** Records that the client has not fetched yet; 0 where it does not know. */
    private long unread(Progress progress) {
        try {
            return client.currentLag(progress.partition).orElse(0);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException | IllegalStateException e) {
            return 0;
        }
    }

    private void commit(long now) {
        if (now - nextCommit < 0 || committing && now - committingSince < COMMIT_ANSWERED) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = settled(assigned.values());
        if (offsets.isEmpty()) {
            return;
        }
        Map<TopicPartition, Progress> of = new HashMap<>();
        offsets.keySet().forEach(partition -> of.put(partition, assigned.get(partition)));
        committing = true;
        committingSince = now;
        try {
            client.commitAsync(offsets, (committed, failure) -> {
                committing = false;
                if (failure == null) {
                    of.forEach((partition, progress) -> progress.committed = offsets.get(partition).offset());
                    commitsFailed = 0;
                    if (commitTold.over()) {
                        LOG.info("Offsets of {} are committed again", topics);
                    }
                } else {
                    commitFailed(failure);
                }
            });
        } catch (WakeupException | InterruptException e) {
            committing = false;
            throw e;
        } catch (KafkaException e) {
            committing = false;
            commitFailed(e);
        }
    }

    private void commitFailed(Exception failure) {
        long now = nanos.getAsLong();
        nextCommit = now + Math.min(COMMIT_AT_LEAST, TICK << Math.min(commitsFailed++, 10));
        // While the group changes hands, or the broker does, one or another fails and the next does not.
        if (commitsFailed > 1 || !(failure instanceof RetriableException || failure instanceof RebalanceInProgressException)) {
            tally.commitFailed();
            if (commitTold.due(now)) {
                LOG.warn("Offsets of {} are not committed: {}. It is tried again; after a restart what was settled meanwhile comes again.",
                        topics, said(failure));
            }
        }
    }

    private static Map<TopicPartition, OffsetAndMetadata> settled(Collection<Progress> all) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        for (Progress progress : all) {
            long upTo = progress.settledUpTo();
            if (upTo > progress.committed) {
                offsets.put(progress.partition, new OffsetAndMetadata(upTo));
            }
        }
        return offsets;
    }

    private void subscribe(Collection<String> names, ConsumerRebalanceListener camel) {
        topics = List.copyOf(names);
        listener = new ConsumerRebalanceListener() {
            @Override
            public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
                partitions.forEach(partition -> assigned.put(partition, begin(partition)));
                camel.onPartitionsAssigned(partitions);
            }

            @Override
            public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
                letGo(partitions);
                camel.onPartitionsRevoked(partitions);
            }

            @Override
            public void onPartitionsLost(Collection<TopicPartition> partitions) {
                forget(partitions);
                camel.onPartitionsLost(partitions);
            }
        };
        client.subscribe(topics, listener);
        tally.subscribed(topics);
    }

    /**
     * How many records of {@code topic} this consumer has still to settle, in all of its partitions: what is under way, what
     * waits here, and what waits on the broker. At most 200 ms old while the consumer is polled. For any thread.
     */
    long lag(String topic) {
        return assigned.values().stream().filter(progress -> progress.partition.topic().equals(topic)).mapToLong(progress -> progress.lag).sum();
    }

    private void close(Method method, Object[] arguments) throws Throwable {
        try {
            invoke(method, arguments);
        } finally {
            closed = true;
            forget(List.copyOf(assigned.keySet()));
        }
    }

    boolean closed() {
        return closed;
    }

    /** Waits a little for what is under way, so that the next owner need not do it again; then commits. */
    private void letGo(Collection<TopicPartition> partitions) {
        if (broken != null) {
            forget(partitions);
            return;
        }
        try {
            List<Progress> all = partitions.stream().map(assigned::get).filter(java.util.Objects::nonNull).toList();
            // What was given out and not claimed is nobody's yet.
            takeBack(false);
            long deadline = System.nanoTime() + REVOKE;
            while (all.stream().anyMatch(progress -> progress.inFlight.get() > 0) && System.nanoTime() - deadline < 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
            Map<TopicPartition, OffsetAndMetadata> offsets = settled(all);
            if (!offsets.isEmpty()) {
                commitNow(offsets);
            }
        } finally {
            forget(partitions);
        }
    }

    private void commitNow(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            try {
                client.commitSync(offsets, COMMIT_TIMEOUT);
            } catch (WakeupException e) {
                // Meant for the poll, which Camel wants to end.
                client.commitSync(offsets, COMMIT_TIMEOUT);
                client.wakeup();
            }
        } catch (KafkaException e) {
            tally.commitFailed();
            LOG.warn("Offsets of {} are not committed as they change hands: {}. What was settled since the last commit comes again.",
                    offsets.keySet(), said(e));
        }
    }

    /** They are another consumer's from now on, and so is what waits of them. */
    private void forget(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            Progress progress = assigned.remove(partition);
            if (progress != null) {
                progress.gone = true;
            }
        }
        takeFailed();
        waiting.removeIf(claim -> {
            if (claim.progress.gone) {
                release(claim);
            }
            return claim.progress.gone;
        });
        ready.removeIf(claim -> claim.progress.gone);
    }
}
