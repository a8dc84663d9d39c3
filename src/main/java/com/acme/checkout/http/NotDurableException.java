package com.acme.checkout.http;

/** A command that could not be started is not durable on the broker either, or not known to be in time: HTTP answers 503. */
class NotDurableException extends Exception {

    NotDurableException(Throwable cause) {
        super(text(cause), cause);
    }

    private static String text(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String first = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        return root == cause || root.getMessage() == null || first.contains(root.getMessage())
                ? first
                : first + ": " + root.getMessage();
    }
}
