package com.acme.checkout.outside;

import java.util.List;
import java.util.Map;

/** A real broker beside the service, and what the contract suite has to do with it. */
public interface Broker extends AutoCloseable {

    /** A message as a client of the broker sees it; header values as text. */
    record Letter(byte[] body, Map<String, String> headers) {}

    /** The folder under {@code routes/brokers/}. */
    String name();

    /** What the service has to be told to use this broker, as environment variables. */
    Map<String, String> settings();

    /** Sends, and returns once the broker has confirmed them all. {@code key} is the cartId. */
    void send(String queue, List<Message> messages) throws Exception;

    /** One message to send: the values of {@code headers} are text, or null where the broker knows that. */
    record Message(String key, byte[] body, Map<String, String> headers) {}

    /** How many characters of ASCII a sender can put into one header. */
    default int longestHeader() {
        return 200_000;
    }

    /** What waits in {@code queue}, left there; for a log, all that it holds. */
    List<Letter> browse(String queue) throws Exception;

    /** {@code kill -9} of the broker's process, where it is this test's own; false where it is not. */
    boolean kill() throws Exception;

    /** Starts it again on the same data and port. */
    void restart() throws Exception;

    @Override
    void close();
}
