package com.acme.checkout.desk.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;

/** H2's files by the name {@code recorded:}, which knows what a power cut would take: what was written and not forced since. */
public final class RecordedDisk extends FilePathWrapper {

    static final AtomicInteger FORCES = new AtomicInteger();
    private static final Map<String, Boolean> UNFORCED = new ConcurrentHashMap<>();

    static {
        FilePath.register(new RecordedDisk());
    }

    /** For H2, which makes one for each file. */
    public RecordedDisk() {
    }

    static Set<String> unforced() {
        Set<String> files = new TreeSet<>(UNFORCED.keySet());
        files.removeIf(file -> !file.endsWith(".mv.db"));
        return files;
    }

    static String url(java.nio.file.Path folder) {
        return "jdbc:h2:recorded:" + folder.resolve("desk") + ";MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;DEFAULT_NULL_ORDERING=HIGH;WRITE_DELAY=0";
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
                int written = file.write(from, position);
                UNFORCED.put(name, true);
                return written;
            }

            @Override
            protected void implTruncate(long size) throws IOException {
                file.truncate(size);
            }

            @Override
            public void force(boolean metadata) throws IOException {
                UNFORCED.remove(name);
                file.force(metadata);
                FORCES.incrementAndGet();
            }

            @Override
            public java.nio.channels.FileLock tryLock(long position, long size, boolean shared) throws IOException {
                return file.tryLock(position, size, shared);
            }

            @Override
            protected void implCloseChannel() throws IOException {
                file.close();
            }
        };
    }
}
