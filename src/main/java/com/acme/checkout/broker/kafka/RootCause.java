package com.acme.checkout.broker.kafka;

/** What a log line says of a failure. Thread-safe: without state. */
final class RootCause {

    private static final int LONGEST_TEXT = 300;

    private RootCause() {}

    /** Class and message of the root cause, in one line of at most 300 characters. {@code "null"} for null. */
    static String line(Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String line = String.valueOf(root).replaceAll("\\s+", " ");
        return line.length() <= LONGEST_TEXT ? line : line.substring(0, LONGEST_TEXT);
    }
}
