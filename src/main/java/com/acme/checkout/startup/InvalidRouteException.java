package com.acme.checkout.startup;

/** Something under {@code routes/} that can't work: where it stands, what is wrong, the fix, in one line. */
public class InvalidRouteException extends RuntimeException {

    private final transient Place place;
    private final String word;
    private final String wrong;
    private final String fix;

    /** {@code word}: what is wrong, as nearly as it can be told as it stands in the file; empty where it is not there at all. */
    InvalidRouteException(Place place, String word, String wrong, String fix) {
        this(place, word, wrong, fix, "");
    }

    private InvalidRouteException(Place place, String word, String wrong, String fix, String more) {
        super((place + ": " + wrong + "; " + fix + more).replaceAll("\\s+", " "));
        this.place = place;
        this.word = word;
        this.wrong = wrong.replaceAll("\\s+", " ");
        this.fix = fix.replaceAll("\\s+", " ");
    }

    /** The same, with how many mistakes there are beside it. */
    InvalidRouteException and(int others) {
        return others == 0
                ? this
                : new InvalidRouteException(
                        place,
                        word,
                        wrong,
                        fix,
                        " (" + others + " more " + (others == 1 ? "mistake" : "mistakes")
                                + ": bin/checkout lint shows all)");
    }

    /** The file, as Camel was told of it; or a folder that ends in a slash. */
    public String file() {
        return place.file();
    }

    /** The line of the step; 0 where it isn't known. */
    public int line() {
        return place.line();
    }

    /** What the file holds there that is wrong, or something like it; empty where nothing is there. */
    public String word() {
        return word;
    }

    /** What is wrong. */
    public String wrong() {
        return wrong;
    }

    /** What to do. */
    public String fix() {
        return fix;
    }
}
