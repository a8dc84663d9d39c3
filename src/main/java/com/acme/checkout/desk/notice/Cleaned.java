package com.acme.checkout.desk.notice;

import java.util.regex.Pattern;

/**
 * Text of a failure as it may leave the desk. Numbers, ids and addresses are replaced already where it is a cause's; here goes what else
 * a library may quote of what a customer sent: whatever stands in quotes or braces, e-mail addresses, and ids and numbers once more.
 */
final class Cleaned {

    private static final int LONGEST = 200;
    private static final Pattern QUOTED =
            Pattern.compile("\"[^\"]*\"?|(?<!\\w)'[^']*'?|`[^`]*`?|“[^”]*”?|\\{.*|\\[[^\\]]*]?");
    private static final Pattern MAIL = Pattern.compile("[^\\s<>@,;:]+@[^\\s<>@,;:]+");
    private static final Pattern ID = Pattern.compile(
            "\\b\\p{XDigit}{8}-(\\p{XDigit}{4}-){3}\\p{XDigit}{12}\\b|\\b(?=\\p{XDigit}*\\d)\\p{XDigit}{8,}\\b");
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    private Cleaned() {}

    /** One line of at most 200 characters; null stays null. */
    static String text(String text) {
        if (text == null) {
            return null;
        }
        String clean = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        clean = QUOTED.matcher(clean).replaceAll("<quoted>");
        clean = MAIL.matcher(clean).replaceAll("<e-mail>");
        clean = ID.matcher(clean).replaceAll("<id>");
        clean = NUMBER.matcher(clean).replaceAll("<n>");
        return clean.length() <= LONGEST ? clean : clean.substring(0, LONGEST - 1) + "…";
    }
}
