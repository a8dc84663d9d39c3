package com.acme.checkout.delivery;

/** No rule of the table picks a destination for this command. */
public class Unroutable extends Exception {

    public Unroutable(String message) {
        super(message);
    }
}
