package com.acme.checkout.broker;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What tells one message from every other, and is the same for each delivery of it: a digest over the id that its broker
 * or its sender gave it, where there is one, its body, and its headers without those in which a broker counts. An id alone
 * is not enough, for a client may send one twice, or none.
 */
public final class MessageIdentity {

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
     * @param headers plain data without those in which the broker counts; the order is of no account
     */
    public static String of(String id, byte[] body, Map<String, Object> headers) {
        SortedMap<String, Object> sent = new TreeMap<>(headers);
        MessageIdentity identity = new MessageIdentity();
        identity.add(id);
        identity.add(body);
        identity.add(sent);
        return HexFormat.of().formatHex(identity.digest.digest());
    }

    /** {@code headers} without those that {@code broker} writes, or its client, and that may differ from one delivery to the next. */
    public static Map<String, Object> sent(Map<String, Object> headers, Predicate<String> broker) {
        Map<String, Object> sent = new LinkedHashMap<>(headers);
        sent.keySet().removeIf(name -> broker.test(name.toLowerCase(Locale.ROOT)));
        return sent;
    }

    /** Of RabbitMQ, in lower case. */
    public static boolean isOfRabbit(String name) {
        return name.startsWith("x-death")
                || name.startsWith("x-first-death-")
                || name.startsWith("x-last-death-")
                || name.equals("x-delivery-count")
                || name.equals("x-acquired-count");
    }

    /** Of JMS and Artemis, in lower case. */
    public static boolean isOfJms(String name) {
        return name.startsWith("jmsx") && !name.startsWith("jmsxgroup")
                || name.startsWith("jms_amqp_")
                || name.startsWith("_amq")
                || name.startsWith("__amq");
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
        digest.update(new byte[] {
            (byte) (bytes.length >>> 24), (byte) (bytes.length >>> 16), (byte) (bytes.length >>> 8), (byte) bytes.length
        });
        digest.update(bytes);
    }
}
