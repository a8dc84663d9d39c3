package com.acme.checkout.desk;

/** What was asked for does not exist; says what. */
public class NotFoundException extends RuntimeException {

    public NotFoundException(String detail) {
        super(detail);
    }
}
