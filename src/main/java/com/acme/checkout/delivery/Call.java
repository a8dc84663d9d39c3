package com.acme.checkout.delivery;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.core5.http.EndpointDetails;

/** One call to the Orchestrator while it is under way: until when it may take, and how much may come. */
final class Call {

    /** Where the client's context holds it. */
    static final String ATTRIBUTE = Call.class.getName();

    /** For the body of an answer, of which nothing is needed. */
    private static final long BODY_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Head and body; the client would keep a head without an end in memory. */
    private static final long MOST_BYTES = 256 * 1024;

    private final ExecRuntime runtime;
    private final long lastNanos;
    private volatile long deadlineNanos;
    private volatile EndpointDetails line;
    private volatile long before;
    private volatile boolean late;
    private volatile boolean tooMuch;

    /**
     * @param deadlineNanos until when the answer has to begin, on {@link System#nanoTime}'s clock
     * @param lastNanos until when all has to be over
     */
    Call(ExecRuntime runtime, long deadlineNanos, long lastNanos) {
        this.runtime = runtime;
        this.deadlineNanos = deadlineNanos;
        this.lastNanos = lastNanos;
    }

    /** The connection that it is on from now on. */
    void on(EndpointDetails connection) {
        before = connection.getReceivedBytesCount();
        line = connection;
    }

    /** Status and headers are there. */
    void answered() {
        long until = System.nanoTime() + BODY_NANOS;
        deadlineNanos = until - lastNanos < 0 ? until : lastNanos;
    }

    /** Ends the call where it takes too long or brings too much. */
    void check(long now) {
        EndpointDetails connection = line;
        if (deadlineNanos - now < 0) {
            late = true;
        } else if (connection != null && connection.getReceivedBytesCount() - before > MOST_BYTES) {
            tooMuch = true;
        } else {
            return;
        }
        runtime.discardEndpoint();
    }

    /** As {@link CallScript.Deadline#take}; {@code waitedFor}: by a caller. */
    void take(Duration delay, boolean waitedFor) throws IOException {
        long left = deadlineNanos - System.nanoTime();
        try {
            if (waitedFor) {
                TimeUnit.NANOSECONDS.sleep(Math.min(delay.toNanos(), left));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException();
        }
        late |= delay.toNanos() >= left;
        if (late) {
            throw new SocketTimeoutException("no answer within " + delay);
        }
    }

    /** Whether it was ended at its deadline. */
    boolean late() {
        return late;
    }

    /** Whether it was ended by us, for whatever reason. */
    boolean ended() {
        return late || tooMuch;
    }
}
