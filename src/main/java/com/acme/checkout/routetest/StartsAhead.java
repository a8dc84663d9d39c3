package com.acme.checkout.routetest;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Applications that are needed one after the other: while the tests of one run, the next one starts. */
final class StartsAhead implements AutoCloseable {

    private final Iterator<Callable<TestApplication>> starts;
    private final Deque<Future<TestApplication>> begun = new ArrayDeque<>();
    private final ExecutorService threads;
    private final int most;

    /** {@code most}: how many start, or have started, beside the one in use. */
    StartsAhead(List<Callable<TestApplication>> starts, int most) {
        this.starts = starts.iterator();
        this.most = most;
        threads = Executors.newFixedThreadPool(most + 1);
    }

    /**
     * The next application, to be closed by the caller; waits for its start.
     *
     * @throws RuntimeException it does not start
     */
    TestApplication next() {
        while (starts.hasNext() && begun.size() <= most) {
            begun.add(threads.submit(starts.next()));
        }
        return started(begun.remove());
    }

    private static TestApplication started(Future<TestApplication> start) {
        try {
            return start.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while an application starts", e);
        }
    }

    /** Closes those that nobody has taken. */
    @Override
    public void close() {
        threads.shutdown();
        for (Future<TestApplication> each : begun) {
            try {
                started(each).close();
            } catch (RuntimeException e) {
                // It did not start; nobody needs it any more.
            }
        }
    }
}
