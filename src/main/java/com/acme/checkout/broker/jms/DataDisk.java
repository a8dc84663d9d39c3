package com.acme.checkout.broker.jms;

import com.acme.checkout.broker.PeriodicCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import org.springframework.util.unit.DataSize;

/**
 * The file system under the data folder: whether there is room, and whether it answers. Looked at every second by a thread
 * of its own, which may hang with the disk; whoever asks gets the latest answer at once.
 */
class DataDisk implements AutoCloseable {

    private static final long EVERY_MILLIS = 1000;

    /** A write that waits for the disk itself, every so many looks: free space is told from memory. */
    private static final int WRITE_EVERY = 5;

    /** A disk that takes longer than this for one byte would let every writer wait. */
    private static final long HANGS_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Path folder;
    private final DataSize least;
    private final Path probe;
    private final PeriodicCheck watch = new PeriodicCheck("data-disk");
    private int looks;
    private volatile String trouble;
    private volatile long lookedNanos = System.nanoTime();

    DataDisk(Path folder, DataSize least) {
        this.folder = folder;
        this.least = least;
        this.probe = folder.resolve("probe");
        look();
        watch.every(EVERY_MILLIS, this::look);
    }

    /** Why nothing may be written now, and the cure; null where it may. Never waits. */
    String trouble() {
        long since = System.nanoTime() - lookedNanos;
        return since < EVERY_MILLIS * 1_000_000 + HANGS_NANOS
                ? trouble
                : "CHECKOUT_DATA: the disk under " + folder + " has not answered for "
                        + TimeUnit.NANOSECONDS.toSeconds(since)
                        + " s; see to the disk, all goes on by itself once it answers";
    }

    private void look() {
        trouble = seen();
        lookedNanos = System.nanoTime();
    }

    private String seen() {
        try {
            long free = Files.getFileStore(folder).getUsableSpace();
            if (free < least.toBytes()) {
                return "CHECKOUT_DATA: the disk under " + folder + " has " + megabytes(free) + " free, less than the "
                        + megabytes(least.toBytes())
                        + " of CHECKOUT_EMBEDDED_MIN_FREE; make room, all goes on by itself then";
            }
            if (looks++ % WRITE_EVERY == 0) {
                try (FileChannel channel =
                        FileChannel.open(probe, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                    channel.write(ByteBuffer.wrap(new byte[] {'.'}));
                    channel.force(false);
                }
            }
            return null;
        } catch (IOException e) {
            looks = 0;
            return "CHECKOUT_DATA: " + folder + " can't be written (" + e
                    + "); see to the disk, all goes on by itself then";
        }
    }

    private static String megabytes(long bytes) {
        return bytes / DataSize.ofMegabytes(1).toBytes() + " MB";
    }

    @Override
    public void close() {
        watch.close();
    }
}
