package com.acme.checkout.routetest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * What a test expects beside what was seen. Of a map only the members that the test names are looked at; a list has as many
 * items as the test's; null says that there is none. A text that begins with {@code ~} is a regular expression for the whole.
 */
final class Comparison {

    /** Something is not as expected. */
    record Difference(Path file, int line, String what, String expected, String actual) {}

    private static final String NOTHING = "nothing";
    private static final String PATTERN = "~";
    private static final int LONGEST = 400;

    /** What a value stands for where there is more to see: of an answer its status, of a call its destination. */
    private static final Map<String, String> SHORT = Map.of(
            "answer", "status",
            "deadLetter", "reason",
            "calls", "destination",
            "lookups", "destination",
            "parked", "after");

    /** What there is to be said of one call. */
    private static final List<String> CALL = List.of("destination", "method", "path", "headers", "body");

    private final List<Difference> differences = new ArrayList<>();

    private Comparison() {}

    /** The differences; what {@code test} leaves unsaid is as in a test where nothing goes wrong. */
    static List<Difference> of(Located expected, Located test, JsonNode seen) {
        Comparison comparison = new Comparison();
        Map<String, Located> all = new LinkedHashMap<>();
        Located place = expected == null ? test : expected;
        all.put("deadLetter", place.with(null));
        all.put("acknowledged", place.with(true));
        all.put("faults", place.with(0L));
        if (expected != null) {
            all.putAll(expected.members());
        }
        all.forEach((name, each) -> comparison.compare(name, name, each, member(seen, name)));
        return comparison.differences;
    }

    private void compare(String what, String kind, Located expected, JsonNode seen) {
        JsonNode actual = seen == null ? NullNode.getInstance() : seen;
        if (expected.isMap() && actual.isObject()) {
            expected.members().forEach((name, each) -> {
                String inner = name.matches("[\\w-]+") ? what + "." + name : what + "[" + name + "]";
                compare(inner, "", each, member(actual, name));
            });
        } else if (expected.isList() && actual.isArray()) {
            list(what, kind, expected, actual);
        } else if (!expected.isMap() && !expected.isList() && actual.isObject()) {
            scalar(what, kind, expected, actual);
        } else if (actual.isArray() && expected.value() instanceof Long number) {
            if (actual.size() != number) {
                differ(what, expected, actual.size() + brief(actual));
            }
        } else if (expected.isMap() && actual.isArray() && isByDestination(kind, expected)) {
            expected.members()
                    .forEach((name, each) -> compare(what + "." + name, kind, each, ofDestination(actual, name)));
        } else if (expected.isMap() && actual.isArray() && actual.size() == 1) {
            compare(what, kind, expected, actual.get(0));
        } else if (expected.isMap() || expected.isList() || actual.isContainerNode()) {
            differ(what, expected, text(actual));
        } else if (!same(expected, actual)) {
            differ(what, expected, text(actual));
        }
    }

    /** Whether it says of each of some destinations how many, or which, and not of one call what it is. */
    private static boolean isByDestination(String kind, Located expected) {
        return List.of("calls", "lookups").contains(kind)
                && expected.members().keySet().stream().noneMatch(CALL::contains);
    }

    private static JsonNode ofDestination(JsonNode calls, String destination) {
        ArrayNode own = JsonNodeFactory.instance.arrayNode();
        for (JsonNode call : calls) {
            if (destination.equals(call.path("destination").asText())) {
                own.add(call);
            }
        }
        return own.isEmpty() ? NullNode.getInstance() : own;
    }

    private void scalar(String what, String kind, Located expected, JsonNode actual) {
        if (expected.value() == null) {
            differ(what, expected, text(actual));
        } else if (kind.equals("retries")) {
            int all = 0;
            for (JsonNode each : actual) {
                all += each.asInt();
            }
            if (!same(expected, IntNode.valueOf(all))) {
                differ(what, expected, text(actual));
            }
        } else if (SHORT.containsKey(kind)) {
            JsonNode main = member(actual, SHORT.get(kind));
            if (!same(expected, main == null ? NullNode.getInstance() : main)) {
                differ(what, expected, (main == null ? NOTHING : text(main)) + " of " + text(actual));
            }
        } else {
            differ(what, expected, text(actual));
        }
    }

    private void list(String what, String kind, Located expected, JsonNode actual) {
        List<Located> items = expected.items();
        if (items.size() != actual.size()) {
            differ(what, expected.with((long) items.size()), actual.size() + brief(actual));
            return;
        }
        for (int i = 0; i < items.size(); i++) {
            compare(what + "[" + i + "]", kind, items.get(i), actual.get(i));
        }
    }

    private static String brief(JsonNode list) {
        return list.isEmpty() ? "" : ": " + text(list);
    }

    private static boolean same(Located expected, JsonNode actual) {
        if (expected.value() == null) {
            return actual.isNull();
        }
        if (actual.isNull()) {
            return false;
        }
        String text = expected.text();
        if (expected.value() instanceof String && text.startsWith(PATTERN)) {
            return Pattern.compile(text.substring(1).strip(), Pattern.DOTALL)
                    .matcher(actual.asText())
                    .matches();
        }
        if (text.equals(actual.asText())) {
            return true;
        }
        Duration duration = duration(text);
        return duration != null && duration.equals(duration(actual.asText()));
    }

    private static Duration duration(String text) {
        try {
            return text.matches("\\d+(ms|s|m|h)") ? DurationStyle.SIMPLE.parse(text) : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Names of headers are the same in capitals. */
    private static JsonNode member(JsonNode map, String name) {
        JsonNode member = map.get(name);
        return member != null ? member : map.get(name.toLowerCase(Locale.ROOT));
    }

    private void differ(String what, Located expected, String actual) {
        differences.add(new Difference(
                expected.file(),
                expected.line(),
                what,
                expected.value() == null
                        ? NOTHING
                        : expected.isMap() || expected.isList()
                                ? cut(expected.json().toString())
                                : expected.text(),
                cut(actual)));
    }

    private static String text(JsonNode node) {
        return node.isNull() ? NOTHING : node.isTextual() ? node.textValue() : node.toString();
    }

    private static String cut(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
    }
}
