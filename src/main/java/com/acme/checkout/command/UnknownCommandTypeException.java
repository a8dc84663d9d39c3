package com.acme.checkout.command;

/** A CloudEvent of a {@code type} that is not CheckoutCart's. HTTP answers 422; on the broker it is {@code UNROUTABLE}. */
public class UnknownCommandTypeException extends Exception {

    public UnknownCommandTypeException() {
        super("the CloudEvent's type must be " + CloudEvents.CHECKOUT_CART);
    }
}
