package com.acme.checkout.broker;

import java.util.concurrent.Semaphore;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;
import org.springframework.stereotype.Component;

/**
 * Room for the bodies of messages that are longer than any command: of as many as an eighth of the heap holds, at once. A
 * hundred consumers that each took up one would need more memory than there is; the others wait, and short messages never do.
 */
@Component
public class LargeMessages {

    /** What is no longer than this needs no room. */
    public static final int SHORT = 1024 * 1024;

    /** Of a longer body this many bytes are kept: a hundred times what the doors take, and it fits any heap. */
    public static final int LONGEST = 16 * 1024 * 1024;

    /** One of the longest fits, however small the heap. */
    private static final int LEAST = LONGEST;

    private static final int PART_OF_HEAP = 8;

    private final int all;
    private final Semaphore room;

    public LargeMessages() {
        this((int)
                Math.min(Integer.MAX_VALUE, Math.max(LEAST, Runtime.getRuntime().maxMemory() / PART_OF_HEAP)));
    }

    public LargeMessages(int bytes) {
        all = bytes;
        // Fair, or one that needs all of it would wait for as long as smaller ones come.
        room = new Semaphore(bytes, true);
    }

    /**
     * Waits until there is room for {@code bytes}. One that needs more than there is gets all of it.
     *
     * @return how much it got, to be given to {@link #leave}
     */
    public int take(long bytes) throws InterruptedException {
        if (bytes <= SHORT) {
            return 0;
        }
        int part = (int) Math.min(bytes, all);
        room.acquire(part);
        return part;
    }

    /** As {@link #take(long)}, until {@code exchange} is done. */
    public void take(Exchange exchange, long bytes) throws InterruptedException {
        int part = take(bytes);
        if (part > 0) {
            exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
                @Override
                public void onDone(Exchange done) {
                    leave(part);
                }
            });
        }
    }

    /** Gives back what {@link #take(long)} got. */
    public void leave(int part) {
        room.release(part);
    }

    /** In bytes, for the moment. */
    public int left() {
        return room.availablePermits();
    }
}
