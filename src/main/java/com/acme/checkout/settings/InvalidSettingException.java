package com.acme.checkout.settings;

/** A setting that is missing or wrong: its name, what is wrong, the cure, in one line. */
public class InvalidSettingException extends RuntimeException {

    public InvalidSettingException(String name, String wrong, String cure) {
        super(name + ": " + wrong + "; " + cure);
    }
}
