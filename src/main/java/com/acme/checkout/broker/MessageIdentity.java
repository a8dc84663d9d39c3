package com.acme.checkout.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What tells one message from every other, and is the same for each delivery of it: a digest over the id that its broker
 * or its sender gave it, where there is one, its body, and its headers without those in which a broker counts. An id alone
 * is not enough, for a client may send one twice, or none.
 */
final class MessageIdentity {

    private final MessageDigest digest;

    private MessageIdentity() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            // Every Java has it.
            throw new IllegalStateException(e);
        }
    }

    /**
     * 64 hexadecimal digits: SHA-256 over each part's kind, length and bytes, so that no two messages are encoded alike.
     *
     * @param id null where nobody gave it one
     * @param headers plain data; the order is of no account
     */
    static String of(String id, byte[] body, Map<String, Object> headers) {
        SortedMap<String, Object> sent = new TreeMap<>(headers);
        sent.keySet().removeIf(MessageIdentity::counted);
        MessageIdentity identity = new MessageIdentity();
        identity.add(id);
        identity.add(body);
        identity.add(sent);
        return HexFormat.of().formatHex(identity.digest.digest());
    }

    /** Whether the broker writes this header, or its client: it may differ from one delivery to the next. */
    static boolean counted(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.startsWith("x-death") || lower.startsWith("x-first-death-") || lower.startsWith("x-last-death-")
                || lower.equals("x-delivery-count") || lower.equals("x-acquired-count")
                || lower.startsWith("jmsx") && !lower.startsWith("jmsxgroup") || lower.startsWith("jms_amqp_")
                || lower.startsWith("_amq") || lower.startsWith("__amq");
    }

    private void add(Object value) {
        if (value == null) {
            part('0', new byte[0]);
        } else if (value instanceof byte[] bytes) {
            part('b', bytes);
        } else if (value instanceof Map<?, ?> map) {
            part('m', Integer.toString(map.size()).getBytes(StandardCharsets.UTF_8));
            new TreeMap<>(map).forEach((name, each) -> {
                add(name);
                add(each);
            });
        } else if (value instanceof Iterable<?> list) {
            part('[', new byte[0]);
            list.forEach(this::add);
            part(']', new byte[0]);
        } else {
            // 1 and "1" are two.
            part(value instanceof String ? 's' : 'v', value.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    private void part(char kind, byte[] bytes) {
        digest.update((byte) kind);
        digest.update(new byte[] {(byte) (bytes.length >>> 24), (byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length});
        digest.update(bytes);
    }
}
