package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.UUID;
import org.erdtman.jcs.JsonCanonicalizer;

/**
 * The identity of one attempt to check out one cart: a name-based UUID (RFC 9562, version 5), derived and never generated,
 * so that every node, retry and replay agrees on it without a table.
 *
 * <p>Namespace: {@value #NAMESPACE_TEXT}, which is itself the version 5 UUID of {@code urn:acme:checkout} in RFC 9562's
 * URL namespace. Name, in UTF-8:
 * <ul>
 * <li>with an idempotency key: {@code key}, LF, the cartId in lower case, LF, the key;</li>
 * <li>without: {@code content}, LF, the command in canonical form (RFC 8785), with cartId and customerId in lower case
 * and top-level members that are null left out;</li>
 * <li>without, of a command that is no CheckoutCart: {@code content}, LF, the type of its CloudEvent, LF, the command in
 * that form, with cartId alone in lower case.</li>
 * </ul>
 * For an event's key, {@code source} and {@code id} are joined by one space. {@code docs/caller.md} holds test vectors.
 */
public final class CheckoutId {

    static final String NAMESPACE_TEXT = "62902839-df0b-5f75-9da3-a7999dc803c6";

    private static final UUID NAMESPACE = UUID.fromString(NAMESPACE_TEXT);
    private static final ObjectMapper JSON = StrictJson.mapper();

    private CheckoutId() {}

    /** Whether {@code text} is a UUID in its 36-character form, any version, any case. */
    public static boolean isUuid(String text) {
        return UuidText.Validator.isUuid(text);
    }

    /** Of the command {@code command} under the caller's {@code idempotencyKey}. */
    public static UUID ofKey(String cartId, String idempotencyKey) {
        return version5(NAMESPACE, "key\n" + cartId.toLowerCase(Locale.ROOT) + "\n" + idempotencyKey);
    }

    /**
     * Of a command that came without a key.
     *
     * @throws IOException where RFC 8785 has no form for it: a number beyond IEEE 754 double
     */
    public static UUID ofContent(Command command) throws IOException {
        ObjectNode content = command.json().objectNode();
        for (var member : command.json().properties()) {
            if (!member.getValue().isNull()) {
                content.set(member.getKey(), member.getValue());
            }
        }
        lowerCase(content, "cartId");
        if (!command.type().isShipped()) {
            return version5(NAMESPACE, "content\n" + command.type().eventType() + "\n" + canonical(content));
        }
        lowerCase(content, "customerId");
        return version5(NAMESPACE, "content\n" + canonical(content));
    }

    /** RFC 8785 form of any JSON object. */
    static String canonical(JsonNode json) throws IOException {
        return new JsonCanonicalizer(JSON.writeValueAsString(json)).getEncodedString();
    }

    /** RFC 9562 section 5.5. */
    public static UUID version5(UUID namespace, String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        byte[] hash = sha1().digest(ByteBuffer.allocate(16 + text.length)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .put(text)
                .array());
        ByteBuffer bits = ByteBuffer.wrap(hash);
        long high = bits.getLong() & ~0xF000L | 0x5000L;
        long low = bits.getLong() & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L;
        return new UUID(high, low);
    }

    private static void lowerCase(ObjectNode content, String field) {
        content.put(field, content.path(field).asText().toLowerCase(Locale.ROOT));
    }

    private static MessageDigest sha1() {
        try {
            return MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-1", e);
        }
    }
}
