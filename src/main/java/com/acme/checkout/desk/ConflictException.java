package com.acme.checkout.desk;

/** What was asked for can't be done as things stand; says why. */
public class ConflictException extends RuntimeException {

    public ConflictException(String why) {
        super(why);
    }
}
