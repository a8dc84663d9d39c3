package com.acme.checkout.routetest;

import com.acme.checkout.broker.memory.MemoryQueues;
import com.acme.checkout.routetest.RouteTest.Answer;
import com.acme.checkout.routetest.RouteTest.Door;
import com.acme.checkout.routetest.RouteTest.Failure;
import com.acme.checkout.routetest.RouteTest.Step;
import com.acme.checkout.startup.NearestName;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;

/** Reads a file of tests. The form is described in docs/route-tests.md. */
final class TestFile {

    private static final int LONGEST_BODY = 10_000_000;

    static final List<String> FILE = List.of("settings", "routes", "tests");

    private static final List<String> STEP = List.of(
            "door",
            "request",
            "queue",
            "command",
            "event",
            "headers",
            "body",
            "bodyBytes",
            "orchestrator",
            "lookup",
            "broker",
            "breakers",
            "within",
            "expect");

    private static final List<String> EXPECT = List.of(
            "answer",
            "outcome",
            "calls",
            "lookups",
            "retries",
            "parked",
            "deadLetter",
            "messages",
            "acknowledged",
            "returned",
            "filed",
            "faults");

    private TestFile() {}

    /** @throws InvalidTestException it says something that can't be understood */
    static List<RouteTest> read(Path file) {
        Located root = Located.read(file);
        if (root.value() == null) {
            throw new InvalidTestException(root, "holds no tests", "write them under tests:, or delete the file");
        }
        root.names(FILE);
        Map<String, String> settings = new TreeMap<>(texts(root.at("settings")));
        if (root.at("routes") != null) {
            settings.putAll(TestRoutes.setting(root.at("routes")));
        }
        if (root.at("tests") == null) {
            throw new InvalidTestException(root, "holds no tests", "write them under tests:");
        }
        List<RouteTest> tests = new ArrayList<>();
        for (Located each : root.at("tests").items()) {
            tests.add(test(each, settings));
        }
        return tests;
    }

    static RouteTest test(Located test, Map<String, String> settings) {
        boolean several = test.at("steps") != null;
        test.names(several ? List.of("name", "steps") : with("name", "steps"));
        if (test.at("name") == null || test.at("name").text() == null) {
            throw new InvalidTestException(test, "has no name", "say under name: what it shows");
        }
        List<Step> steps = new ArrayList<>();
        if (several) {
            test.at("steps").items().forEach(each -> steps.add(step(each.names(STEP))));
        } else {
            steps.add(step(test));
        }
        return new RouteTest(test.at("name").text(), test.file(), test.line(), settings, steps);
    }

    private static List<String> with(String... further) {
        return Stream.concat(Stream.of(further), STEP.stream()).toList();
    }

    private static Step step(Located step) {
        Located expected = step.at("expect");
        if (expected != null) {
            expected.names(EXPECT);
        }
        Located body = step.at("body");
        Located command = step.at("command");
        if (body != null && command != null) {
            throw new InvalidTestException(body, "stands beside command", "keep one of the two");
        }
        Door door = step.at("door") == null
                ? step.at("queue") == null ? Door.HTTP : Door.BROKER
                : word(step.at("door"), Door.class);
        if (step.at("request") != null && door != Door.HTTP) {
            throw new InvalidTestException(step.at("request"), "is for door: http", "take one of the two out");
        }
        if (step.at("queue") != null && door != Door.BROKER) {
            throw new InvalidTestException(step.at("queue"), "is for door: broker", "take one of the two out");
        }
        return new Step(
                door,
                step.at("request") == null ? null : request(step.at("request")),
                step.at("queue") == null
                        ? "checkout.commands"
                        : step.at("queue").text(),
                texts(step.at("headers")),
                command,
                step.at("event"),
                body,
                step.at("bodyBytes") == null ? 0 : bytes(step.at("bodyBytes")),
                byDestination(step.at("orchestrator")),
                byDestination(step.at("lookup")),
                byName(step.at("broker"), each -> word(each, MemoryQueues.Answer.class)),
                texts(step.at("breakers")),
                step.at("within") == null ? 0 : millis(step.at("within")),
                expected);
    }

    private static String request(Located request) {
        if (request.text() == null || !request.text().matches("[A-Z]+ /\\S*")) {
            throw new InvalidTestException(request, "is no request", "write method and path, as GET /checkouts/1");
        }
        return request.text();
    }

    private static int bytes(Located number) {
        if (number.value() instanceof Long length && length > 0 && length <= LONGEST_BODY) {
            return length.intValue();
        }
        throw new InvalidTestException(number, "is no length", "write a number from 1 to " + LONGEST_BODY);
    }

    private static Map<String, String> texts(Located map) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (map != null) {
            map.names(map.members().keySet());
            map.members().forEach((name, each) -> texts.put(name, each.text()));
        }
        return texts;
    }

    /** A list for all destinations, or a list for each of some. */
    private static Map<String, List<Answer>> byDestination(Located answers) {
        boolean named = answers != null
                && answers.isMap()
                && answers.members().keySet().stream().noneMatch(List.of("status", "fails", "delay")::contains);
        return answers == null
                ? Map.of()
                : named
                        ? byName(answers, TestFile::answer)
                        : Map.of(
                                RouteTest.ANY,
                                answers.items().stream().map(TestFile::answer).toList());
    }

    private static <T> Map<String, List<T>> byName(Located lists, Function<Located, T> item) {
        Map<String, List<T>> byName = new LinkedHashMap<>();
        if (lists != null) {
            lists.names(lists.members().keySet());
            lists.members()
                    .forEach((name, each) ->
                            byName.put(name, each.items().stream().map(item).toList()));
        }
        return byName;
    }

    private static Answer answer(Located answer) {
        if (!answer.isMap()) {
            return new Answer(status(answer), Map.of(), 0, null);
        }
        answer.names(List.of("status", "headers", "delay", "fails"));
        Located delay = answer.at("delay");
        Located fails = answer.at("fails");
        if (fails != null && answer.at("status") != null) {
            throw new InvalidTestException(fails, "stands beside status", "keep one of the two");
        }
        return new Answer(
                answer.at("status") == null ? 201 : status(answer.at("status")),
                texts(answer.at("headers")),
                delay == null ? 0 : millis(delay),
                fails == null ? null : word(fails, Failure.class));
    }

    private static int status(Located status) {
        if (status.value() instanceof Long number && number >= 100 && number <= 999) {
            return number.intValue();
        }
        throw new InvalidTestException(
                status, "is no HTTP status", "write a number from 100 to 999, or fails: dropped");
    }

    /** How many milliseconds a text as 250ms, 10s or 1m means. */
    static long millis(Located duration) {
        try {
            return DurationStyle.SIMPLE.parse(duration.text()).toMillis();
        } catch (IllegalArgumentException | NullPointerException e) {
            throw new InvalidTestException(duration, "is no duration", "write it as 250ms, 10s or 1m");
        }
    }

    /** The constant that is written as its name with dashes, in small letters. */
    private static <T extends Enum<T>> T word(Located word, Class<T> type) {
        List<String> known = Stream.of(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT).replace('_', '-'))
                .toList();
        int at = known.indexOf(word.text());
        if (at < 0) {
            throw new InvalidTestException(
                    word,
                    "there is no " + word.text() + " here",
                    NearestName.orElse(
                            String.valueOf(word.text()), known, "choose one of " + String.join(", ", known)));
        }
        return type.getEnumConstants()[at];
    }
}
