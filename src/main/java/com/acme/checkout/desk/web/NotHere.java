package com.acme.checkout.desk.web;

/** What was asked for does not exist; says what. */
class NotHere extends RuntimeException {

    NotHere(String detail) {
        super(detail);
    }
}
