package com.acme.checkout.command;

import com.fasterxml.jackson.databind.JsonNode;

/** What holds for each name and value at any depth of a command, whether this service knows the field or not. */
final class Values {

    private static final String RANGE =
            "must be within IEEE 754 double range: at most 1.7976931348623157e308, and no closer to zero than 4.9e-324 unless it is zero";

    /** Numbers told one by one; more of them would make the answer longer than the command. */
    private static final int MAX_TOLD = 20;

    private static final int MAX_PLACE = 128;

    private Values() {}

    /**
     * Adds a violation for each number beyond range, with its place, as in {@code items[0].price}.
     *
     * @param place where {@code value} stands; empty for the command itself
     * @return whether there is none
     * @throws UnreadableCommandException where it is too deep, or text that is no Unicode
     */
    static boolean check(Checkout checkout, String place, JsonNode value) throws UnreadableCommandException {
        boolean good = look(value, place.isEmpty() ? 0 : 1);
        if (!good) {
            int told = tell(checkout, new StringBuilder(place), value, 0);
            if (told > MAX_TOLD) {
                checkout.received()
                        .violations()
                        .add(new Violation(
                                "$", "holds " + (told - MAX_TOLD) + " further numbers beyond IEEE 754 double range"));
            }
        }
        return good;
    }

    /** False where there is a number beyond range; a second look says which. Commands without one pay for no second. */
    private static boolean look(JsonNode value, int above) throws UnreadableCommandException {
        if (value.isTextual()) {
            checkWellFormed(value.textValue());
            return true;
        }
        if (!value.isContainerNode()) {
            return value != StrictJson.BEYOND_DOUBLE;
        }
        if (above == StrictJson.MAX_DEPTH) {
            throw new UnreadableCommandException("the message is not " + CommandReader.TOO_DEEP);
        }
        boolean good = true;
        if (value.isObject()) {
            for (var member : value.properties()) {
                checkWellFormed(member.getKey());
                good &= look(member.getValue(), above + 1);
            }
        } else {
            for (JsonNode element : value) {
                good &= look(element, above + 1);
            }
        }
        return good;
    }

    private static int tell(Checkout checkout, StringBuilder place, JsonNode value, int told) {
        if (value == StrictJson.BEYOND_DOUBLE) {
            if (told < MAX_TOLD) {
                checkout.received().violations().add(new Violation(oneLine(place), RANGE));
            }
            return told + 1;
        }
        int length = place.length();
        int all = told;
        if (value.isObject()) {
            for (var member : value.properties()) {
                place.append(length == 0 ? "" : ".").append(member.getKey());
                all = tell(checkout, place, member.getValue(), all);
                place.setLength(length);
            }
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            all = tell(checkout, place.append('[').append(i).append(']'), value.get(i), all);
            place.setLength(length);
        }
        return all;
    }

    /** Names are the caller's: however long they are, and whatever is in them. */
    static String oneLine(StringBuilder place) {
        String text = place.codePoints()
                .limit(MAX_PLACE)
                .map(c -> Character.isISOControl(c) || c == 0x2028 || c == 0x2029 ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return text.length() < place.length() ? text + "\u2026" : text;
    }

    /** Lone surrogates can be escaped in JSON but not written in UTF-8: nothing behind this door could carry them. */
    private static void checkWellFormed(String text) throws UnreadableCommandException {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(++i))) {
                    throw new UnreadableCommandException(
                            "a string holds half a surrogate pair, which is no Unicode text");
                }
            }
        }
    }
}
