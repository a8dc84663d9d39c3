package com.acme.checkout.outside;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.springframework.util.FileSystemUtils;

/**
 * The packaged jar as it is laid out where it runs: unpacked and with a trained cache, which takes half of the processor's
 * time out of each of the tests' hundreds of starts.
 */
final class Unpacked {

    /** The option and the jar, as the last line of {@code bin/train-cache} gives them. */
    static final Pattern START = Pattern.compile("(?s).*start with java (\\S+) -jar (\\S+)\\s*");

    private static final Path JAR = Path.of("target", "checkout-api.jar");
    private static List<String> program;

    private Unpacked() {}

    /** What stands behind {@code java}. Made once for all processes of the tests. */
    static synchronized List<String> program() {
        if (program == null) {
            Path made = Path.of("target", "unpacked.start");
            try (FileChannel lock = FileChannel.open(
                    Path.of("target", "unpacked.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                lock.lock();
                CRC32 sum = new CRC32();
                // Its date is the same in each build.
                sum.update(Files.readAllBytes(JAR));
                String of = sum.getValue() + " " + System.getProperty("java.home");
                if (!Files.exists(made) || !Files.readAllLines(made).get(0).equals(of)) {
                    FileSystemUtils.deleteRecursively(Path.of("target", "unpacked"));
                    Files.writeString(made, of + "\n" + train(Path.of("target", "unpacked")));
                }
                Matcher start = START.matcher(Files.readString(made));
                if (!start.matches()) {
                    throw new IllegalStateException(made + " does not say how to start");
                }
                program = List.of(start.group(1), "-jar", start.group(2));
            } catch (IOException | InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        return program;
    }

    /** What {@code bin/train-cache} says once {@code folder} holds the jar's parts and a cache. */
    static String train(Path folder) throws IOException, InterruptedException {
        Path log = Files.createTempFile("train-cache", ".log");
        ProcessBuilder train = new ProcessBuilder(
                        "bin/train-cache",
                        JAR.toString(),
                        folder.toAbsolutePath().toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        train.environment().put("JAVA_HOME", System.getProperty("java.home"));
        // Of no effect there: it trains on the embedded default.
        train.environment().put("CHECKOUT_BROKER", "kafka");
        Process process = train.start();
        boolean ended = process.waitFor(10, TimeUnit.MINUTES);
        process.destroyForcibly();
        String said = Files.readString(log);
        Files.delete(log);
        if (!ended || process.exitValue() != 0) {
            throw new IllegalStateException("bin/train-cache has failed:\n" + said);
        }
        return said;
    }
}
