package com.acme.checkout.desk.entry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** H2's files by the name {@code recorded:}, which knows what a power cut would leave: what was forced to the disk. */
public final class RecordedDisk extends FilePathWrapper {

    static final AtomicInteger FORCES = new AtomicInteger();
    private static final Map<String, byte[]> FORCED = new ConcurrentHashMap<>();

    static {
        FilePath.register(new RecordedDisk());
    }

    /** For H2, which makes one for each file. */
    public RecordedDisk() {}

    /** Leaves in {@code to} what a power cut at this moment would have left of the database in {@code folder}. */
    static void powerCut(Path folder, Path to) throws IOException {
        Files.createDirectories(to);
        Files.write(
                to.resolve("desk.mv.db"), FORCED.getOrDefault("recorded:" + folder.resolve("desk.mv.db"), new byte[0]));
    }

    static String url(Path folder) {
        return "jdbc:h2:recorded:" + folder.resolve("desk")
                + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0";
    }

    @Override
    public String getScheme() {
        return "recorded";
    }

    @Override
    public FileChannel open(String mode) throws IOException {
        String name = toString();
        FileChannel file = super.open(mode);
        return new FileBaseDefault() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(ByteBuffer to, long position) throws IOException {
                return file.read(to, position);
            }

            @Override
            public int write(ByteBuffer from, long position) throws IOException {
                return file.write(from, position);
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                file.truncate(size);
            }

            @Override
            public void force(boolean metadata) throws IOException {
                file.force(metadata);
                ByteBuffer all = ByteBuffer.allocate((int) file.size());
                file.read(all, 0);
                FORCED.put(name, all.array());
                FORCES.incrementAndGet();
            }

            @Override
            public FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return file.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                file.close();
            }
        };
    }
}
