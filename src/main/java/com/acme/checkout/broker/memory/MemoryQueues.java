package com.acme.checkout.broker.memory;

import com.acme.checkout.broker.BrokerStatus;
import jakarta.annotation.PreDestroy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/**
 * Queues in memory. A message that is held back until some time is given out at once, and a message that comes back is
 * given out again at once, {@value #MOST_DELIVERIES} times in all: then it stays, unacknowledged. Thread-safe.
 */
@Component
@ConditionalOnProperty(name = "checkout.broker", havingValue = "memory")
public class MemoryQueues implements BrokerStatus {

    /** How often a message is given out that always comes back. */
    public static final int MOST_DELIVERIES = 3;

    /**
     * One message as it was written.
     *
     * @param id of this message alone
     * @param due until when it was to be held back, in milliseconds since 1970; null for a message that was not
     */
    public record Message(String queue, String id, Map<String, Object> headers, byte[] body, Long due) {}

    /** What one write to a queue comes to. */
    public enum Answer {
        /** The message is there. */
        OK,
        /** It is not, and nobody can tell why. */
        FAILS,
        /** It is larger than this broker takes. */
        TOO_LARGE
    }

    /** Gives a message to a route; true where it is acknowledged. */
    interface Reader {
        boolean deliver(Message message);
    }

    private final ExecutorService threads = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "memory-queue");
        thread.setDaemon(true);
        return thread;
    });

    private final Map<String, Reader> readers = new HashMap<>();
    private final Map<String, List<Message>> unread = new HashMap<>();
    private final List<Message> written = new ArrayList<>();
    private final Map<String, Integer> deliveries = new LinkedHashMap<>();
    private final List<Message> left = new ArrayList<>();
    private final Map<String, List<Answer>> answers = new HashMap<>();
    private int sequence;
    private int underWay;

    @Override
    public void prepare(List<String> queues) {
        // All that anybody names are there.
    }

    /** Forgets all that was written; from now on writes to a queue come to these answers in turn, the last of them for good. */
    public synchronized void reset(Map<String, List<Answer>> script) {
        written.clear();
        deliveries.clear();
        left.clear();
        unread.clear();
        answers.clear();
        script.forEach((queue, each) -> answers.put(queue, new ArrayList<>(each)));
    }

    /**
     * Writes a message.
     *
     * @throws IOException where the script says so
     */
    public void write(String queue, Map<String, Object> headers, byte[] body, Long due) throws IOException {
        Message message;
        synchronized (this) {
            switch (answer(queue)) {
                case FAILS -> throw new IOException("the broker does not take the message");
                case TOO_LARGE -> throw new IOException("the message is too large for the broker");
                default -> {}
            }
            message = new Message(
                    queue,
                    "memory-" + ++sequence,
                    new LinkedHashMap<>(headers),
                    body == null ? new byte[0] : body.clone(),
                    due);
            written.add(message);
            if (!readers.containsKey(queue)) {
                unread.computeIfAbsent(queue, name -> new ArrayList<>()).add(message);
                return;
            }
            underWay++;
        }
        submit(message, 1);
    }

    private Answer answer(String queue) {
        List<Answer> script = answers.getOrDefault(queue, List.of());
        return script.isEmpty() ? Answer.OK : script.size() == 1 ? script.get(0) : script.remove(0);
    }

    /** {@code reader} is given what is written to that queue, and what lies there; null: nobody is. */
    synchronized void read(String queue, Reader reader) {
        if (reader == null) {
            readers.remove(queue);
            return;
        }
        readers.put(queue, reader);
        List<Message> waiting = unread.remove(queue);
        if (waiting != null) {
            underWay += waiting.size();
            waiting.forEach(each -> submit(each, 1));
        }
    }

    /** Whether a route reads that queue. */
    public synchronized boolean isRead(String queue) {
        return readers.containsKey(queue);
    }

    private void submit(Message message, int delivery) {
        try {
            threads.execute(() -> deliver(message, delivery));
        } catch (RejectedExecutionException e) {
            done(message, delivery, false);
        }
    }

    private void deliver(Message message, int delivery) {
        Reader reader;
        synchronized (this) {
            reader = readers.get(message.queue());
        }
        boolean acknowledged = false;
        try {
            acknowledged = reader != null && reader.deliver(message);
        } finally {
            if (!acknowledged && reader != null && delivery < MOST_DELIVERIES) {
                submit(message, delivery + 1);
            } else {
                done(message, delivery, acknowledged);
            }
        }
    }

    private synchronized void done(Message message, int delivery, boolean acknowledged) {
        deliveries.put(message.id(), delivery);
        if (!acknowledged) {
            left.add(message);
        }
        underWay--;
        notifyAll();
    }

    /** Waits until no message is being worked on; false where one still is after {@code most}. */
    public synchronized boolean awaitIdle(Duration most) throws InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        while (underWay > 0) {
            long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (millis <= 0) {
                return false;
            }
            wait(millis);
        }
        return true;
    }

    /** All that was written, in its order. */
    public synchronized List<Message> written() {
        return List.copyOf(written);
    }

    /** How often the messages have come back to the queues of those that a route reads. */
    public synchronized int returned() {
        return deliveries.values().stream().mapToInt(each -> each - 1).sum();
    }

    /** The messages that no route has acknowledged, for all that they were given out. */
    public synchronized List<Message> unacknowledged() {
        return List.copyOf(left);
    }

    @PreDestroy
    void stop() {
        threads.shutdownNow();
    }
}
