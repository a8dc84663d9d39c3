package com.acme.checkout.broker.kafka;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Tells a record from another that comes to stand at its offset, once a topic is deleted and made again: a digest over its
 * key, value and headers. Not thread-safe: one for each record.
 */
final class RecordIdentity {

    private final MessageDigest digest;

    RecordIdentity() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** Adds a part with its length, or two records could look alike; what are no bytes counts as absent. */
    void add(Object part) {
        byte[] bytes = part instanceof byte[] some ? some : null;
        int length = bytes == null ? -1 : bytes.length;
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (length >> shift));
        }
        if (bytes != null) {
            digest.update(bytes);
        }
    }

    /** A name-based UUID of another hash than those of versions 3 and 5: version 8 (RFC 9562 section 5.8). To be called once. */
    UUID toUuid() {
        ByteBuffer bytes = ByteBuffer.wrap(digest.digest());
        return new UUID(bytes.getLong() & ~0xF000L | 0x8000L, bytes.getLong() & ~(3L << 62) | 2L << 62);
    }
}
