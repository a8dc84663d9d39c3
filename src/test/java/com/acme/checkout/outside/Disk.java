package com.acme.checkout.outside;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system of a test's own, which can be filled up, and one which can be made to hang. Mounting takes root. */
public final class Disk implements AutoCloseable {

    /** A hanging disk would outlive tests that are killed: it goes on by itself after so long. */
    private static final int LONGEST_HANG_SECONDS = 120;

    public final Path folder;
    private final Path filler;

    private Disk(Path folder, String... mount) throws Exception {
        this.folder = folder;
        this.filler = folder.resolve("filler");
        if (run(mount) != 0) {
            String line =
                    "A file system can't be mounted here (that takes root): what is said of a full or hanging disk is not tested";
            System.out.println(line);
            assumeTrue(false, line);
        }
    }

    /** In memory. */
    public static Disk of(Path folder, int megabytes) throws Exception {
        Files.createDirectories(folder);
        return new Disk(folder, "mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString());
    }

    /** A file beside the folder, formatted: what writes to it waits for it, as for a device. */
    public static Disk thatCanHang(Path folder, int megabytes) throws Exception {
        Files.createDirectories(folder);
        run("truncate", "-s", megabytes + "m", device(folder).toString());
        run("mkfs.ext4", "-q", "-F", device(folder).toString());
        return mounted(folder);
    }

    /** What a power cut would leave now of one that {@linkplain #thatCanHang can hang}. */
    Disk copy(Path to) throws Exception {
        Files.copy(device(folder), device(to));
        return mounted(to);
    }

    private static Disk mounted(Path folder) throws Exception {
        Files.createDirectories(folder);
        return new Disk(folder, "mount", "-o", "loop", device(folder).toString(), folder.toString());
    }

    private static Path device(Path folder) {
        return folder.resolveSibling(folder.getFileName() + ".img");
    }

    /** Leaves so many bytes free, or none. */
    public void fill(long left) throws IOException {
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] piece = new byte[64 * 1024];
            while (Files.getFileStore(folder).getUsableSpace() > left) {
                out.write(piece);
            }
        } catch (IOException e) {
            if (left > 0) {
                throw e;
            }
        }
    }

    public void empty() throws IOException {
        Files.deleteIfExists(filler);
    }

    /** From here on each write waits, and its process can't be killed, until {@link #goOn}. */
    public void hang() throws Exception {
        if (run("fsfreeze", "-f", folder.toString()) != 0) {
            throw new IllegalStateException("fsfreeze -f " + folder);
        }
        new ProcessBuilder("sh", "-c", "sleep " + LONGEST_HANG_SECONDS + "; fsfreeze -u '" + folder + "'")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Also where it does not hang. */
    public void goOn() throws Exception {
        run("fsfreeze", "-u", folder.toString());
    }

    private static int run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    @Override
    public void close() throws Exception {
        goOn();
        run("umount", "-l", folder.toString());
    }
}
