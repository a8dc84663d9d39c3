package com.acme.checkout.http;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a caller prefers (RFC 7240, section 2): names in any case, the first of a name counts, an empty value is none, and
 * what can't be read is ignored up to the next comma.
 *
 * @param respondAsync the caller wants no more than that the command is durable
 * @param waitSeconds  how long the caller waits, in seconds, as many as an {@code int} holds; null where it did not say
 */
record PreferHeader(boolean respondAsync, Integer waitSeconds) {

    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    /** The preferences in these header lines. */
    static PreferHeader of(List<String> lines) {
        Map<String, String> all = new HashMap<>();
        for (String line : lines) {
            new Parser(line).into(all);
        }
        return new PreferHeader("".equals(all.get("respond-async")), seconds(all.get("wait")));
    }

    private static Integer seconds(String text) {
        if (text == null || text.isEmpty() || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return null;
        }
        int first = 0;
        while (first < text.length() - 1 && text.charAt(first) == '0') {
            first++;
        }
        return text.length() - first > 9 ? Integer.MAX_VALUE : Integer.valueOf(text.substring(first));
    }

    /** One line: {@code preference *( "," preference )}, each {@code name [= value] *( ; [name [= value]] )}. */
    private static final class Parser {

        private final String text;
        private int at;

        Parser(String text) {
            this.text = text;
        }

        void into(Map<String, String> all) {
            while (at < text.length()) {
                String name = token();
                String value = name.isEmpty() ? null : value();
                // Parameters say nothing about those that we know, but must be read over.
                while (value != null && take(';')) {
                    if (!token().isEmpty() && value() == null) {
                        value = null;
                    }
                }
                space();
                if (value != null && (at == text.length() || text.charAt(at) == ',')) {
                    all.putIfAbsent(name.toLowerCase(Locale.ROOT), value);
                }
                skip();
            }
        }

        private String token() {
            space();
            int from = at;
            while (at < text.length() && isToken(text.charAt(at))) {
                at++;
            }
            return text.substring(from, at);
        }

        /** What stands after {@code =}; empty where nothing does, null where it can't be read. */
        private String value() {
            if (!take('=')) {
                return "";
            }
            space();
            return at < text.length() && text.charAt(at) == '"' ? quoted() : token();
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            for (int i = at + 1; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '"') {
                    at = i + 1;
                    return value.toString();
                }
                if (c == '\\' && ++i == text.length()) {
                    break;
                }
                value.append(text.charAt(i));
            }
            at = text.length();
            return null;
        }

        private boolean take(char wanted) {
            space();
            if (at < text.length() && text.charAt(at) == wanted) {
                at++;
                return true;
            }
            return false;
        }

        private void space() {
            while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
                at++;
            }
        }

        /** Behind the next comma that is in no quotes. */
        private void skip() {
            while (at < text.length() && text.charAt(at) != ',') {
                if (text.charAt(at) == '"') {
                    quoted();
                } else {
                    at++;
                }
            }
            at++;
        }

        private static boolean isToken(char c) {
            return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || TOKEN.indexOf(c) >= 0;
        }
    }
}
