import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;

/**
 * An Orchestrator that costs next to nothing: one thread, one selector, 201 to every POST after a constant delay.
 *
 * <p>Usage: {@code java Stub.java [port, 0 for any] [delay in ms, 5] [keys]}; prints the port it listens on. With
 * {@code keys} it remembers the Idempotency-Keys. {@code GET /count} tells requests, distinct keys (-1: not asked for), and the
 * milliseconds from the first request to the last one since {@code GET /zero}.
 */
public final class Stub {

    private static final byte[] CREATED = answer("201 Created", "{\"status\":\"STARTED\"}");
    private static final byte[] LENGTH_REQUIRED = answer("411 Length Required", "{}");
    private static final byte[] KEY = "idempotency-key:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] CODING = "transfer-encoding:".getBytes(StandardCharsets.US_ASCII);
    /** How exactly the delay is kept, and how long an arrival may lie unread while an answer is about to be due. */
    private static final long SLICE_NANOS = 200_000;

    private final Selector selector = Selector.open();
    private final long delayNanos;
    /** Every answer is due the same time after its request, so the queue is in order without sorting. */
    private final ArrayDeque<Due> queue = new ArrayDeque<>();
    private final Set<String> keys;
    private long requests;
    private long firstNanos;
    private long lastNanos;
    private boolean zero = true;

    private record Due(Connection connection, byte[] answer, long at) {
    }

    private static final class Connection {
        final SocketChannel channel;
        final SelectionKey key;
        byte[] in = new byte[2048];
        int length;
        ByteBuffer unsent;

        Connection(SocketChannel channel, SelectionKey key) {
            this.channel = channel;
            this.key = key;
        }
    }

    private Stub(long delayNanos, boolean rememberKeys) throws IOException {
        this.delayNanos = delayNanos;
        this.keys = rememberKeys ? new HashSet<>() : null;
    }

    public static void main(String[] args) throws IOException {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : 0;
        long delay = args.length > 1 ? Math.round(Double.parseDouble(args[1]) * 1_000_000) : 5_000_000;
        new Stub(delay, args.length > 2 && args[2].equals("keys")).run(port);
    }

    private void run(int port) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4096);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println(((InetSocketAddress) server.getLocalAddress()).getPort());
        ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
        while (true) {
            await();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.isAcceptable()) {
                    accept(server);
                } else {
                    Connection connection = (Connection) key.attachment();
                    try {
                        if (key.isValid() && key.isWritable()) {
                            flush(connection);
                        }
                        if (key.isValid() && key.isReadable()) {
                            read(connection, buffer);
                        }
                    } catch (IOException e) {
                        close(connection);
                    }
                }
            }
            selector.selectedKeys().clear();
            long now = System.nanoTime();
            for (Due due = queue.peek(); due != null && due.at - now <= 0; due = queue.peek()) {
                queue.remove();
                send(due.connection, due.answer == null ? count() : due.answer);
            }
        }
    }

    /** Until something arrives or an answer is due. Selectors wait whole milliseconds; the rest is slept in slices. */
    private void await() throws IOException {
        if (queue.isEmpty()) {
            selector.select();
            return;
        }
        long left = queue.peek().at - System.nanoTime();
        if (left >= 1_000_000) {
            selector.select(left / 1_000_000);
        } else {
            if (left > 0) {
                LockSupport.parkNanos(Math.min(left, SLICE_NANOS));
            }
            selector.selectNow();
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
            key.attach(new Connection(channel, key));
        }
    }

    private void read(Connection connection, ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (connection.channel.read(buffer) < 0) {
            close(connection);
            return;
        }
        buffer.flip();
        int n = buffer.remaining();
        if (connection.length + n > connection.in.length) {
            connection.in = Arrays.copyOf(connection.in, Math.max(connection.in.length * 2, connection.length + n));
        }
        buffer.get(connection.in, connection.length, n);
        connection.length += n;
        int from = 0;
        for (int end = request(connection, from); end > from; end = request(connection, from)) {
            from = end;
        }
        System.arraycopy(connection.in, from, connection.in, 0, connection.length - from);
        connection.length -= from;
    }

    /** Takes the request that begins at {@code from}; where it ends, or {@code from} while it is not complete. */
    private int request(Connection connection, int from) {
        byte[] in = connection.in;
        long body = 0;
        int keyFrom = -1;
        int keyTo = -1;
        boolean coded = false;
        int line = from;
        while (true) {
            int end = line;
            while (end < connection.length && in[end] != '\n') {
                end++;
            }
            if (end == connection.length) {
                return from;
            }
            int to = end > line && in[end - 1] == '\r' ? end - 1 : end;
            if (to == line) {
                line = end + 1;
                break;
            }
            if (starts(in, line, to, LENGTH)) {
                body = number(in, line + LENGTH.length, to);
            } else if (starts(in, line, to, CODING)) {
                coded = true;
            } else if (keys != null && starts(in, line, to, KEY)) {
                keyFrom = line + KEY.length;
                keyTo = to;
            }
            line = end + 1;
        }
        if (line + body > connection.length) {
            return from;
        }
        long at = System.nanoTime() + delayNanos;
        if (in[from] == 'G') {
            zero |= in[from + "GET /".length()] == 'z';
            queue.add(new Due(connection, null, at));
        } else if (coded) {
            queue.add(new Due(connection, LENGTH_REQUIRED, at));
        } else {
            requests++;
            lastNanos = at;
            if (zero) {
                firstNanos = at;
                zero = false;
            }
            if (keyFrom >= 0) {
                keys.add(new String(in, keyFrom, keyTo - keyFrom, StandardCharsets.ISO_8859_1).strip());
            }
            queue.add(new Due(connection, CREATED, at));
        }
        return line + (int) body;
    }

    private static boolean starts(byte[] in, int from, int to, byte[] name) {
        if (to - from < name.length) {
            return false;
        }
        for (int i = 0; i < name.length; i++) {
            int c = in[from + i];
            if ((c >= 'A' && c <= 'Z' ? c + 32 : c) != name[i]) {
                return false;
            }
        }
        return true;
    }

    private static long number(byte[] in, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            if (in[i] >= '0' && in[i] <= '9') {
                number = number * 10 + in[i] - '0';
            }
        }
        return number;
    }

    private void send(Connection connection, byte[] answer) {
        if (!connection.key.isValid()) {
            return;
        }
        try {
            if (connection.unsent == null) {
                ByteBuffer bytes = ByteBuffer.wrap(answer);
                connection.channel.write(bytes);
                if (!bytes.hasRemaining()) {
                    return;
                }
                connection.unsent = bytes;
            } else {
                connection.unsent = ByteBuffer.allocate(connection.unsent.remaining() + answer.length)
                        .put(connection.unsent).put(answer).flip();
            }
            connection.key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } catch (IOException e) {
            close(connection);
        }
    }

    private static void flush(Connection connection) throws IOException {
        connection.channel.write(connection.unsent);
        if (!connection.unsent.hasRemaining()) {
            connection.unsent = null;
            connection.key.interestOps(SelectionKey.OP_READ);
        }
    }

    private static void close(Connection connection) {
        connection.key.cancel();
        try {
            connection.channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    private byte[] count() {
        return answer("200 OK", "{\"requests\":" + requests + ",\"distinctKeys\":" + (keys == null ? -1 : keys.size())
                + ",\"millis\":" + (zero ? 0 : (lastNanos - firstNanos) / 1_000_000) + "}");
    }

    private static byte[] answer(String status, String body) {
        return ("HTTP/1.1 " + status + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }
}
