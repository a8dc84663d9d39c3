package com.acme.checkout.command;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** A command's message as it came in: its bytes, its headers, where it came from, and what is wrong around the command itself. */
public final class ReceivedMessage {

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
    private Instant parkedAt;

    ReceivedMessage() {}

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

    /** When it was first parked on the broker, to be started later; null where it was not, or nobody knows. */
    public Instant parkedAt() {
        return parkedAt;
    }

    public void parkedAt(Instant at) {
        this.parkedAt = at;
    }
}
