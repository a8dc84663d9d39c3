package com.acme.checkout.lint;

import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    /** What Camel says where a route fills in a setting that is not there. */
    private static final Pattern NO_PROPERTY = Pattern.compile("Property with key \\[([^]]+)] not found");

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

    /** Whether {@code wrong}, which Camel says of a route, only follows from a setting that {@code said} tells of. */
    static boolean follows(String wrong, List<Finding> said) {
        Matcher missing = NO_PROPERTY.matcher(wrong);
        return wrong.startsWith("Could not resolve placeholder")
                || missing.find()
                        && said.stream().anyMatch(each -> each.message().contains(missing.group(1)));
    }
}
