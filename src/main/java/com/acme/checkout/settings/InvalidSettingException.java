package com.acme.checkout.settings;

/** A setting that is missing or wrong: its name, what is wrong, the cure, in one line. */
public class InvalidSettingException extends RuntimeException {

    private final String name;
    private final String wrong;
    private final String cure;

    public InvalidSettingException(String name, String wrong, String cure) {
        super(name + ": " + wrong + "; " + cure);
        this.name = name;
        this.wrong = wrong;
        this.cure = cure;
    }

    /** What a person sets: a variable, or a setting of application.yaml. */
    public String name() {
        return name;
    }

    /** What is wrong with it. */
    public String wrong() {
        return wrong;
    }

    /** What to do. */
    public String cure() {
        return cure;
    }
}
