package com.acme.checkout.desk.page;

import java.util.Arrays;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A line of CSV (RFC 4180). People open it in a spreadsheet, and strangers have written part of it: no cell is a formula there. */
public final class CsvLine {

    private static final String END = "\r\n";
    private static final Pattern FORMULA = Pattern.compile("[=+\\-@\\t\\r]");
    private static final Pattern QUOTED = Pattern.compile("[\",\\r\\n]|^\\s|\\s$");

    private CsvLine() {}

    /** Cells as a line, with its end; null is an empty one. A cell that would be a formula begins with an apostrophe. */
    public static String of(Object... cells) {
        return Arrays.stream(cells)
                .map(cell -> cell(Objects.toString(cell, "")))
                .collect(Collectors.joining(",", "", END));
    }

    private static String cell(String text) {
        String plain = FORMULA.matcher(text).lookingAt() ? "'" + text : text;
        return QUOTED.matcher(plain).find() ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }
}
