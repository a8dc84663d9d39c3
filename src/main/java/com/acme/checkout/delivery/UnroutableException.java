package com.acme.checkout.delivery;

/** No rule of the table picks a destination for this command. */
public class UnroutableException extends RuntimeException {

    public UnroutableException(String message) {
        super(message);
    }
}
