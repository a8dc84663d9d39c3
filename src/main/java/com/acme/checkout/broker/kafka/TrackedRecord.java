package com.acme.checkout.broker.kafka;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * One record, from when it was fetched until it is settled. It is given out any number of times, and settled once.
 *
 * <p>{@link #take}, {@link #settle}, {@link #fail} and {@link #giveBack} may be called by any thread; no lock is needed, since
 * each is one atomic change of the stage, and what comes too late changes nothing. The rest belongs to the polling thread.
 * The fields that are not atomic are written by the polling thread while the record waits, or by the thread that has just
 * ended its work, before it puts the record into {@link RecordDispatcher}'s concurrent queue for the polling thread.
 */
final class TrackedRecord {

    private static final long FIRST_PAUSE = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE = TimeUnit.MINUTES.toNanos(1);
    private static final int MOST_DOUBLINGS = 6;

    private enum Stage {
        WAITING,
        GIVEN_OUT,
        TAKEN,
        SETTLED
    }

    private final RecordDispatcher dispatcher;
    private final PartitionProgress progress;
    private final ConsumerRecord<byte[], byte[]> record;
    private final AtomicReference<Stage> stage = new AtomicReference<>(Stage.WAITING);
    private long dueAt;
    private boolean delayed;
    private int failures;

    TrackedRecord(RecordDispatcher dispatcher, PartitionProgress progress, ConsumerRecord<byte[], byte[]> record) {
        this.dispatcher = dispatcher;
        this.progress = progress;
        this.record = record;
    }

    /** From now on somebody works on it, and will call one of the others, once. */
    void take() {
        stage.compareAndSet(Stage.GIVEN_OUT, Stage.TAKEN);
    }

    /** It need not be given out again: its offset may be committed. */
    void settle() {
        if (stage.compareAndSet(Stage.TAKEN, Stage.SETTLED)) {
            progress.settled(record.offset());
            dispatcher.workEnded(this);
        }
    }

    /** It is given out again, after 1 s, 2 s and so on up to 1 min; {@code cause} goes to the log. */
    void fail(Throwable cause) {
        if (withdraw()) {
            long pause = Math.min(FIRST_PAUSE << Math.min(failures++, MOST_DOUBLINGS), LONGEST_PAUSE);
            dueAt = dispatcher.now() + pause;
            dispatcher.failed(this, pause, cause);
        }
    }

    /** It is given out again after 1 s, and nothing is wrong with it: the service stops. */
    void giveBack() {
        if (withdraw()) {
            dueAt = dispatcher.now() + FIRST_PAUSE;
            dispatcher.givenBack(this);
        }
    }

    /** Takes it out of work; false where nobody has it, or it is settled. */
    boolean withdraw() {
        if (stage.compareAndSet(Stage.TAKEN, Stage.WAITING) || stage.compareAndSet(Stage.GIVEN_OUT, Stage.WAITING)) {
            dispatcher.workEnded(this);
            return true;
        }
        return false;
    }

    void giveOut() {
        stage.set(Stage.GIVEN_OUT);
    }

    /** Given out, and nobody has said yet that he works on it. */
    boolean isNotTaken() {
        return stage.get() == Stage.GIVEN_OUT;
    }

    boolean isTaken() {
        return stage.get() == Stage.TAKEN;
    }

    /** Holds it back until {@code dueAt}, as its delay topic says. */
    void delayUntil(long due) {
        dueAt = due;
        delayed = true;
    }

    /** Whether its delay topic has held it back, or holds it back now. */
    boolean wasDelayed() {
        return delayed;
    }

    /** Whether its delay topic holds it back: it has not been given out yet. */
    boolean isDelayed() {
        return delayed && failures == 0;
    }

    /** It has been given out: whatever it waits for now, it is not its delay topic's delay. */
    void markFailed() {
        failures = Math.max(1, failures);
    }

    int failures() {
        return failures;
    }

    /** When it is to be given out, in nanoseconds of the dispatcher's clock. */
    long dueAt() {
        return dueAt;
    }

    PartitionProgress progress() {
        return progress;
    }

    TopicPartition partition() {
        return progress.partition();
    }

    ConsumerRecord<byte[], byte[]> record() {
        return record;
    }

    long offset() {
        return record.offset();
    }
}
