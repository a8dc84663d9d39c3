package com.acme.checkout.command;

/** The message is not one JSON object in UTF-8 within the limits. The text says where and why, without quoting the message. */
public class UnreadableCommandException extends Exception {

    public UnreadableCommandException(String message) {
        super(message);
    }
}
