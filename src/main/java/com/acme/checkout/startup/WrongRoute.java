package com.acme.checkout.startup;

/** Something under {@code routes/} that can't work: where it stands, what is wrong, the fix, in one line. */
class WrongRoute extends RuntimeException {

    WrongRoute(String where, String wrong, String fix) {
        super((where + ": " + wrong + "; " + fix).replaceAll("\\s+", " "));
    }
}
