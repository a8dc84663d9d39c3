package com.acme.checkout.broker.rabbitmq;

import com.rabbitmq.client.AMQP;
import com.rabbitmq.client.impl.AMQConnection;
import com.rabbitmq.client.impl.Frame;
import com.rabbitmq.client.impl.FrameHandler;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What comes from RabbitMQ, before its client reads it. The client reads a header's tables and arrays within each other by
 * recursion: nested deeply enough, a single message would end the connection, with all that is under way on it, each time that it
 * is given out. Such a header is replaced by a text that says so; the message's others stay as they are.
 */
final class RabbitFrameReader implements FrameHandler {

    /** Deeper than anything here reads. */
    static final int DEEPEST = 64;

    private static final Logger LOG = LoggerFactory.getLogger(RabbitFrameReader.class);
    private static final byte[] INSTEAD =
            ("(nested deeper than " + DEEPEST + " levels)").getBytes(StandardCharsets.US_ASCII);
    /** Of a header frame: class, weight, size of the body (AMQP 0-9-1, section 4.2.6.1). */
    private static final int BEFORE_FLAGS = 2 + 2 + 8;

    private static final int CONTENT_TYPE = 1 << 15;
    private static final int CONTENT_ENCODING = 1 << 14;
    private static final int HEADERS = 1 << 13;

    private final FrameHandler network;
    private volatile boolean closed;

    RabbitFrameReader(FrameHandler network) {
        this.network = network;
    }

    @Override
    public Frame readFrame() throws IOException {
        Frame frame = read();
        if (frame == null || frame.type != AMQP.FRAME_HEADER) {
            return frame;
        }
        byte[] payload = frame.getPayload();
        byte[] flat = payload;
        try {
            flat = flat(payload);
        } catch (IllegalArgumentException | BufferUnderflowException e) {
            LOG.debug("Headers that only the client may understand", e);
        }
        return flat == payload ? frame : new Frame(frame.type, frame.channel, flat);
    }

    /**
     * Of the reader whose connection this side closes, the client logs no error where the socket says so in a plain socket's
     * words; over TLS it says it in others, and a wrong password had a stack trace before its line.
     */
    private Frame read() throws IOException {
        try {
            return network.readFrame();
        } catch (SocketException e) {
            if (closed) {
                throw (SocketException) new SocketException("Socket closed").initCause(e);
            }
            throw e;
        }
    }

    /** {@code payload} of a header frame itself where none of its headers is nested too deeply. */
    static byte[] flat(byte[] payload) {
        ByteBuffer in = ByteBuffer.wrap(payload).position(BEFORE_FLAGS);
        int flags = in.getShort();
        if ((flags & HEADERS) == 0) {
            return payload;
        }
        for (int text : new int[] {CONTENT_TYPE, CONTENT_ENCODING}) {
            if ((flags & text) != 0) {
                skip(in, in.get() & 0xFF);
            }
        }
        int table = in.position();
        int end = in.getInt() + in.position();
        boolean deep = false;
        ByteArrayOutputStream kept = new ByteArrayOutputStream();
        while (in.position() < end) {
            int from = in.position();
            skip(in, in.get() & 0xFF);
            int value = in.position();
            if (tooDeep(in)) {
                deep = true;
                kept.write(payload, from, value - from);
                kept.write('S');
                kept.writeBytes(ByteBuffer.allocate(4).putInt(INSTEAD.length).array());
                kept.writeBytes(INSTEAD);
            } else {
                kept.write(payload, from, in.position() - from);
            }
        }
        if (!deep) {
            return payload;
        }
        return ByteBuffer.allocate(table + 4 + kept.size() + payload.length - end)
                .put(payload, 0, table)
                .putInt(kept.size())
                .put(kept.toByteArray())
                .put(payload, end, payload.length - end)
                .array();
    }

    /** Reads one value to its end. */
    private static boolean tooDeep(ByteBuffer in) {
        // Where each of the tables and arrays around it ends, and of the tables, whose values have names, the negative.
        Deque<Integer> within = new ArrayDeque<>();
        boolean deep = false;
        do {
            int kind = in.get();
            switch (kind) {
                case 'F', 'A' -> {
                    int end = in.getInt() + in.position();
                    within.push(kind == 'F' ? -end : end);
                    deep |= within.size() > DEEPEST;
                }
                case 'S', 'x' -> skip(in, in.getInt());
                case 't', 'b', 'B' -> skip(in, 1);
                case 's', 'u' -> skip(in, 2);
                case 'I', 'i', 'f' -> skip(in, 4);
                case 'D' -> skip(in, 5);
                case 'l', 'd', 'T' -> skip(in, 8);
                case 'V' -> {}
                default -> throw new IllegalArgumentException("a header of an unknown kind: " + kind);
            }
            while (!within.isEmpty() && in.position() >= Math.abs(within.peek())) {
                within.pop();
            }
            if (!within.isEmpty() && within.peek() < 0) {
                skip(in, in.get() & 0xFF);
            }
        } while (!within.isEmpty());
        return deep;
    }

    private static void skip(ByteBuffer in, int bytes) {
        in.position(in.position() + bytes);
    }

    @Override
    public void setTimeout(int millis) throws SocketException {
        network.setTimeout(millis);
    }

    @Override
    public int getTimeout() throws SocketException {
        return network.getTimeout();
    }

    @Override
    public void sendHeader() throws IOException {
        network.sendHeader();
    }

    @Override
    public void initialize(AMQConnection connection) {
        network.initialize(connection);
    }

    @Override
    public void writeFrame(Frame frame) throws IOException {
        network.writeFrame(frame);
    }

    @Override
    public void flush() throws IOException {
        network.flush();
    }

    @Override
    public void close() {
        closed = true;
        network.close();
    }

    @Override
    public InetAddress getLocalAddress() {
        return network.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return network.getLocalPort();
    }

    @Override
    public InetAddress getAddress() {
        return network.getAddress();
    }

    @Override
    public int getPort() {
        return network.getPort();
    }
}
