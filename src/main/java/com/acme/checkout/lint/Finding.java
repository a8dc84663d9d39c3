package com.acme.checkout.lint;

import java.nio.file.Path;
import java.util.Comparator;

/**
 * One mistake.
 *
 * @param file   where it is, as seen from the project's folder
 * @param line   from 1 on
 * @param column from 1 on
 * @param wrong  what is wrong, in one line
 * @param fix    what to do, in one line
 */
public record Finding(Path file, int line, int column, String wrong, String fix) implements Comparable<Finding> {

    private static final Comparator<Finding> ORDER = Comparator.comparing(
                    (Finding each) -> each.file().toString())
            .thenComparingInt(Finding::line)
            .thenComparingInt(Finding::column)
            .thenComparing(Finding::wrong);

    public Finding {
        wrong = wrong.replaceAll("\\s+", " ").trim();
        fix = fix.replaceAll("\\s+", " ").trim();
    }

    /** By file, line and column. */
    @Override
    public int compareTo(Finding other) {
        return ORDER.compare(this, other);
    }

    /** As in {@code routes/x.camel.yaml:3:9: there is no step too; did you mean to?} */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column + ": " + message();
    }

    /** What is wrong, and the fix. */
    public String message() {
        return wrong + "; " + fix;
    }
}
