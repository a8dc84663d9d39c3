package com.acme.checkout.startup;

/** Where something of the routes stands: a file, its line (0 where it isn't known), and what it is called there (null for the file). */
record Place(String file, int line, String name) {

    static Place of(String file) {
        return new Place(file, 0, null);
    }

    @Override
    public String toString() {
        return file + (line > 0 ? ", line " + line : "") + (name == null ? "" : ", " + name);
    }
}
