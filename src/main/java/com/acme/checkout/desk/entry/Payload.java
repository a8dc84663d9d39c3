package com.acme.checkout.desk.entry;

/**
 * What an entry carries.
 *
 * @param headers of the original message, one JSON object
 * @param body of the original message, byte for byte
 * @param repaired the body that an operator put in its place; null where none did
 */
public record Payload(String headers, byte[] body, byte[] repaired) {

    /** What a replay sends. */
    public byte[] current() {
        return repaired != null ? repaired : body;
    }
}
