package com.acme.checkout.delivery;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLServerSocket;

/** An Orchestrator that sends whatever bytes a test gives it, when it likes, asked or unasked. */
public final class RawOrchestrator implements AutoCloseable {

    /** What it does once a whole request is there. A line that it leaves open is read on. */
    public interface Behaviour {
        void answer(Request request, Line line) throws Exception;
    }

    /** @param ofLine how many requests came on this connection, this one included */
    public record Request(String method, String path, String key, String authorization, String body, int ofLine) {}

    /** One connection. */
    public static final class Line {

        private final Socket socket;

        Line(Socket socket) {
            this.socket = socket;
        }

        public Line write(String bytes) throws IOException {
            OutputStream out = socket.getOutputStream();
            out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return this;
        }

        public void close() throws IOException {
            socket.close();
        }
    }

    public final List<Request> requests = new CopyOnWriteArrayList<>();
    public final AtomicInteger lines = new AtomicInteger();
    public volatile Behaviour behaviour =
            (request, line) -> line.write("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n");

    private final ServerSocket server;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    public RawOrchestrator() throws IOException {
        this(new ServerSocket(0, 1024, InetAddress.getLoopbackAddress()));
    }

    RawOrchestrator(ServerSocket server) {
        this.server = server;
        thread(() -> {
            while (true) {
                Socket socket = server.accept();
                // What is written is sent then, and not once what was written before is acknowledged.
                socket.setTcpNoDelay(true);
                lines.incrementAndGet();
                open.add(socket);
                thread(() -> serve(socket));
            }
        });
    }

    public String url() {
        return (server instanceof SSLServerSocket ? "https" : "http") + "://127.0.0.1:" + server.getLocalPort();
    }

    /** How often it was called under {@code key}. */
    public long calls(String key) {
        return requests.stream().filter(request -> key.equals(request.key())).count();
    }

    private void serve(Socket socket) throws Exception {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            Line line = new Line(socket);
            for (int n = 1; ; n++) {
                Request request = read(in, n);
                if (request == null) {
                    return;
                }
                requests.add(request);
                behaviour.answer(request, line);
                if (socket.isClosed()) {
                    return;
                }
            }
        } finally {
            open.remove(socket);
        }
    }

    private static Request read(InputStream in, int n) throws IOException {
        List<String> head = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        for (int c = in.read(); ; c = in.read()) {
            if (c < 0) {
                return null;
            }
            if (c != '\n') {
                text.append((char) c);
                continue;
            }
            String ofHead = text.toString().trim();
            text.setLength(0);
            if (ofHead.isEmpty()) {
                break;
            }
            head.add(ofHead);
        }
        int length = 0;
        String key = null;
        String authorization = null;
        for (String header : head) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-length:")) {
                length = Integer.parseInt(header.substring(15).trim());
            } else if (lower.startsWith("idempotency-key:")) {
                key = header.substring(16).trim();
            } else if (lower.startsWith("authorization:")) {
                authorization = header.substring(14).trim();
            }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        String[] first = head.get(0).split(" ");
        return new Request(first[0], first[1], key, authorization, body, n);
    }

    private interface Task {
        void run() throws Exception;
    }

    private static void thread(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception e) {
                // The other side has gone, or the test is over.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
