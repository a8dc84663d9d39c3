package com.acme.checkout.startup;

/** Something under {@code routes/} that can't work: where it stands, what is wrong, the fix, in one line. */
class InvalidRouteException extends RuntimeException {

    InvalidRouteException(String where, String wrong, String fix) {
        super((where + ": " + wrong + "; " + fix).replaceAll("\\s+", " "));
    }
}
