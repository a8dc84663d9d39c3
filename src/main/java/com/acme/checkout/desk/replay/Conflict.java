package com.acme.checkout.desk.replay;

/** What was asked for can't be done as things stand; says why. */
public class Conflict extends RuntimeException {

    public Conflict(String why) {
        super(why);
    }
}
