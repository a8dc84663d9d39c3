package com.acme.checkout.desk.picture;

/**
 * What has come to a step or a route of this process since its start.
 *
 * @param came messages, each attempt of a retry by itself
 * @param failed how often it failed itself
 * @param rate messages of the last minute
 */
record Figures(long came, long failed, long rate) {

    static final Figures NONE = new Figures(0, 0, 0);

    Figures plus(Figures other) {
        return new Figures(came + other.came, failed + other.failed, rate + other.rate);
    }
}
