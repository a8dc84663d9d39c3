package com.acme.checkout.startup;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/**
 * Loads, on a core that is otherwise idle, the classes that a start comes to need while Spring is still busy: about half
 * a second less to wait. They are listed in {@code META-INF/startup-classes.txt} ({@code bench/startup-classes.sh}
 * writes it). None is initialized, and one that is no longer there is passed over: nothing but time depends on the list.
 */
public final class Preload {

    private static final String LIST = "META-INF/startup-classes.txt";

    private Preload() {}

    /** Begins, and returns at once. The system property {@code checkout.preload=none}, for measuring, leaves it out. */
    public static void begin() {
        if ("none".equals(System.getProperty("checkout.preload"))) {
            return;
        }
        Thread thread = new Thread(Preload::load, "preload");
        thread.setDaemon(true);
        thread.start();
    }

    private static void load() {
        CompilerDirectives.add();
        ClassLoader loader = Preload.class.getClassLoader();
        try (InputStream list = loader.getResourceAsStream(LIST);
                BufferedReader lines = new BufferedReader(new InputStreamReader(list, StandardCharsets.US_ASCII))) {
            // A line is a package and the names in it.
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ");
                for (int i = 1; i < words.length; i++) {
                    load(words[0] + '.' + words[i], loader);
                }
            }
        } catch (IOException e) {
            // Without the list a start takes longer.
        }
    }

    private static void load(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            // Another version of its library.
        }
    }
}
