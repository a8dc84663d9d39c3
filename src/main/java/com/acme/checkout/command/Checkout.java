package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * One CheckoutCart on its way through: what came in, what has become of it so far. Travels with the exchange as its
 * property {@value #PROPERTY}, so that no message header has to be trusted. One thread at a time holds it.
 */
public final class Checkout {

    /** The exchange property's name. */
    public static final String PROPERTY = "checkout";

    /** Where a command came in. */
    public enum Door { HTTP, BROKER }

    private static final int TRACEPARENT_LENGTH = 55;
    private static final int TRACEPARENT_MAX = 512;

    /** What all versions begin with (W3C Trace Context, section 3.2.2). */
    private static final Pattern TRACEPARENT =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final Door door;
    private final long startedNanos = System.nanoTime();
    private final List<Violation> violations = new ArrayList<>(0);

    private byte[] original;
    private int originalBytes;
    private Supplier<HeadersJson> originalHeaders = () -> HeadersJson.of(Map.of());
    private Map<String, String> eventAttributes = Map.of();
    private boolean structuredEvent;
    private String pathCartId;
    private String source;
    private String messageId;
    private String replay;

    private String idempotencyKey;
    private String traceparent;
    private String checkoutId;
    private JsonNode cartId;

    private long deadlineNanos = Long.MAX_VALUE;
    private int attempts;
    private int attemptsHere;
    private int round;
    private boolean resumed;
    private Instant firstAt;
    private Instant lastAt;
    private Integer lastStatus;
    private Duration retryAfter;
    private volatile String outcome;
    private volatile boolean confirmed;
    private volatile boolean writing;
    private volatile boolean written;
    private volatile String writtenTo;

    public Checkout(Door door) {
        this.door = door;
    }

    public Door door() {
        return door;
    }

    /** Since this command was taken up here, in nanoseconds. */
    public long elapsedNanos() {
        return System.nanoTime() - startedNanos;
    }

    /** What is wrong with the message around the command: its headers, its path. */
    public List<Violation> violations() {
        return violations;
    }

    /** The message as it came, byte for byte. */
    public byte[] original() {
        return original;
    }

    public void original(byte[] bytes) {
        original(bytes, bytes == null ? 0 : bytes.length);
    }

    /** {@code length}: of the message as it was sent, in bytes, where {@code bytes} are its beginning only. */
    public void original(byte[] bytes, int length) {
        this.original = bytes;
        this.originalBytes = Math.max(length, bytes == null ? 0 : bytes.length);
    }

    /** How long the message was as it was sent, in bytes. */
    public int originalBytes() {
        return originalBytes;
    }

    /** The original message's headers as one JSON object. */
    public HeadersJson originalHeaders() {
        return originalHeaders.get();
    }

    /** Written only for those who need it: most commands are started without. */
    public void originalHeaders(Supplier<HeadersJson> json) {
        this.originalHeaders = json;
    }

    /** Attributes of a CloudEvent in binary mode, by their bare names; empty where there is none. */
    public Map<String, String> eventAttributes() {
        return eventAttributes;
    }

    public void eventAttributes(Map<String, String> attributes) {
        this.eventAttributes = attributes;
    }

    /** Whether the sender declared the body to be a structured CloudEvent. */
    public boolean structuredEvent() {
        return structuredEvent;
    }

    public void structuredEvent(boolean structured) {
        this.structuredEvent = structured;
    }

    /** The cart that the request's path names; null where the whole command is in the body. */
    public String pathCartId() {
        return pathCartId;
    }

    public void pathCartId(String cartId) {
        this.pathCartId = cartId;
    }

    /** Where it came from, for a person: a path, or a queue with partition and offset where there are any. */
    public String source() {
        return source;
    }

    public void source(String source) {
        this.source = source;
    }

    /** The same for every delivery of one message, so that a failure redelivered can be known again. */
    public String messageId() {
        return messageId;
    }

    public void messageId(String messageId) {
        this.messageId = messageId;
    }

    /** The claim of the dead-letter desk whose replay this delivery is; null where it is none. */
    public String replay() {
        return replay;
    }

    public void replay(String claim) {
        this.replay = claim;
    }

    /** The caller's, or an event's {@code source} and {@code id}; null where none was sent. */
    public String idempotencyKey() {
        return idempotencyKey;
    }

    public void idempotencyKey(String key) {
        this.idempotencyKey = key;
    }

    public String getTraceparent() {
        return traceparent;
    }

    /**
     * Keeps a valid W3C {@code traceparent} and starts a new trace in the place of any other, as its section 3.2 says. One of
     * a later version may have further fields (section 4): they are kept, up to 512 characters in all.
     */
    public void traceparent(String value) {
        if (isTraceparent(value)) {
            traceparent = value;
            return;
        }
        ThreadLocalRandom random = ThreadLocalRandom.current();
        StringBuilder text = new StringBuilder(55).append("00-");
        hex(text, random.nextLong() | 1);
        hex(text, random.nextLong());
        text.append('-');
        hex(text, random.nextLong() | 1);
        traceparent = text.append("-01").toString();
    }

    private static boolean isTraceparent(String value) {
        if (value == null || value.length() < TRACEPARENT_LENGTH || value.length() > TRACEPARENT_MAX
                || !TRACEPARENT.matcher(value).region(0, TRACEPARENT_LENGTH).matches()) {
            return false;
        }
        return value.length() == TRACEPARENT_LENGTH || !value.startsWith("00") && value.charAt(TRACEPARENT_LENGTH) == '-'
                && value.chars().allMatch(c -> c > 0x20 && c < 0x7F);
    }

    private static void hex(StringBuilder text, long value) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            text.append(Character.forDigit((int) (value >>> shift) & 0xF, 16));
        }
    }

    public String traceId() {
        return traceparent == null ? "" : traceparent.substring(3, 35);
    }

    /** Null until the command is identified. */
    public String getCheckoutId() {
        return checkoutId;
    }

    public void checkoutId(String id) {
        this.checkoutId = id;
    }

    /** As the sender wrote it; null where it is not known or not a UUID. */
    public String getCartId() {
        return cartId == null ? null : cartId.textValue();
    }

    public void cartId(JsonNode id) {
        this.cartId = id;
    }

    /** When the caller stops waiting, on {@link System#nanoTime}'s clock; {@link Long#MAX_VALUE} where nobody waits. */
    public long deadlineNanos() {
        return deadlineNanos;
    }

    public void waitAtMost(Duration wait) {
        deadlineNanos = startedNanos + wait.toNanos();
    }

    /** Counts a call to the Orchestrator that is about to be made. */
    public void attempt() {
        lastAt = Instant.now();
        if (firstAt == null) {
            firstAt = lastAt;
        }
        attempts++;
        attemptsHere++;
        lastStatus = null;
        retryAfter = null;
    }

    /** Takes back an attempt that reached nobody. */
    public void notAnAttempt() {
        attempts--;
    }

    /** Calls made to the Orchestrator, here and before. */
    public int attempts() {
        return attempts;
    }

    /** Calls made since the command was last taken from its door or queue. */
    public int attemptsHere() {
        return attemptsHere;
    }

    /** How many delayed retries this command has used up. */
    public int round() {
        return round;
    }

    public void nextRound() {
        round++;
    }

    /** Takes up the counts where another delivery of this command left them. */
    public void resume(int attempts, int round, Instant firstAt, Instant lastAt, Integer lastStatus) {
        this.resumed = true;
        this.attempts = attempts;
        this.round = round;
        this.firstAt = firstAt;
        this.lastAt = lastAt;
        this.lastStatus = lastStatus;
    }

    /** Whether this service had put the command away itself. */
    boolean resumed() {
        return resumed;
    }

    public Instant firstAt() {
        return firstAt;
    }

    public Instant lastAt() {
        return lastAt;
    }

    /** The Orchestrator's last HTTP status; null where it did not answer. */
    public Integer lastStatus() {
        return lastStatus;
    }

    /** What the Orchestrator answered, and how long it asked us to wait, if it did. */
    public void answered(int status, Duration retryAfter) {
        this.lastStatus = status;
        this.retryAfter = retryAfter;
    }

    /** The wait that the Orchestrator asked for; null where it asked for none. */
    public Duration retryAfter() {
        return retryAfter;
    }

    /** Notes what the network saw: a POST that was sent under this checkoutId, in this delivery, was answered with 2xx. */
    public void confirm() {
        confirmed = true;
    }

    /** Whether the Orchestrator has confirmed the saga in this delivery; without it, no route may call it started. */
    public boolean confirmed() {
        return confirmed;
    }

    /** Notes that a message which settles this command is about to be written to the broker. */
    public void beginWrite() {
        writing = true;
        written = false;
    }

    /** Notes that the broker has taken what was to be written, at the address {@code where}. */
    public void wrote(String where) {
        written = writing;
        writtenTo = writing ? where : null;
    }

    /** Whether something was to be written to the broker and is not there yet. */
    public boolean isWriting() {
        return writing && !written;
    }

    /** Whether the broker holds what was to be written last. */
    public boolean isWritten() {
        return written;
    }

    /** The address of {@link #isWritten}'s message; null where nothing is written. */
    public String writtenTo() {
        return written ? writtenTo : null;
    }

    /** What has become of this command; null until it is told. */
    public String outcome() {
        return outcome;
    }

    /** Whether an outcome has been told. */
    public boolean isSettled() {
        return outcome != null;
    }

    /** Tells the outcome; true for the first one only, which stands. */
    public synchronized boolean settle(String what) {
        if (outcome != null) {
            return false;
        }
        outcome = what;
        return true;
    }
}
