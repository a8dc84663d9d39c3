import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a constant rate, whatever the answers do: each is measured from the moment it was due, so that one slow
 * answer does not hide the waiting of those behind it.
 *
 * <p>Usage: {@code java Latency.java saga|checkout <port> <rate a second> <seconds to warm up> <seconds>}; prints
 * {@code <p50 µs> <p99 µs> <max µs> <requests> <not as expected>}. {@code saga} asks an Orchestrator, {@code checkout} a
 * service in front of it.
 */
public final class Latency {

    private static final int WORKERS = 64;
    private static final String CUSTOMER = "7f3e1f7e-6d53-4f0a-8a43-0c2a0b1f7e11";
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final boolean saga;
    private final int port;
    private final long periodNanos;
    private final int warmUp;
    private final long[] micros;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();
    private final long begin = System.nanoTime() + 200_000_000;

    private Latency(boolean saga, int port, int rate, int warmUpSeconds, int seconds) {
        this.saga = saga;
        this.port = port;
        this.periodNanos = 1_000_000_000L / rate;
        this.warmUp = rate * warmUpSeconds;
        this.micros = new long[rate * seconds];
    }

    public static void main(String[] args) throws InterruptedException {
        new Latency(args[0].equals("saga"), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]),
                Integer.parseInt(args[4])).run();
    }

    private void run() throws InterruptedException {
        Thread[] workers = new Thread[WORKERS];
        for (int i = 0; i < WORKERS; i++) {
            workers[i] = new Thread(this::work);
            workers[i].start();
        }
        for (Thread worker : workers) {
            worker.join();
        }
        Arrays.sort(micros);
        System.out.println(at(0.50) + " " + at(0.99) + " " + at(1) + " " + micros.length + " " + wrong);
    }

    private long at(double share) {
        return micros[(int) Math.min(micros.length - 1, Math.ceil(share * micros.length) - 1)];
    }

    /** Whoever is free takes the next request: the rate holds while fewer than all are waiting for an answer. */
    private void work() {
        Connection connection = new Connection();
        for (int i = next.getAndIncrement(); i < warmUp + micros.length; i = next.getAndIncrement()) {
            byte[] request = request();
            long due = begin + i * periodNanos;
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int status = connection.call(request);
            long took = System.nanoTime() - due;
            if (i >= warmUp) {
                micros[i - warmUp] = took / 1000;
                if (status != (saga ? 201 : 200)) {
                    wrong.incrementAndGet();
                }
            }
            connection.settle();
        }
        connection.close();
    }

    private byte[] request() {
        String cart = UUID.randomUUID().toString();
        String id = UUID.randomUUID().toString();
        String body = saga
                ? "{\"checkoutId\":\"" + id + "\",\"cartId\":\"" + cart + "\",\"customerId\":\"" + CUSTOMER + "\"}"
                : "{\"customerId\":\"" + CUSTOMER + "\"}";
        return ("POST " + (saga ? "/sagas" : "/carts/" + cart + "/checkout") + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length()
                + (saga ? "\r\nIdempotency-Key: " + id + "\r\ntraceparent: " + TRACE : "") + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private final class Connection {

        private Socket socket;
        private InputStream in;
        private boolean last;

        /** The status; 0 where there was no answer. A kept connection that the server has closed is opened anew, once. */
        int call(byte[] request) {
            boolean kept = socket != null;
            try {
                return exchange(request);
            } catch (IOException e) {
                close();
                if (!kept) {
                    return 0;
                }
                try {
                    return exchange(request);
                } catch (IOException again) {
                    close();
                    return 0;
                }
            }
        }

        private int exchange(byte[] request) throws IOException {
            open();
            socket.getOutputStream().write(request);
            String line = line();
            int status = Integer.parseInt(line.substring(9, 12));
            int length = 0;
            boolean chunked = false;
            for (line = line().toLowerCase(); !line.isEmpty(); line = line().toLowerCase()) {
                if (line.startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(15).strip());
                } else if (line.startsWith("transfer-encoding:")) {
                    chunked = true;
                } else if (line.equals("connection: close")) {
                    last = true;
                }
            }
            if (chunked) {
                for (int size = chunk(); size > 0; size = chunk()) {
                    in.skipNBytes(size + 2);
                }
                line();
            } else {
                in.skipNBytes(length);
            }
            return status;
        }

        private int chunk() throws IOException {
            return Integer.parseInt(line(), 16);
        }

        private String line() throws IOException {
            StringBuilder text = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("closed");
                }
                if (c != '\r') {
                    text.append((char) c);
                }
            }
            return text.toString();
        }

        private void open() throws IOException {
            if (socket == null) {
                socket = new Socket();
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(30_000);
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
                in = new BufferedInputStream(socket.getInputStream());
                last = false;
            }
        }

        /** Between two requests: the next one does not pay for a new connection. */
        void settle() {
            if (socket == null || last) {
                close();
                try {
                    open();
                } catch (IOException e) {
                    close();
                }
            }
        }

        void close() {
            try {
                if (socket != null) {
                    socket.close();
                }
            } catch (IOException e) {
                // It is gone either way.
            }
            socket = null;
        }
    }
}
