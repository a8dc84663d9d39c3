package com.acme.checkout.desk.page;

/** How many lines of a list the API gives out at once. */
public final class ListLimit {

    /** Where nobody says. */
    public static final String DEFAULT = "50";

    private static final int MOST = 500;

    private ListLimit() {}

    /** @throws IllegalArgumentException {@code text} is no whole number from 1 to 500 */
    public static int of(String text) {
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw new IllegalArgumentException("limit must be a whole number from 1 to " + MOST + ".");
        }
        return Integer.parseInt(text);
    }
}
